"""A Chromium for the browser tests: found, else installed, else a clear refusal."""

import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

from bin.launcher.trouble import Trouble

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MAC = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"


def find_or_install() -> str:
    """The path of a Chromium that starts. Raises `Trouble` when there is none to be had."""
    if given := os.environ.get("CHROMIUM"):
        if starts(given):
            return given
        raise Trouble(f"CHROMIUM={given} does not start.", "env -u CHROMIUM bin/test")
    return found() or installed() or refuse()


def found() -> str | None:
    """The first browser on this machine that starts."""
    places = [*(shutil.which(name) for name in NAMES), MAC, playwrights_own()]
    return next((path for path in places if path and starts(path)), None)


def starts(path: str) -> bool:
    """Whether `path` runs at all: Ubuntu's chromium-browser can be an empty promise."""
    try:
        ran = subprocess.run([path, "--version"], capture_output=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return ran.returncode == 0


def playwrights_own() -> str | None:
    """Where Playwright's installer puts its Chromium, whether it is there or not."""
    asked = subprocess.run(
        [
            sys.executable,
            "-c",
            "from playwright.sync_api import sync_playwright\n"
            "with sync_playwright() as p: print(p.chromium.executable_path)",
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    return asked.stdout.strip() or None


def installed() -> str | None:
    """Install one: from the distribution as root on Debian or Ubuntu, else by Playwright."""
    ways = [[sys.executable, "-m", "playwright", "install", "chromium"]]
    if os.geteuid() == 0 and debian_like():
        ways.insert(0, ["apt-get", "install", "--yes", "--no-install-recommends", "chromium"])
        subprocess.run(["apt-get", "update", "--quiet"], stdout=sys.stderr, check=False)
    for way in ways:
        print("No Chromium found. Trying:", " ".join(way), file=sys.stderr, flush=True)
        quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(way, env=quiet, stdout=sys.stderr, stdin=subprocess.DEVNULL, check=False)
        if path := found():
            return path
    return None


def debian_like() -> bool:
    """Whether apt-get may be expected to know a package `chromium`."""
    try:
        release = platform.freedesktop_os_release()
    except OSError:
        return False
    family = {release.get("ID", ""), *release.get("ID_LIKE", "").split()}
    return bool(family & {"debian", "ubuntu"}) and Path("/usr/bin/apt-get").exists()


def refuse() -> str:
    """Say how to get a browser. Skipping its tests would look like passing them."""
    raise Trouble(
        "The browser tests need Chromium, and none could be found or installed. One of these:",
        "apt-get install chromium    or    CHROMIUM=/path/to/chromium bin/test",
    )
