"""After a restore the operators are shown the files that the company's rows ask about, and no others."""

from crm.imports.models import ImportRun
from crm.imports.registry import importer
from support.domain import file_asks
from tenants.models import Tenant


def match_file_asks(_: Tenant) -> None:
    """Close asks about files that do not wait at the archive's moment, and put those before the operators that do.

    Called in the schema of a company that has arrived; safe to repeat. Its own rows stay as they came.
    """
    waiting = ImportRun.objects.filter(help_asked_at__isnull=False, help_answer="").select_related("created_by")
    runs = {run.pk: run for run in waiting}
    known = file_asks.keep_only(set(runs))
    for number, run in runs.items():
        if number not in known:
            title = importer(run.kind).title
            file_asks.ask(run_id=number, what=title, file_name=run.file_name, message="", by=run.created_by)
