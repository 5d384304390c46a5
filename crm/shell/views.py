from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from wagtail.admin.auth import require_admin_access

from crm.shell.due import due_for
from crm.shell.figures import figures_for
from crm.shell.first_steps import steps_for
from tenants.context import base_url, current_tenant


@require_admin_access
def desk(request: HttpRequest) -> HttpResponse:
    """«Рабочий стол»: so far the first steps and the way to the site; modules bring their figures."""
    steps = steps_for(request.user)  # type: ignore[arg-type]  # the decorator lets only users in
    tenant = current_tenant()
    context: dict[str, Any] = {
        "tenant": tenant,
        "site_url": base_url(tenant),
        "figures": figures_for(request.user),  # type: ignore[arg-type]  # as above
        "steps": steps,
        "steps_done": sum(state.done for state in steps),
        "next_step": next((state.step for state in steps if not state.done), None),
    }
    return render(request, "shell/desk.html", context)


DUE_DAYS = 14  # ahead


@require_admin_access
def due(request: HttpRequest) -> HttpResponse:
    """«Дедлайн»: what is due for me, by day; each source asks for its own right."""
    today = timezone.localdate()
    days = due_for(request.user, today=today, until=today + timedelta(days=DUE_DAYS))  # type: ignore[arg-type]  # as above
    return render(request, "shell/due.html", {"days": days, "today": today, "ahead": DUE_DAYS})
