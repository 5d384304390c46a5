"""What the section shows to whom."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from crm.accounting.models import House
from sites_cms.documents.domain.visitors import Visitor
from sites_cms.documents.models import Document, Folder
from tenants import finding
from tenants.latin import address_of
from tenants.russian import decline

ON_PAGE = 50
ON_HOUSE_PAGE = 8
FOUND = 50
MOST_WEIGHED = 5000  # titles that one search looks through
MOST_HOUSES = 500


@dataclass(frozen=True)
class Shelf:
    """A folder with how many documents of it a visitor may read, and how many wait behind the sign-in."""

    folder: Folder
    readable: int
    hidden: int

    @property
    def words(self) -> str:
        """«3 документа, ещё 2 после входа»."""
        if not self.readable:
            return f"{_documents(self.hidden)} после входа"
        return _documents(self.readable) + (f", ещё {self.hidden} после входа" if self.hidden else "")


def shown() -> QuerySet[Document]:
    """Everything that stands on the site, whoever may read it."""
    return Document.objects.filter(version_of=None, is_shown=True)


def is_anything_shown() -> bool:
    """The section has something to show."""
    return shown().exists()


def readable(visitor: Visitor) -> QuerySet[Document]:
    """What this visitor may read, with folders and houses."""
    return shown().filter(visitor.readable).select_related("folder", "house")


def hidden(visitor: Visitor, where: Q | None = None) -> int:
    """How many documents of a place the visitor may not read."""
    return shown().filter(where or Q()).exclude(visitor.readable).count()


def shelves(visitor: Visitor, parent: Folder | None) -> list[Shelf]:
    """The folders in a folder, or the uppermost, that hold something; those in them are counted along."""
    counts = shown().exclude(folder=None).values("folder", "folder__parent").order_by()
    seen: Counter[int] = Counter()
    all_of_them: Counter[int] = Counter()
    for row in counts.annotate(number=Count("pk"), mine=Count("pk", filter=visitor.readable)):
        for place in filter(None, (row["folder"], row["folder__parent"])):
            all_of_them[place] += row["number"]
            seen[place] += row["mine"]
    folders = Folder.objects.filter(parent=parent, pk__in=all_of_them)
    return [Shelf(one, seen[one.pk], all_of_them[one.pk] - seen[one.pk]) for one in folders]


def houses(visitor: Visitor) -> QuerySet[House]:
    """Houses with documents of their own that the visitor may read."""
    having = readable(visitor).exclude(house=None).order_by().values("house")
    return House.objects.filter(pk__in=having).order_by("address_key", "pk")


def find(asked: str, visitor: Visitor) -> list[Document]:
    """Documents by any form of the words of their title, folder and house, among those that the visitor may read."""
    rows = readable(visitor).values_list("pk", "title", "folder__title", "house__street", "house__number")
    weights = {
        pk: _weighed(title, f"{folder or ''} {street or ''} {number or ''}")
        for pk, title, folder, street, number in rows[:MOST_WEIGHED]
    }
    best = finding.find(asked, weights)[:FOUND]
    documents = readable(visitor).in_bulk(best)
    return [documents[pk] for pk in best]


def _weighed(title: str, around: str) -> Counter[str]:
    """With the words themselves beside their stems: «Устав» looks like a verb to the stemmer, «уставов» does not."""
    weights = finding.weigh([(title, 3), (around, 1)])
    for word in finding.words(title):
        weights.setdefault(word, 1)
    return weights


def words(folder: Folder) -> str:
    """What stands in a folder's address behind its number."""
    return address_of(folder.title, longest=60) or "papka"


def choices() -> list[Folder]:
    """Every folder, those in a folder behind it."""
    folders = list(Folder.objects.select_related("parent"))
    return sorted(folders, key=_place)


def _place(folder: Folder) -> tuple[tuple[int, str, int], ...]:
    return tuple((one.order, one.title, one.pk) for one in (folder.parent, folder) if one is not None)


def titles(folders: Iterable[Folder]) -> list[tuple[int, str]]:
    """Number and «Собрания → Протоколы» of folders."""
    return [(one.pk, f"{one.parent.title} → {one.title}" if one.parent else one.title) for one in folders]


def hidden_words(number: int, *, alone: bool) -> str:
    """«Ещё 2 документа видны жителям после входа»; empty where nothing is hidden."""
    if not number:
        return ""
    verb = decline(number, "виден", "видны", "видны")
    return f"{'Здесь' if alone else 'Ещё'} {_documents(number)}: {verb} жителям после входа."


def _documents(number: int) -> str:
    return f"{number} {decline(number, 'документ', 'документа', 'документов')}"
