import csv
import io
from collections.abc import Iterator
from itertools import chain
from pathlib import PurePosixPath

from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header

from crm.imports.domain.refusals import rows_of
from crm.imports.models import ImportRun
from crm.imports.registry import Importer
from files.spreadsheets import XLSX, as_file

CP1251 = "cp1251"
REFUSAL_FORMS = {"csv": "utf-8-sig", CP1251: "cp1251", XLSX: ""}


def sample_file(importing: type[Importer], form: str) -> HttpResponseBase:
    """«Образец импорта»: the right header and example rows, as XLSX or as Excel on a Russian Windows writes CSV."""
    name = f"obrazec-{importing.kind}"
    if form == XLSX:
        return as_file(XLSX, name=name, headings=importing.example[0], rows=importing.example[1:])
    text = io.StringIO()
    csv.writer(text, delimiter=";").writerows(importing.example)
    response = HttpResponse(text.getvalue().encode("cp1251"), content_type="text/csv; charset=windows-1251")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def refused_rows(run: ImportRun, form: str) -> HttpResponseBase:
    """The wrong rows of a file with their number and reason, to be mended and loaded again."""
    if form not in REFUSAL_FORMS or not run.refusals:
        raise Http404
    rows = rows_of(_lines(run))
    heading = next(rows, [])
    name = f"Ошибки в {PurePosixPath(run.file_name).stem}"
    if form == XLSX:
        return as_file(XLSX, name=name, headings=heading, rows=rows)
    encoding = REFUSAL_FORMS[form]
    response = StreamingHttpResponse(
        _written(chain([heading], rows), encoding),
        content_type=f"text/csv; charset={'windows-1251' if form == CP1251 else 'utf-8'}",
    )
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=f"{name}.csv")
    return response


def _lines(run: ImportRun) -> Iterator[str]:
    with run.refusals.open("rb") as file:
        yield from io.TextIOWrapper(file, encoding="utf-8", newline="")


def _written(rows: Iterator[list[str]], encoding: str) -> Iterator[bytes]:
    line = io.StringIO()
    writer = csv.writer(line, delimiter=";")
    mark, encoding = ("\ufeff".encode(), "utf-8") if encoding == "utf-8-sig" else (b"", encoding)
    yield mark
    for row in rows:
        writer.writerow(row)
        yield line.getvalue().encode(encoding, errors="replace")
        line.seek(0)
        line.truncate()
