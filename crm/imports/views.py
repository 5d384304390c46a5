from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST
from wagtail.admin.auth import permission_denied, require_admin_access

from crm.imports import acts, exports
from crm.imports.domain import asking, corrections, progress, queries, runs, undoing
from crm.imports.domain.letting_go import waits_for_help
from crm.imports.enums import Status
from crm.imports.forms import ColumnsForm
from crm.imports.models import ImportRun
from crm.imports.registry import importer, importers
from crm.journal.domain.entries import record_export
from files.spreadsheets import CSV, XLSX
from identity.may import may
from tenants.errors import DomainError

PER_PAGE = 30


def upload(request: HttpRequest, kind: str) -> HttpResponse:
    """The form of one kind of import; `urls.py` asks for the kind's right."""
    importing = importer(kind)
    form = importing.form(request.POST or None, request.FILES or None)
    form.ask_about_empty(importing.columns)
    if request.method == "POST" and form.is_valid():
        try:
            options = form.options() | {"engine": form.told()}
            run = runs.upload(kind=kind, file=form.cleaned_data["file"], options=options, by=request.user)  # type: ignore[arg-type]  # staff
        except DomainError as error:
            form.add_error(error.field, str(error))
        else:
            return redirect("import_run", run.pk)
    return render(request, "imports/upload.html", {"form": form, "importing": importing})


def sample(request: HttpRequest, kind: str, form: str) -> HttpResponseBase:
    """«Образец импорта»: a file with the right header."""
    if form not in (CSV, XLSX):
        raise Http404
    return exports.sample_file(importer(kind), form)


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
def download_refusals(request: HttpRequest, pk: int, form: str) -> HttpResponseBase:
    """Every wrong row with what is wrong, as CSV or XLSX."""
    run = _run(request, pk)
    answer = exports.refused_rows(run, form)
    record_export(
        action=acts.EXPORT_REFUSALS, what=ImportRun, obj=run, by=request.user,  # type: ignore[arg-type]  # staff
        rows=run.refused, form=XLSX.upper() if form == XLSX else CSV.upper(),
    )  # fmt: skip
    return answer


@require_POST
@require_admin_access
def act(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """«Загрузить», «Проверить ещё раз», «Отменить», «Помощь не нужна»."""
    run = _run(request, pk)
    acts = {"load": runs.confirm, "restart": runs.restart, "cancel": runs.cancel, "take_back": asking.take_back}
    return _done(request, run, lambda: acts[verb](run, by=request.user))  # type: ignore[arg-type]  # staff


@require_admin_access
def match_columns(request: HttpRequest, pk: int) -> HttpResponse:
    """Which column of the file is which of ours."""
    run = _run(request, pk)
    form = ColumnsForm(importer(run.kind).columns, run.report.get("layout", {}), request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            corrections.match_columns(
                run, places=form.places(), has_header=form.cleaned_data["has_header"], by=request.user  # type: ignore[arg-type]  # staff
            )  # fmt: skip
        except DomainError as error:
            form.add_error(error.field, str(error))
        else:
            return redirect("import_run", run.pk)
    return render(request, "imports/columns.html", {"form": form, "run": run, "importing": importer(run.kind)})


@require_POST
@require_admin_access
def choose_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """Another sheet of the workbook."""
    run, sheet = _run(request, pk), request.POST.get("sheet", "")
    return _done(request, run, lambda: corrections.choose_sheet(run, sheet=sheet, by=request.user))  # type: ignore[arg-type]  # staff


@require_POST
@require_admin_access
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """What the person says to a question of the check."""
    run, told = _run(request, pk), request.POST
    return _done(
        request,
        run,
        lambda: corrections.answer_question(
            run, code=told.get("code", ""), value=told.get("value", ""), by=request.user  # type: ignore[arg-type]  # staff
        ),
    )  # fmt: skip


@require_POST
@require_admin_access
def ask_help(request: HttpRequest, pk: int) -> HttpResponse:
    """«Помогите загрузить»."""
    run, message = _run(request, pk), request.POST.get("message", "")
    return _done(request, run, lambda: asking.ask_help(run, message=message, by=request.user))  # type: ignore[arg-type]  # staff


@require_admin_access
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """«Откатить импорт»: asks once."""
    run = _run(request, pk)
    if request.method == "POST":
        return _done(request, run, lambda: undoing.ask_undo(run, by=request.user))  # type: ignore[arg-type]  # staff
    if not undoing.may_undo(run):
        return redirect("import_run", run.pk)
    return render(request, "imports/undo.html", {"run": run, "importing": importer(run.kind)})


def _done(request: HttpRequest, run: ImportRun, act: Callable[[], object]) -> HttpResponse:
    try:
        act()
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
    kind = importer(run.kind)
    return {
        "run": run,
        "importing": kind,
        "progress": progress.of(run.pk),
        "stuck": stuck,
        "shown": len(run.report.get("problems", [])),
        "group_title": getattr(kind, "group_title", "Дом"),
        "sum_title": getattr(kind, "sum_title", ""),
        "clearable": any(column.clearable for column in kind.columns),
        "may_undo": undoing.may_undo(run),
        "may_ask": asking.may_ask(run),
        "help_awaited": waits_for_help(run),
        "laid": _laid(run),
        "correctable": run.status in (Status.CHECKED, Status.FAILED) and bool(run.file),
    }


def _laid(run: ImportRun) -> list[tuple[str, str]]:
    """Our columns that the file has, with what they are called there."""
    layout = run.report.get("layout", {})
    header, places = layout.get("header", []), layout.get("places", {})
    titles = [(column.title, places[column.name]) for column in importer(run.kind).columns if column.name in places]
    return [
        (title, header[place] if place < len(header) and header[place].strip() else f"{place + 1}-я колонка")
        for title, place in titles
    ]
