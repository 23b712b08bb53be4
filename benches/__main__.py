"""`python -m benches NAME`, started by bin/bench with servers and an environment."""

import argparse
import os
import subprocess
import sys
import time
from importlib import import_module
from pathlib import Path

from benches.figures import table, write
from benches.matching import reaches
from benches.money import MUTANTS, is_safe

# By name the module whose `run` measures.
NAMES = {
    "browse": "browse",
    "pages": "every_page",
    "relevance": "relevance",
    "import": "imports",
    "money": "money",
    "books": "books",
    "matching": "matching",
}
OF_MONEY = ("milestones", "mutant", "restart_postgres")


def main() -> None:
    given = arguments()
    begun = time.monotonic()
    collect = [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity=0"]
    subprocess.run(collect, check=True)
    print(f"The machine: {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} before.", flush=True)
    more = {name: getattr(given, name) for name in OF_MONEY} if given.name == "money" else {}
    figures = import_module(f"benches.{NAMES[given.name]}").run(given.quick, **more)
    print(f"\n{table(figures)}\n")
    print(f"In {time.monotonic() - begun:.0f} s; load {os.getloadavg()[0]:.1f} after.")
    if given.quick:
        print("On a tenth of the data: the bounds are those of the whole.")
    if given.json:
        write(figures, Path(os.environ.get("BENCH_FROM", ".")) / given.json)
    if given.name == "money" and not is_safe(figures):
        raise SystemExit("Money is not safe: see what misses its bound.")
    if given.name == "matching" and not reaches(figures):
        raise SystemExit("Matching misses a bound.")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bin/bench", description="Measure the site here.")
    parser.add_argument("name", choices=NAMES)
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there, too")
    parser.add_argument("--quick", action="store_true", help="a tenth of the data, in 3 minutes")
    money = parser.add_argument_group("money only")
    money.add_argument("--milestones", type=int, default=0, metavar="N", help="instead of 1000")
    money.add_argument("--mutant", choices=MUTANTS, default="", help="must make it fail")
    money.add_argument(
        "--restart-postgres", action="store_true", help="and flush Redis, in the middle"
    )
    given = parser.parse_args()
    if given.name != "money" and any(getattr(given, name) for name in OF_MONEY):
        parser.error("--milestones, --mutant and --restart-postgres are for money.")
    return given


if __name__ == "__main__":
    main()
