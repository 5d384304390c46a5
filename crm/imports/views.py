from pathlib import PurePosixPath
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST
from wagtail.admin.auth import permission_denied, require_admin_access

from crm.imports import acts, exports
from crm.imports.domain import progress, queries, runs
from crm.imports.models import ImportRun
from crm.imports.registry import importer, importers
from crm.journal.domain.entries import record_export
from files.domain.links import signed_link
from identity.may import may
from tenants.errors import DomainError

PER_PAGE = 30


def upload(request: HttpRequest, kind: str) -> HttpResponse:
    """The form of one kind of import; `urls.py` asks for the kind's right."""
    importing = importer(kind)
    form = importing.form(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            run = runs.upload(kind=kind, file=form.cleaned_data["file"], options=form.options(), by=request.user)  # type: ignore[arg-type]  # staff
        except DomainError as error:
            form.add_error(error.field, str(error))
        else:
            return redirect("import_run", run.pk)
    return render(request, "imports/upload.html", {"form": form, "importing": importing})


def sample(request: HttpRequest, kind: str) -> HttpResponse:
    """«Образец импорта»: a file with the right header."""
    return exports.sample_file(importer(kind))


@require_admin_access
def list_runs(request: HttpRequest) -> HttpResponse:
    """«Загрузки»: everything that was uploaded, newest first."""
    kinds = [importing for importing in importers() if may(request.user, importing.action)]
    if not kinds:
        return permission_denied(request)
    page = Paginator(queries.runs_of_kinds([kind.kind for kind in kinds]), PER_PAGE).get_page(request.GET.get("p"))
    return render(
        request, "imports/runs.html", {"page": page, "kinds": kinds, "titles": {k.kind: k.title for k in kinds}}
    )


@require_admin_access
def show_run(request: HttpRequest, pk: int) -> HttpResponse:
    """One run: progress while it is in work, then what it would do or has done."""
    return render(request, "imports/run.html", _state(_run(request, pk)))


@require_admin_access
def run_state(request: HttpRequest, pk: int) -> HttpResponse:
    """The part of the page that htmx asks for again and again."""
    return render(request, "imports/_state.html", _state(_run(request, pk)))


@require_admin_access
def download_refusals(request: HttpRequest, pk: int) -> HttpResponse:
    """Every refused cell as CSV."""
    run = _run(request, pk)
    if not run.refusals:
        raise Http404
    record_export(
        action=acts.EXPORT_REFUSALS,
        what=ImportRun,
        obj=run,
        by=request.user,  # type: ignore[arg-type]  # staff
        rows=run.refused,
        form="CSV",
    )
    as_name = f"Ошибки в {PurePosixPath(run.file_name).stem}.csv"
    return redirect(signed_link(run.refusals.name, as_name=as_name, user=request.user))  # type: ignore[arg-type]  # staff


@require_POST
@require_admin_access
def act(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """«Загрузить», «Проверить ещё раз», «Отменить»."""
    run = _run(request, pk)
    acts = {"load": runs.confirm, "restart": runs.restart, "cancel": runs.cancel}
    try:
        acts[verb](run, by=request.user)  # type: ignore[arg-type]  # staff
    except DomainError as error:
        messages.error(request, str(error))
    return redirect("import_run", run.pk)


def _run(request: HttpRequest, pk: int) -> ImportRun:
    """A run that the person may not see answers as one that does not exist."""
    run = queries.find_run(pk)
    if run is None or not may(request.user, importer(run.kind).action):
        raise Http404
    return run


def _state(run: ImportRun) -> dict[str, Any]:
    waited = timezone.now() - (run.started_at or run.created_at)
    stuck = run.in_work and waited.total_seconds() > 30 and not runs.is_worked_on(run)
    return {
        "run": run,
        "importing": importer(run.kind),
        "progress": progress.of(run.pk),
        "stuck": stuck,
        "shown": len(run.report.get("problems", [])),
    }
