"""The one error a person is meant to read: what is wrong, and the command that mends it."""

import sys
from collections.abc import Callable


class Trouble(Exception):
    """Something the launcher cannot get past without help."""

    def __init__(self, what: str, fix: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.fix = fix


def exit_with(main: Callable[[list[str]], int]) -> None:
    """Run `main` with the command line and leave with its code; explain a `Trouble`."""
    try:
        code = main(sys.argv[1:])
    except Trouble as trouble:
        print(f"\n{trouble.what}", file=sys.stderr)
        if trouble.fix:
            print(f"    {trouble.fix}", file=sys.stderr)
        code = 1
    except PermissionError as refused:
        print(f"\n{refused}", file=sys.stderr)
        print("Was this checkout last used by another user? Run as that user.", file=sys.stderr)
        code = 1
    sys.exit(code)
