"""bin/test: the whole suite against servers of its own, which are gone afterwards."""

import sys

from bin.launcher import chromium, environment, scratch
from bin.launcher.trouble import exit_with

# How many test processes share the suite when all of it runs; each has its own database.
WHOLE_SUITE = ["--numprocesses=2"]


def main(arguments: list[str]) -> int:
    """Run pytest with `arguments`, or the whole suite; pytest's exit code."""
    ours = environment.testing() | {"CHROMIUM": chromium.find_or_install()}
    return scratch.run([sys.executable, "-m", "pytest", *(arguments or WHOLE_SUITE)], ours)


if __name__ == "__main__":
    exit_with(main)
