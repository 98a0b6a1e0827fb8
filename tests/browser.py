"""The tests' browser: a Chromium that is here; run as a program, this fetches one from where it can."""

import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

NAMES = "chromium", "chromium-browser", "google-chrome", "google-chrome-stable"
MAC_APPS = "Chromium", "Google Chrome"
DOWNLOADS = Path.home() / ".cache/ms-playwright", Path.home() / "Library/Caches/ms-playwright"
APT = "apt-get", "install", "--yes", "--quiet", "--no-install-recommends", "chromium", "fonts-noto-cjk"
MISSING = (
    "There is no Chromium or Chrome here and none could be fetched: install one or name it in CHROMIUM. "
    "Until then the browser tests are skipped, and fail where CI=true.\n"
)


@cache
def find() -> str | None:
    return next((path for path in _candidates() if _works(path)), None)


def fetch() -> str | None:
    """From the system's packages where nobody need be asked for a password, else Playwright's own."""
    if os.environ.get("CHROMIUM"):
        return None  # one was named, so another is not wanted
    for attempt in (_from_apt, _from_playwright):
        attempt()
        find.cache_clear()
        if found := find():
            return found
    return None


def _candidates() -> list[str]:
    if given := os.environ.get("CHROMIUM"):
        return [given]
    installed = [path for name in NAMES if (path := shutil.which(name))]
    apps = [f"/Applications/{app}.app/Contents/MacOS/{app}" for app in MAC_APPS]
    patterns = "chromium-*/*/chrome", "chromium-*/*/*.app/Contents/MacOS/*"
    downloaded = [str(path) for folder in DOWNLOADS for pattern in patterns for path in folder.glob(pattern)]
    return [*installed, *apps, *downloaded]


def _works(path: str) -> bool:
    return _succeeds(path, "--version")  # some systems keep a stand-in that only tells how to get the browser


def _from_apt() -> None:
    if os.geteuid() == 0 and shutil.which("apt-get") and not _succeeds(*APT):
        _succeeds("apt-get", "update")
        _succeeds(*APT)


def _from_playwright() -> None:
    _succeeds(sys.executable, "-m", "playwright", "install", "chromium")


def _succeeds(*command: str) -> bool:
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    try:
        done = subprocess.run(
            command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, check=False
        )
    except OSError:
        return False
    return done.returncode == 0


if __name__ == "__main__" and not find():
    sys.stdout.write("Looking for a browser for the tests, this once.\n")
    sys.stdout.flush()
    if not fetch():
        sys.stderr.write(MISSING)
