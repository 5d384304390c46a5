"""`make lighthouse`: the figures of `ui.md` on public pages of the demo that runs, in all three themes.

The service must run (`make run`); `BASE_URL` tells where, if not at http://localhost:8000. Node.js brings Lighthouse
into `.burmistr/lighthouse`. Prints a table; a bar that is missed makes the command fail.
"""

import json
import os
import shutil
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit

from infra.local import chromium
from infra.local.services import ROOT
from tests.e2e.windows import CHROMIUM_FLAGS

BARS = {"performance": 95, "accessibility": 100, "best-practices": 100, "seo": 100}
THEMES = {"daylight": "uyut", "evening": "bukhta", "board": "rassvet"}
PAGES = [
    "/",
    "/novosti/",
    "/novosti/sayt-otkryt/",
    "/voprosy/",
    "/voprosy/chto-delat-pri-avarii/",
    "/raskrytie/",
    "/raskrytie/1-1/",
    "/doma/",
    "/moy-dom/",
    "/dokumenty/",
    "/vakansii/",
    "/kontakty/",
]
SECTIONS = {"/vakansii/"}  # not every company has them
FLAGS = ["--headless=new", *CHROMIUM_FLAGS]
HERE = Path(__file__).parent
TOOL = ROOT / ".burmistr" / "lighthouse"
SLOWEST = 180  # seconds a page


def main() -> int:
    """Measure every page of every theme; the exit code of the process."""
    browser = chromium.find()
    if browser is None or shutil.which("npm") is None:
        print("Нужны Chromium и Node.js с npm.", file=sys.stderr)
        return 1
    _install()
    base = urlsplit(os.environ.get("BASE_URL", "http://localhost:8000"))
    print("| theme | page | " + " | ".join([*BARS, "LCP, s", "CLS"]) + " |\n" + "| --- " * (4 + len(BARS)) + "|")
    fell_short = 0
    for theme, company in THEMES.items():
        for page in PAGES:
            url = f"{base.scheme}://{company}.{base.netloc}{page}"
            if page in SECTIONS and not _is_there(url):
                continue
            scores, lcp, cls = _measure(url, browser)
            fell_short += any(scores[name] < bar for name, bar in BARS.items())
            cells = [theme, page, *(str(scores[name]) for name in BARS), f"{lcp:.1f}", f"{cls:.3f}"]
            print("| " + " | ".join(cells) + " |", flush=True)
    return 1 if fell_short else 0


def _install() -> None:
    TOOL.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(HERE / name, TOOL / name)
    subprocess.run(["npm", "ci", "--silent", "--no-audit", "--no-fund"], cwd=TOOL, check=True)


def _is_there(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=SLOWEST):
            return True
    except urllib.error.HTTPError as error:
        if error.code != 404:
            raise
        return False


def _measure(url: str, browser: str) -> tuple[dict[str, int], float, float]:
    """Scores of 100 by category, largest contentful paint in seconds, shift: Lighthouse's own phone and network."""
    command = ["node_modules/.bin/lighthouse", url, "--quiet", "--output=json", f"--chrome-flags={' '.join(FLAGS)}"]
    environment = {**os.environ, "CHROME_PATH": browser}
    done = subprocess.run(command, cwd=TOOL, env=environment, stdout=subprocess.PIPE, check=True, timeout=SLOWEST)
    report = json.loads(done.stdout)
    scores = {name: round(100 * report["categories"][name]["score"]) for name in BARS}
    audits = report["audits"]
    return (
        scores,
        audits["largest-contentful-paint"]["numericValue"] / 1000,
        audits["cumulative-layout-shift"]["numericValue"],
    )


if __name__ == "__main__":
    sys.exit(main())
