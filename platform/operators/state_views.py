"""«Состояние»: what the service does at this moment, and the tasks that failed."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from identity.guards import operators_only
from operators.service_state import look
from tenants.errors import DomainError
from tenants.models import Tenant
from watch.domain import runs, schedule
from watch.models import TaskRun

PER_PAGE = 20


@dataclass(frozen=True)
class FailedRun:
    """A row of the list."""

    run: TaskRun
    title: str
    company: str
    again: TaskRun | None


@require_safe
@operators_only
def state(request: HttpRequest) -> HttpResponse:
    """The whole page; its upper half asks for itself every ten seconds."""
    page = Paginator(runs.failed(), PER_PAGE).get_page(request.GET.get("p"))
    return render(request, "operators/state.html", {**look(), "page": page, "failed": _rows(page)})


@require_safe
@operators_only
def state_now(request: HttpRequest) -> HttpResponse:
    """The upper half alone."""
    return render(request, "operators/state_now.html", look())


@require_POST
@operators_only
def run_again(request: HttpRequest, pk: int) -> HttpResponse:
    """«Запустить снова»."""
    run = get_object_or_404(TaskRun, pk=pk)
    try:
        runs.run_again(run.pk, by=request.user)
        messages.success(request, f"Запущена снова: {schedule.title_of(run.name)}.")
    except DomainError as error:
        messages.error(request, str(error))
    return redirect("service_state")


def _rows(page: Page) -> list[FailedRun]:
    schemas = {run.schema_name for run in page}
    companies = dict(Tenant.objects.filter(schema_name__in=schemas).values_list("schema_name", "short_name"))
    return [
        FailedRun(
            run,
            title=schedule.title_of(run.name),
            company=companies.get(run.schema_name, ""),
            again=getattr(run, "again", None),
        )
        for run in page
    ]
