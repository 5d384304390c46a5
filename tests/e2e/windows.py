"""How the browser is started, how wide its windows are, how one signs in; needs no Django."""

from playwright.sync_api import Page, ViewportSize

WIDTHS: dict[str, ViewportSize] = {"phone": {"width": 390, "height": 844}, "desk": {"width": 1280, "height": 860}}
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def sign_in(page: Page, url: str, login: str, password: str) -> None:
    """Go to a screen of an office or of the console, which leads to its sign-in page, and through that."""
    page.goto(url)
    page.get_by_label("Электронная почта или телефон").fill(login)
    page.get_by_label("Пароль").fill(password)
    page.get_by_role("button", name="Войти").click()


def fits(page: Page) -> bool:
    """Nothing of the page goes over its side. Asked of an element, as that waits for the page that a click leads to."""
    found: bool = page.locator("html").evaluate("page => page.scrollWidth <= innerWidth")
    return found
