"""The code of Живосайт: read for the number of the widget, which is all that is kept of it.

Source: the two forms that Живосайт gives: a script tag, and before it an inline function that loads one.
"""

import re
from html.parser import HTMLParser
from urllib.parse import urlsplit

from tenants.errors import DomainError

WIDGET = r"[A-Za-z0-9]{10,11}"
LONGEST = 5000  # characters; the old form has about a thousand
HOSTS = ("code.jivo.ru", "code.jivosite.com", "code.jivochat.com")

_PATH = re.compile(rf"/(?:script/)?widget/({WIDGET})(?:\.js)?/?")
_OLD_ID = re.compile(rf"""\bwidget_id\s*=\s*["']({WIDGET})["']""")
_OLD_HOST = re.compile(r"""(?:https?:)?//code\.jivosite\.com/script/(?:geo-)?widget/""")
_TAG_WORDS = {"src", "async", "defer", "type", "charset", "data-jv-id"}
# Every word of the old form: a text with another one does something else besides.
_OLD_WORDS = {
    "function", "var", "widget_id", "d", "w", "l", "s", "ss", "b", "document", "window", "createElement",
    "script", "type", "text", "javascript", "async", "true", "src", "https", "http", "code", "jivosite",
    "com", "widget", "js", "geo", "getElementsByTagName", "head", "body", "parentNode", "insertBefore",
    "appendChild", "if", "else", "readyState", "complete", "attachEvent", "onload", "addEventListener",
    "load", "false", "setTimeout", "location", "protocol", "charset", "utf",
}  # fmt: skip

_PASTE = "Вставьте код целиком, как его показывает Живосайт: «Управление — Каналы связи — Установить на сайт»."


def widget_of(code: str) -> str:
    """The number of the widget in a pasted code, "" for an empty field.

    Raises DomainError (field "code") for anything else than one code of Живосайт.
    """
    code = code.strip()
    if not code:
        return ""
    if len(code) > LONGEST:
        raise _refusal("Это слишком длинно для кода чата.")
    reader = _Reader()
    reader.feed(code)
    reader.close()
    if not reader.scripts and "<" not in code:
        raise _refusal("Это не код чата Живосайт.")
    if reader.others or len(reader.scripts) != 1:
        raise _refusal("Кроме кода Живосайта здесь есть что-то ещё, а на сайт мы ставим только чат.")
    attributes, inside = reader.scripts[0]
    found = _of_tag(attributes) if "src" in attributes else _of_inline(attributes, inside)
    if "src" in attributes and inside.strip():
        raise _refusal("Внутри тега стоит чужой код.")
    return found


def code_of(widget: str) -> str:
    """The code for a widget, as Живосайт gives it: what the field shows once it is saved."""
    return f'<script src="//code.jivo.ru/widget/{widget}" async></script>' if widget else ""


class _Reader(HTMLParser):
    """What stands in the code: scripts, and whatever else; comments, in which the old form is wrapped, are nothing."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.scripts: list[tuple[dict[str, str], str]] = []
        self.others = False
        self._open = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag != "script":
            self.others = True
            return
        self._open = True
        self.scripts.append(({name: value or "" for name, value in attrs}, ""))

    def handle_endtag(self, tag: str) -> None:
        self.others = self.others or tag != "script"
        self._open = False

    def handle_data(self, data: str) -> None:
        if self._open:
            attributes, inside = self.scripts[-1]
            self.scripts[-1] = (attributes, inside + data)
        elif data.strip():
            self.others = True

    def handle_decl(self, decl: str) -> None:
        self.others = True

    def handle_pi(self, data: str) -> None:
        self.others = True

    def unknown_decl(self, data: str) -> None:
        self.others = True


def _of_tag(attributes: dict[str, str]) -> str:
    address = attributes["src"].strip()
    try:
        given = urlsplit(f"https:{address}" if address.startswith("//") else address)
    except ValueError:
        raise _refusal("В коде не адрес Живосайта.") from None
    if given.scheme not in ("http", "https") or given.netloc not in HOSTS or given.query or given.fragment:
        raise _refusal("Это код другого чата: поставить можно только Живосайт (jivo.ru).")
    if attributes.keys() - _TAG_WORDS:
        raise _refusal("В теге стоит лишнее.")
    found = _PATH.fullmatch(given.path)
    number = found[1] if found else attributes.get("data-jv-id", "") if given.path == "/widget.js" else ""
    if not re.fullmatch(WIDGET, number):
        raise _refusal("В коде нет номера чата: скопируйте его ещё раз, от «<script» до «</script>».")
    return number


def _of_inline(attributes: dict[str, str], inside: str) -> str:
    numbers = _OLD_ID.findall(inside)
    if not numbers or not _OLD_HOST.search(inside):
        raise _refusal("Это не код чата Живосайт.")
    rest = _OLD_ID.sub("", _OLD_HOST.sub("", inside), count=1)
    strange = "//" in rest or set(re.findall(r"[^\W\d]\w*", rest)) - _OLD_WORDS
    if len(numbers) > 1 or strange or attributes.keys() - _TAG_WORDS:
        raise _refusal("Кроме кода Живосайта здесь есть что-то ещё, а на сайт мы ставим только чат.")
    return str(numbers[0])


def _refusal(reason: str) -> DomainError:
    return DomainError(f"{reason} {_PASTE}", field="code")
