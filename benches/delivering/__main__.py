"""`python -m benches.delivering --mails N --kills K --old M`: prints what it found as JSON."""

import argparse
import json
import os
import tempfile
from pathlib import Path

import django


def main() -> None:
    parser = argparse.ArgumentParser(prog="benches.delivering")
    for name in ("mails", "kills", "old"):
        parser.add_argument(f"--{name}", type=int, required=True)
    given = parser.parse_args()
    django.setup()
    from benches.delivering.raging import Storm

    with tempfile.TemporaryDirectory(dir=os.environ["BENCH_FOLDER"]) as folder:
        storm = Storm(given.mails, given.kills, given.old, Path(folder))
        print(json.dumps(storm.run()))


if __name__ == "__main__":
    main()
