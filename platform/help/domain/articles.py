"""The sections of the help, read from the packages' folders and kept in the process's memory."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

from help.domain.rendering import Heading, Part, html_of, parts_of
from help.enums import Reader

FOLDER = "help"


@dataclass(frozen=True)
class Article:
    """One section: what the head of its file says, the Markdown below it, and that cut at its headings."""

    slug: str
    title: str
    section: str
    order: int
    readers: frozenset[Reader]
    screens: tuple[str, ...]
    summary: str
    text: str
    parts: tuple[Part, ...]

    @property
    def headings(self) -> list[Heading]:
        """What stands inside, for the list at its top."""
        return [part.heading for part in self.parts if part.heading]

    @property
    def html(self) -> SafeString:
        """The text as it is shown; drawn when it is asked for, as addresses of pictures need collected files."""
        return mark_safe(html_of(self.text))  # noqa: S308  cleaned by the list of `rendering`

    @property
    def is_public(self) -> bool:
        """Whether others than operators may read it."""
        return self.readers != {Reader.OPERATOR}


def library() -> dict[str, Article]:
    """Every section by its address, in order. Read once; while developing, again after a file has changed."""
    return _read(_newest() if settings.DEBUG else 0.0)


def shown(*, to_operators: bool) -> list[Article]:
    """The sections for one side, in order."""
    return [article for article in library().values() if to_operators or article.is_public]


def files() -> list[Path]:
    """The files of all packages."""
    folders = [Path(config.path) / FOLDER for config in apps.get_app_configs() if _is_ours(config.path)]
    return sorted(file for folder in folders for file in folder.glob("*.md"))


def _is_ours(path: str) -> bool:
    return Path(path).is_relative_to(settings.ROOT) and ".venv" not in Path(path).parts


def _newest() -> float:
    return max((file.stat().st_mtime for file in files()), default=0.0)


@lru_cache(maxsize=1)
def _read(changed: float) -> dict[str, Article]:
    articles: dict[str, Article] = {}
    for article in sorted(map(read_article, files()), key=lambda article: article.order):
        if article.slug in articles:
            raise ValueError(f"Two sections of the help have the address {article.slug}")
        articles[article.slug] = article
    return articles


def read_article(file: Path) -> Article:
    """One file. Raises ValueError if its head is not complete."""
    head, _, body = file.read_text(encoding="utf-8").partition("\n\n")
    try:
        values = dict(line.split(": ", 1) for line in head.splitlines())
        readers = frozenset(Reader(reader) for reader in _names(values["for"]))
        return Article(
            slug=file.stem, title=values["title"], section=values["section"], order=int(values["order"]),
            readers=readers, screens=tuple(_names(values.get("screens", ""))), summary=values["summary"],
            text=body, parts=parts_of(body),
        )  # fmt: skip
    except (KeyError, ValueError) as error:
        raise ValueError(f"{file}: the head of a section needs title, section, order, for, summary ({error})") from None


def _names(text: str) -> Iterator[str]:
    return (name.strip() for name in text.split(",") if name.strip())
