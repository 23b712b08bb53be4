"""`python -m benches.storm --milestones N --kills K`: prints what it found as JSON."""

import argparse
import json
import os
import tempfile
from pathlib import Path

import django


def main() -> None:
    parser = argparse.ArgumentParser(prog="benches.storm")
    parser.add_argument("--milestones", type=int, required=True)
    parser.add_argument("--kills", type=int, required=True)
    parser.add_argument("--restart-postgres", action="store_true")
    given = parser.parse_args()
    django.setup()
    from benches.storm.raging import Storm

    with tempfile.TemporaryDirectory(dir=os.environ["BENCH_FOLDER"]) as folder:
        storm = Storm(given.milestones, given.kills, given.restart_postgres, Path(folder))
        print(json.dumps(storm.run()))


if __name__ == "__main__":
    main()
