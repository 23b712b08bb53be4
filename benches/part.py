"""A measurement that needs Django runs in a process of its own, with the database that it is of.

`python -m benches.part MODULE JSON` calls `benches.MODULE.measure(**JSON)` and prints what it
returns, as JSON.
"""

import json
import os
import subprocess
import sys
from importlib import import_module
from typing import Any

from benches.data import ROOT, Copy, DataSet


def measure(module: str, on: DataSet | Copy, **given: Any) -> Any:
    """What `benches.MODULE.measure` says of this data set."""
    ran = subprocess.run(
        [sys.executable, "-m", "benches.part", module, json.dumps(given)],
        env=os.environ | {"DATABASE_URL": on.url},
        cwd=ROOT,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    return json.loads(ran.stdout.splitlines()[-1])


def _main(module: str, given: str) -> None:
    import django

    django.setup()
    print(json.dumps(import_module(f"benches.{module}").measure(**json.loads(given))))


if __name__ == "__main__":
    _main(*sys.argv[1:])
