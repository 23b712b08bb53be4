"""`python -m benches NAME`, started by bin/bench with servers and an environment."""

import argparse
import os
import subprocess
import sys
import time
from importlib import import_module
from pathlib import Path

from benches import mail, matching, money
from benches.figures import table, write

# By name the module whose `run` measures.
NAMES = {
    "browse": "browse",
    "pages": "every_page",
    "relevance": "relevance",
    "import": "imports",
    "money": "money",
    "mail": "mail",
    "books": "books",
    "matching": "matching",
}
# What only some of them take.
OF: dict[str, tuple[str, ...]] = {
    "money": ("milestones", "mutant", "restart_postgres"),
    "mail": ("mutant",),
}
MUTANTS: dict[str, tuple[str, ...]] = {"money": money.MUTANTS, "mail": mail.MUTANTS}
# Those that fail when a bound is missed that has to hold anywhere.
GUARDS = {"money": money.is_safe, "mail": mail.is_safe, "matching": matching.reaches}


def main() -> None:
    given = arguments()
    begun = time.monotonic()
    collect = [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity=0"]
    subprocess.run(collect, check=True)
    print(f"The machine: {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} before.", flush=True)
    more = {name: getattr(given, name) for name in OF.get(given.name, ())}
    figures = import_module(f"benches.{NAMES[given.name]}").run(given.quick, **more)
    print(f"\n{table(figures)}\n")
    print(f"In {time.monotonic() - begun:.0f} s; load {os.getloadavg()[0]:.1f} after.")
    if given.quick:
        print("On a tenth of the data: the bounds are those of the whole.")
    if given.json:
        write(figures, Path(os.environ.get("BENCH_FROM", ".")) / given.json)
    if given.name in GUARDS and not GUARDS[given.name](figures):
        raise SystemExit(f"{given.name} misses a bound that it has to reach.")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bin/bench", description="Measure the site here.")
    parser.add_argument("name", choices=NAMES)
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there, too")
    parser.add_argument("--quick", action="store_true", help="a tenth of the data, in 3 minutes")
    some = parser.add_argument_group("money and mail only")
    names = [name for each in MUTANTS.values() for name in each]
    some.add_argument("--mutant", choices=names, default="", help="must make it fail")
    some = parser.add_argument_group("money only")
    some.add_argument("--milestones", type=int, default=0, metavar="N", help="instead of 1000")
    some.add_argument(
        "--restart-postgres", action="store_true", help="and flush Redis, in the middle"
    )
    given = parser.parse_args()
    every = {name for each in OF.values() for name in each}
    if wrong := [n for n in every - set(OF.get(given.name, ())) if getattr(given, n)]:
        parser.error(f"{given.name} takes no {', '.join(sorted(wrong))}.")
    if given.mutant and given.mutant not in MUTANTS[given.name]:
        parser.error(f"--mutant of {given.name}: {', '.join(MUTANTS[given.name])}.")
    return given


if __name__ == "__main__":
    main()
