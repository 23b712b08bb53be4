"""What a cell did not say."""

from typing import Any


class Unclear(Exception):
    """A cell that cannot be read as one thing. `kind` is a key of `sayings.SAYINGS`."""

    def __init__(self, kind: str, **params: Any) -> None:
        super().__init__(kind)
        self.kind = kind
        self.params = params
