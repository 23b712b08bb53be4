"""`python -m benches NAME`, started by bin/bench with servers and an environment."""

import argparse
import os
import subprocess
import sys
import time
from importlib import import_module
from pathlib import Path

from benches.figures import table, write

# By name the module whose `run` measures.
NAMES = {
    "browse": "browse",
    "pages": "every_page",
    "relevance": "relevance",
    "import": "imports",
}


def main() -> None:
    given = arguments()
    begun = time.monotonic()
    collect = [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity=0"]
    subprocess.run(collect, check=True)
    print(f"The machine: {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} before.", flush=True)
    figures = import_module(f"benches.{NAMES[given.name]}").run(given.quick)
    print(f"\n{table(figures)}\n")
    print(f"In {time.monotonic() - begun:.0f} s; load {os.getloadavg()[0]:.1f} after.")
    if given.quick:
        print("On a tenth of the data: the bounds are those of the whole.")
    if given.json:
        write(figures, Path(os.environ.get("BENCH_FROM", ".")) / given.json)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bin/bench", description="Measure the site here.")
    parser.add_argument("name", choices=NAMES)
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there, too")
    parser.add_argument("--quick", action="store_true", help="a tenth of the data, in 3 minutes")
    return parser.parse_args()


if __name__ == "__main__":
    main()
