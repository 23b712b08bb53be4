"""Whether the books may have changed."""

from collections.abc import Callable
from typing import Any

# How what changes no row begins.
READS = ("SELECT", "SAVEPOINT", "RELEASE", "ROLLBACK", "EXECUTE", "SET")


class Writes:
    """Whether anything was written since it was last asked: only then the books may be wrong."""

    def __init__(self) -> None:
        self.any = True

    def __call__(
        self,
        execute: Callable[..., Any],
        sql: str,
        params: Any,
        many: bool,
        context: dict[str, Any],
    ) -> Any:
        self.any = self.any or not sql.startswith(READS)
        return execute(sql, params, many, context)

    def seen(self) -> bool:
        was, self.any = self.any, False
        return was
