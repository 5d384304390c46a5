"""Pages of lists whose length is known before they are cut."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.utils.functional import cached_property


class CountedPaginator(Paginator[Any]):
    """The rows are counted already, among the figures above them: the database is not asked again."""

    def __init__(self, rows: QuerySet[Any], per_page: int, *, total: int) -> None:
        super().__init__(rows, per_page)
        self._total = total

    @cached_property
    def count(self) -> int:
        return self._total
