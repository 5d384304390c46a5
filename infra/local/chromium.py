"""Chromium for the browser tests: found, or installed from Debian's packages when we may, else say how."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome")


def find() -> str | None:
    """The path of a Chromium that is installed, or None. `CHROMIUM` names another."""
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)


def main() -> int:
    """Make sure there is a Chromium; the exit code of the process."""
    if find():
        return 0
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        print("Для браузерных тестов нужен Chromium: sudo apt-get install chromium", file=sys.stderr)
        return 1
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    print("Ставлю Chromium из пакетов Debian…", flush=True)
    subprocess.run(["apt-get", "update", "-qq"], check=True, env=environment)
    subprocess.run(
        ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium", "fonts-dejavu-core"],
        check=True,
        env=environment,
        stdout=subprocess.DEVNULL,
    )
    return 0 if find() else 1


if __name__ == "__main__":
    sys.exit(main())
