"""«Обновления»: which companies a release has not reached yet, why, and the button that tries again."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from identity.guards import operators_only
from tenants import tasks
from tenants.domain import rollout
from tenants.models import Tenant

PER_PAGE = 20
LATEST = 15
MOST_AT_ONCE = 200


@require_safe
@operators_only
def updates(request: HttpRequest) -> HttpResponse:
    """The whole page; everything below the heading asks for itself every ten seconds."""
    return render(request, "operators/updates.html", _now(request))


@require_safe
@operators_only
def updates_now(request: HttpRequest) -> HttpResponse:
    """The part that changes by itself."""
    return render(request, "operators/updates_now.html", _now(request))


@require_POST
@operators_only
def repeat_update(request: HttpRequest, pk: int) -> HttpResponse:
    """«Повторить»: goes on in Celery, and ends the maintenance if it succeeds."""
    tenant = get_object_or_404(rollout.behind(), pk=pk)
    tasks.migrate.delay(tenant.pk)
    messages.success(request, f"{tenant}: обновление запущено. Чем оно кончится, появится здесь.")
    return redirect("updates")


@require_POST
@operators_only
def repeat_updates(request: HttpRequest) -> HttpResponse:
    """«Повторить все»."""
    waiting = list(rollout.behind().values_list("pk", flat=True)[:MOST_AT_ONCE])
    for pk in waiting:
        tasks.migrate.delay(pk)
    messages.success(request, f"Запущено обновлений: {len(waiting)}. Чем они кончатся, появится здесь.")
    return redirect("updates")


def _now(request: HttpRequest) -> dict[str, Any]:
    """Four queries, however many companies there are."""
    behind = rollout.behind().order_by("maintenance_since", "pk")
    counts = Tenant.objects.aggregate(
        all=Count("pk"), ring=Count("pk", filter=Q(first_ring=True)), failed=Count("maintenance_since")
    )
    page = Paginator(behind, PER_PAGE).get_page(request.GET.get("p"))
    waiting = page.paginator.count - counts["failed"]
    latest = Tenant.objects.filter(migrated_at__isnull=False).order_by("-migrated_at")[:LATEST]
    return {"counts": counts, "page": page, "waiting": waiting, "latest": latest}
