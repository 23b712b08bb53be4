"""Reading the environment: a setting is there, or the process does not start."""

import os


class MissingSetting(Exception):
    """A required environment variable is unset."""


def text(name: str, default: str | None = None) -> str:
    value = os.environ.get(name) or default
    if value is None:
        raise MissingSetting(f"Set {name} in the environment. See docs/operations.md.")
    return value


def flag(name: str, default: bool = False) -> bool:
    return os.environ.get(name, "1" if default else "0").lower() in {"1", "true", "yes", "on"}


def whole(name: str, default: int) -> int:
    return int(os.environ.get(name) or default)


def words(name: str, default: str = "") -> list[str]:
    """A comma-separated list; blanks dropped."""
    return [word.strip() for word in os.environ.get(name, default).split(",") if word.strip()]


def rates(name: str, default: str) -> dict[tuple[str, ...], int]:
    """Numbers of words that go together: "gmail.com googlemail.com=20, *=10"."""
    parts = (part.rpartition("=") for part in text(name, default).split(",") if part.strip())
    return {tuple(left.lower().split()): int(right) for left, _sign, right in parts}


def beginning(prefix: str) -> dict[str, str]:
    """All variables whose names begin so."""
    return {name: value for name, value in os.environ.items() if name.startswith(prefix)}
