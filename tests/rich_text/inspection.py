"""A look at what came out, by another reader of HTML than the one that cleaned it."""

from html.parser import HTMLParser
from urllib.parse import urlsplit

from rich_text.domain.videos import PLAYERS

TAGS = {
    "p", "h2", "h3", "h4", "strong", "b", "em", "i", "u", "s", "sub", "sup", "br", "hr", "blockquote", "ul",
    "ol", "li", "table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td", "a", "embed",
}  # fmt: skip
ATTRIBUTES = {
    "a": {"href", "linktype", "id"},
    "embed": {"embedtype", "id", "format", "alt", "url", "title"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "ol": {"start"},
}


class Inspection(HTMLParser):
    """Collects what must not be there."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.wrong: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag not in TAGS or given.keys() - ATTRIBUTES.get(tag, set()):
            self.wrong.append(self.get_starttag_text() or tag)
        address = given.get("href", "")
        if address and urlsplit(address).scheme not in ("", "http", "https", "mailto", "tel"):
            self.wrong.append(address)
        if (
            tag == "embed"
            and given.get("embedtype") == "video"
            and not given["url"].startswith(tuple(f"{player}/" for player in PLAYERS))
        ):
            self.wrong.append(given["url"])
        if tag == "embed" and given.get("embedtype") == "image" and not given["id"].isdecimal():
            self.wrong.append(given["id"])

    def handle_comment(self, data: str) -> None:
        self.wrong.append(f"<!--{data}")

    def handle_decl(self, decl: str) -> None:
        self.wrong.append(f"<!{decl}")

    def handle_pi(self, data: str) -> None:
        self.wrong.append(f"<?{data}")

    def unknown_decl(self, data: str) -> None:
        self.wrong.append(f"<![{data}")


def wrong_in(html: str) -> list[str]:
    """What stands in a stored text although nothing of the kind may."""
    return Inspection(html).wrong
