"""Several management commands in one process: starting Django costs more than most of them."""

import os
import shlex
import sys

import django
from django.core.management import call_command

MARK = "$ manage.py "


def main(lines: list[str]) -> None:
    """Run each of `lines` as a management command, and name it first. Stops at an error."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marketplace.settings")
    django.setup()
    for line in lines:
        print(f"{MARK}{line}", flush=True)
        call_command(*shlex.split(line))


if __name__ == "__main__":
    main(sys.argv[1:])
