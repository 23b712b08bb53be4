"""The site's settings, with an address that does nothing to compare with."""

import os
from pathlib import Path

from marketplace.settings import *  # noqa: F403
from marketplace.settings import ALLOWED_HOSTS

ROOT_URLCONF = "benches.urls"
STATIC_ROOT = Path(os.environ["BENCH_FOLDER"]) / "static"
ALLOWED_HOSTS = [*ALLOWED_HOSTS, "testserver"]
