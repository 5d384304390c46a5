"""Pictures of the running demo for the README: `python -m tests.e2e.screenshots` while `make run` runs.

`python -m tests.e2e.screenshots company` takes only those of one module: whole screens, on a phone and at a desk.
`… themes` takes each theme of residents' sites, and the pictures by which it is chosen.
"""

import json
import re
import sys
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from infra.local import chromium
from infra.local.services import ROOT, home
from tests.e2e.windows import CHROMIUM_FLAGS, WIDTHS, sign_in

OFFICE = {"desk": "/crm/", "accounts": "/crm/accounts/", "billing": "/crm/billing/transactions/"}
# By module; «{account}» is an account with everything on it.
MODULES = {
    "company": {
        "profile": "/crm/company/profile/",
        "employee": "/crm/employees/edit/3/",
        "rights": "/crm/company/employees/6/rights/",
        "who-may-what": "/crm/company/rights/",
        "contractor": "/crm/contractors/inspect/1/",
        "office": "/crm/offices/edit/1/",
    },
    "accounting": {
        "accounts": "/crm/accounts/",
        "account": "/crm/accounts/inspect/{account}/",
        "house": "/crm/houses/inspect/1/",
        "debtors": "/crm/debtors/",
        "people": "/crm/people/",
        "imports": "/crm/imports/",
    },
    "meters": {
        "meters": "/crm/meters/",
        "meter": "/crm/meters/inspect/1/",
        "enter": "/crm/meters/enter/{account}/",
        "collection": "/crm/meters/collection/",
        "history": "/crm/meters/history/",
        "rules": "/crm/meters/rules/",
    },
    "dispatch": {
        "requests": "/crm/dispatch/",
        "columns": "/crm/dispatch/?view=columns",
        "new": "/crm/dispatch/new/?who=00857533",
        "request": "/crm/dispatch/1547/",
        "analysis": "/crm/dispatch/analysis/",
        "outages": "/crm/dispatch/outages/",
        "shift": "/crm/dispatch/shift/",
        "deadlines": "/crm/request_deadlines/",
    },
}
SITE = {"home": "/", "contacts": "/kontakty/"}
FOLDER = ROOT / "infra" / "screenshots"
TALL, QUALITY, LARGEST = 1600, 70, 150_000  # pixels of a window, of WebP, bytes of one picture


def main(wanted: list[str]) -> int:
    """Take them all, or only those of the modules that are named; the exit code of the process."""
    logins = json.loads((home() / "demo-logins.json").read_text())
    site = logins["companies"][0]["url"]
    platform = site.replace("//uyut.", "//")
    head = next(login for login in logins["logins"] if login["login"] == "head@uyut.example")
    operator = next(login for login in logins["logins"] if login["login"].startswith("operator@"))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.find(), args=CHROMIUM_FLAGS)
        office = signed_in(browser, site + "/crm/", head)
        for module in wanted or [*MODULES, "themes"]:
            if module == "themes":
                shoot_themes(office, site)
            else:
                shoot_module(office, site, module)
        if wanted:
            return 0
        shoot(open_page(browser, "desk"), platform + "/", "platform")
        shoot(open_page(browser, "phone"), site + "/", "site-phone")
        shoot(open_page(browser, "desk"), platform + "/spravka/zagruzka-schetov/", "help")
        console = signed_in(browser, platform + "/operator/", operator)
        shoot(console, platform + "/operator/state/", "state")
        office.set_viewport_size(WIDTHS["desk"])
        for name, path in OFFICE.items():
            shoot(office, site + path, name)
        office.goto(site + "/crm/imports/accounts/new/")
        office.locator("input[type=file]").set_input_files(ROOT / "tests" / "data" / "accounts_dirty.csv")
        office.locator("main form button[type=submit]").first.click()
        office.get_by_role("heading", name="Загрузить пока нельзя").wait_for()
        office.screenshot(path=FOLDER / "import.png")
    return 0


def shoot_module(page: Page, site: str, module: str) -> None:
    """The screens of a module at both widths, so tall that most of a screen is seen, as small WebP files."""
    folder = FOLDER / module
    folder.mkdir(parents=True, exist_ok=True)
    page.goto(site + "/crm/meters/inspect/1/")
    account = re.search(r"/accounts/inspect/(\d+)/", page.content())
    assert account, "the first meter of the demo stands in a flat"
    for width, window in WIDTHS.items():
        page.set_viewport_size({**window, "height": TALL})
        for name, path in MODULES[module].items():
            page.goto(site + path.format(account=account[1]))
            page.wait_for_load_state("networkidle")
            save(page, folder / f"{name}-{width}.webp")


def shoot_themes(page: Page, site: str) -> None:
    """Every theme of residents' sites at both widths, its picture in «Оформление»; previews: nothing is saved."""
    folder = FOLDER / "themes"
    folder.mkdir(parents=True, exist_ok=True)
    for code in sorted(file.parent.name for file in (ROOT / "themes").glob("*/theme.json")):
        page.set_viewport_size(WIDTHS["desk"])
        page.goto(site + "/crm/site/appearance/")
        page.locator(f"input[value={code}]").check()
        page.get_by_role("button", name="Посмотреть").click()
        for width, window in WIDTHS.items():
            page.set_viewport_size({**window, "height": TALL})
            for name, path in SITE.items():
                page.goto(site + path)
                page.locator(".preview").evaluate("bar => bar.remove()")
                save(page, folder / f"{code}-{name}-{width}.webp")
        page.set_viewport_size({"width": 1280, "height": 960})
        page.goto(site + "/")
        page.locator(".preview").evaluate("bar => bar.remove()")
        save(page, ROOT / "themes" / code / "static" / code / "picture.webp", size=(480, 360))
    page.goto(site + "/")
    page.get_by_role("button", name="Вернуться").click()


def save(page: Page, file: Path, *, size: tuple[int, int] | None = None) -> None:
    """What the window shows, as a small WebP file."""
    taken = Image.open(BytesIO(page.screenshot(animations="disabled", caret="hide"))).convert("RGB")
    if size:
        taken = taken.resize(size, Image.Resampling.LANCZOS)
    taken.save(file, quality=QUALITY, method=6)
    if file.stat().st_size > LARGEST:
        raise SystemExit(f"{file} is too large: {file.stat().st_size} bytes")


def open_page(browser: Browser, width: str) -> Page:
    """A page in a browser of its own."""
    return browser.new_context(viewport=WIDTHS[width], locale="ru-RU").new_page()


def signed_in(browser: Browser, url: str, login: dict[str, str]) -> Page:
    """A page of the office or of the console with this person inside."""
    page = open_page(browser, "desk")
    sign_in(page, url, login["login"], login["password"])
    page.wait_for_url(lambda address: "login" not in address)
    return page


def shoot(page: Page, url: str, name: str) -> None:
    """One picture of what stands on the first screen."""
    page.goto(url)
    page.wait_for_load_state("networkidle")
    page.screenshot(path=Path(FOLDER) / f"{name}.png")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
