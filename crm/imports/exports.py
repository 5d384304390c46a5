import csv
import io

from django.http import HttpResponse

from crm.imports.registry import Importer


def sample_file(importing: type[Importer]) -> HttpResponse:
    """A file with the right header and example rows, as Excel on a Russian Windows writes it."""
    text = io.StringIO()
    csv.writer(text, delimiter=";").writerows(importing.example)
    response = HttpResponse(text.getvalue().encode("cp1251"), content_type="text/csv; charset=windows-1251")
    response["Content-Disposition"] = f'attachment; filename="obrazec-{importing.kind}.csv"'
    return response
