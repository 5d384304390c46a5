"""The dispatcher's desk: what is to be done, by deadline, live."""

from typing import Any

from django.contrib import messages
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from crm.dispatch import rights
from crm.dispatch.domain import moves
from crm.dispatch.domain.bursts import bursts_now
from crm.dispatch.domain.filtering import Wanted, late, narrowed
from crm.dispatch.domain.queries import requests_for, stamp, with_rows
from crm.dispatch.domain.saved_views import drop_view, save_view, views_for
from crm.dispatch.enums import OPEN, Priority, Status
from crm.dispatch.forms.desk import DeskFilter
from crm.dispatch.models import Request, SavedView
from crm.rights.views import require_action
from identity.may import may
from tenants.errors import DomainError

ROWS = 50  # of a page, or of a column
MOST_PAGES = 200
MOST_AT_ONCE = 100  # closed by one press
_COLUMNS = {"new": "Новые", "working": "В работе", "postponed": "Отложенные"}


@require_action(rights.SEE_REQUESTS)
def desk(request: HttpRequest) -> HttpResponse:
    """The whole screen."""
    user: Any = request.user
    form = DeskFilter(request.GET or None, user=user, initial={"state": "open"})
    now = timezone.now()
    mine = requests_for(user).filter(status__in=OPEN)
    counts = mine.aggregate(
        open=Count("pk"),
        new=Count("pk", filter=Q(status=Status.NEW)),
        late=Count("pk", filter=late(now)),
        emergencies=Count("pk", filter=Q(priority=Priority.EMERGENCY)),
    )
    context = {"form": form, "counts": counts, "saved": views_for(user), **_shown(request, form, stamp(now))}
    return render(request, "dispatch/desk.html", context)


@require_action(rights.SEE_REQUESTS)
def rows(request: HttpRequest) -> HttpResponse:
    """The list alone, asked for every few seconds; nothing (204) while nothing has changed."""
    seen = stamp(timezone.now())
    if request.GET.get("seen") == seen:
        return HttpResponse(status=204)
    user: Any = request.user
    return render(request, "dispatch/_desk_rows.html", _shown(request, DeskFilter(request.GET, user=user), seen))


@require_action(rights.DO_REQUESTS)
@require_POST
def finish_many(request: HttpRequest) -> HttpResponse:
    """Finish the ticked ones, each by itself: what cannot be finished is named, the rest is done."""
    user: Any = request.user
    numbers = [int(number) for number in request.POST.getlist("number") if number.isdigit()][:MOST_AT_ONCE]
    done, troubles = 0, []
    for found in requests_for(user, rights.DO_REQUESTS).filter(number__in=numbers).order_by("number"):
        try:
            moves.finish(found, by=user)
            done += 1
        except DomainError as error:
            troubles.append(str(error))
    if done:
        messages.success(request, f"Выполнено заявок: {done}.")
    for trouble in troubles[:5]:
        messages.error(request, trouble)
    if len(troubles) > 5:
        messages.error(request, f"И ещё не выполнены: {len(troubles) - 5}.")
    if not numbers:
        messages.warning(request, "Отметьте заявки, которые выполнены.")
    return redirect("dispatch_desk")


@require_action(rights.SEE_REQUESTS)
@require_POST
def keep_view(request: HttpRequest) -> HttpResponse:
    """Keep what is shown under a name; for everybody by those who set the rules."""
    user: Any = request.user
    query = request.POST.get("query", "")
    is_shared = request.POST.get("shared") == "on" and may(user, rights.MANAGE_RULES)
    try:
        view = save_view(name=request.POST.get("name", ""), query=query, by=user, is_shared=is_shared)
    except DomainError as error:
        messages.error(request, str(error))
        return redirect("dispatch_desk")
    messages.success(request, f"Вид «{view.name}» сохранён.")
    return redirect(f"{reverse('dispatch_desk')}?{view.query}")


@require_action(rights.SEE_REQUESTS)
@require_POST
def forget_view(request: HttpRequest, pk: int) -> HttpResponse:
    """One's own, or everybody's by those who set the rules."""
    user: Any = request.user
    mine = Q(user=user) | Q(user=None) if may(user, rights.MANAGE_RULES) else Q(user=user)
    drop_view(get_object_or_404(SavedView.objects.filter(mine), pk=pk))
    messages.success(request, "Вид удалён.")
    return redirect("dispatch_desk")


def _shown(request: HttpRequest, form: DeskFilter, seen: str) -> dict[str, Any]:
    """The rows of the page, or of the columns, and what the next question needs to know.

    `seen` is the stamp from before the rows: what comes in between is shown again rather than never.
    """
    user: Any = request.user
    now = timezone.now()
    wanted = form.wanted
    asked = request.GET.copy()
    asked.pop("seen", None)
    shown: dict[str, Any] = {"seen": seen, "asked": asked.urlencode(), "may_finish": may(user, rights.DO_REQUESTS)}
    allowed = requests_for(user)
    shown["bursts"] = bursts_now(user, now=now) if may(user, rights.MANAGE_OUTAGES) else []
    shown["newest"] = Request.objects.order_by("-number").values_list("number", flat=True).first() or 0
    if request.GET.get("view") == "columns":
        columns = [(title, _rows(allowed, wanted, state, user)) for state, title in _COLUMNS.items()]
        return shown | {"columns": columns}
    page = min(max(int(number), 1), MOST_PAGES) if (number := request.GET.get("p", "1")).isdigit() else 1
    first = (page - 1) * ROWS
    found = _rows(allowed, wanted, wanted.state, user, first=first, most=ROWS + 1)
    return shown | {
        "requests": found[:ROWS],
        "page": page,
        "before": _page(asked, page - 1) if page > 1 else "",
        "after": _page(asked, page + 1) if len(found) > ROWS and page < MOST_PAGES else "",
    }


def _rows(
    allowed: QuerySet[Request], wanted: Wanted, state: str, user: Any, *, first: int = 0, most: int = ROWS
) -> list[Request]:
    """Some of them in their order. Which they are is asked first: only those few are joined with what a row shows."""
    found = narrowed(allowed, wanted.in_state(state), user=user, now=timezone.now())
    numbers = list(found.values_list("pk", flat=True)[first : first + most])
    rows = with_rows(Request.objects.all()).in_bulk(numbers)
    return [rows[number] for number in numbers if number in rows]


def _page(asked: QueryDict, number: int) -> str:
    there = asked.copy()
    there["p"] = str(number)
    return there.urlencode()
