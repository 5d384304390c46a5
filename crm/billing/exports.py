import csv
from collections.abc import Iterator
from datetime import tzinfo

from django.db.models import QuerySet
from django.http import StreamingHttpResponse
from django.utils import timezone

from billing.models import Transaction


class _Echo:
    """csv writes into it and gets the line back."""

    def write(self, line: str) -> str:
        return line


def transactions_as_csv(found: QuerySet[Transaction]) -> StreamingHttpResponse:
    """The transactions for Excel on a Russian Windows: semicolons, decimal comma, UTF-8 with a mark."""
    zone = timezone.get_current_timezone()  # the lines are made when the request's own zone is no longer set
    response = StreamingHttpResponse(_lines(found, zone), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="operacii.csv"'
    return response


def _lines(found: QuerySet[Transaction], zone: tzinfo) -> Iterator[str]:
    writer = csv.writer(_Echo(), delimiter=";")
    yield "\ufeff" + writer.writerow(["Дата", "Вид", "Описание", "Сумма, ₽"])
    for row in found.iterator(chunk_size=1000):
        when = timezone.localtime(row.created_at, zone).strftime("%d.%m.%Y %H:%M")
        yield writer.writerow([when, row.get_kind_display(), row.description, str(row.amount).replace(".", ",")])
