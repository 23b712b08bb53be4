"""bin/test: the whole suite against servers of its own, which are gone afterwards.

`bin/test payments`: the tests of payments, and whether they take every branch of what moves money
(pyproject.toml says what that is).
"""

import subprocess
import sys

from bin.launcher import chromium, environment, place, scratch
from bin.launcher.trouble import exit_with

# How many test processes share the suite when all of it runs; each has its own database.
WHOLE_SUITE = ["--numprocesses=2"]


def main(arguments: list[str]) -> int:
    """Run pytest with `arguments`, or the whole suite; pytest's exit code, or coverage's."""
    ours = environment.testing() | {"CHROMIUM": chromium.find_or_install()}
    if arguments == ["payments"]:
        coverage = [sys.executable, "-m", "coverage"]
        failed = scratch.run([*coverage, "run", "-m", "pytest", "tests/payments"], ours)
        report = [*coverage, "report"]
        return failed or subprocess.run(report, cwd=place.ROOT, check=False).returncode
    return scratch.run([sys.executable, "-m", "pytest", *(arguments or WHOLE_SUITE)], ours)


if __name__ == "__main__":
    exit_with(main)
