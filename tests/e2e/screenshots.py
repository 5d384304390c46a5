"""Pictures of the running demo for the README: `python -m tests.e2e.screenshots` while `make run` runs."""

import json
import sys
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from infra.local import chromium
from infra.local.services import ROOT, home
from tests.e2e.windows import CHROMIUM_FLAGS, WIDTHS, sign_in

OFFICE = {"desk": "/crm/", "accounts": "/crm/accounts/", "billing": "/crm/billing/transactions/"}
FOLDER = ROOT / "infra" / "screenshots"


def main() -> int:
    """Take them all; the exit code of the process."""
    logins = json.loads((home() / "demo-logins.json").read_text())
    site = logins["companies"][0]["url"]
    platform = site.replace("//uyut.", "//")
    head = next(login for login in logins["logins"] if login["login"] == "head@uyut.example")
    operator = next(login for login in logins["logins"] if login["login"].startswith("operator@"))
    FOLDER.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.find(), args=CHROMIUM_FLAGS)
        shoot(open_page(browser, "desk"), platform + "/", "platform")
        shoot(open_page(browser, "phone"), site + "/", "site-phone")
        shoot(open_page(browser, "desk"), platform + "/spravka/zagruzka-schetov/", "help")
        console = signed_in(browser, platform + "/operator/", operator)
        shoot(console, platform + "/operator/state/", "state")
        office = signed_in(browser, site + "/crm/", head)
        for name, path in OFFICE.items():
            shoot(office, site + path, name)
        office.goto(site + "/crm/imports/accounts/new/")
        office.locator("input[type=file]").set_input_files(ROOT / "tests" / "data" / "accounts_dirty.csv")
        office.locator("main form button[type=submit]").first.click()
        office.get_by_role("heading", name="Загрузить пока нельзя").wait_for()
        office.screenshot(path=FOLDER / "import.png")
        browser.close()
    return 0


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
    sys.exit(main())
