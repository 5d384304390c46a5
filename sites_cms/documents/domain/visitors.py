"""Who a visitor is for documents: the one question that pages, search and downloads ask.

    visitors.register(answer)   # by the cabinet of residents, when its app is ready

`answer` says what a signed-in resident may read, or None if the request is of nobody it knows.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Q
from django.http import HttpRequest

from identity.may import may
from sites_cms.documents.enums import Level
from sites_cms.documents.models import Document
from sites_cms.documents.rights import MANAGE_DOCUMENTS


@dataclass(frozen=True)
class Visitor:
    """Up to which level somebody reads, and of which houses (None: of every one) what is not for all."""

    level: Level
    houses: frozenset[int] | None = frozenset()

    @property
    def readable(self) -> Q:
        """The documents that this visitor may read, as a condition."""
        theirs = Q() if self.houses is None else Q(house=None) | Q(house__in=self.houses)
        return Q(level=Level.ALL) | (Q(level__lte=self.level) & theirs)

    def may_read(self, document: Document) -> bool:
        """The same question about one document."""
        if document.level == Level.ALL:
            return True
        is_theirs = self.houses is None or document.house_id is None or document.house_id in self.houses
        return document.level <= self.level and is_theirs


Answer = Callable[[HttpRequest], Visitor | None]

ANYBODY = Visitor(Level.ALL)
STAFF = Visitor(Level.OWNERS, houses=None)
_answers: list[Answer] = []


def register(answer: Answer) -> None:
    """Ask `answer` too; the same one twice stays one."""
    if answer not in _answers:
        _answers.append(answer)


def visitor_of(request: HttpRequest) -> Visitor:
    """Who asks: an employee who keeps the documents sees all, a resident what the cabinet says, others what is for all.

    A visitor without a session is `ANYBODY` without a query, so pages for all can be remembered.
    """
    if not request.user.is_authenticated:
        return ANYBODY
    if may(request.user, MANAGE_DOCUMENTS):
        return STAFF
    known = (answer(request) for answer in _answers)
    return next((visitor for visitor in known if visitor is not None), ANYBODY)
