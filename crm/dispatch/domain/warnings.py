"""Reminding the responsible of a deadline at set shares of its time, and waking what was put off until today."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from crm.company.domain.own_notices import who_wants
from crm.dispatch import rights
from crm.dispatch.domain import days, deadlines, moves, steps
from crm.dispatch.domain.words import deadlines_of, left_of
from crm.dispatch.enums import OPEN, Deed, Priority
from crm.dispatch.models import Request
from crm.dispatch.notices import DEADLINE
from crm.rights.domain.people import who_may
from crm.rights.enums import Role
from identity.channels import Channel
from identity.models import User
from notifications.domain import letters
from notifications.kinds import By
from tenants.context import base_url, current_tenant
from tenants.local_time import LocalMoment

AT_ONCE = 200  # of one run: the next comes in minutes
QUIET = (22, 8)  # from and to, hours on the company's wall; an emergency wakes people
_FEW = 5


def warn_of_deadlines() -> int:
    """Remind of every request whose moment has come; how many. Safe to repeat: each moment is told once."""
    now = timezone.now()
    due = Request.objects.filter(status__in=OPEN, warn_at__lte=now)
    if _is_night(now):
        due = due.filter(priority=Priority.EMERGENCY)
    return sum(_warn(pk) for pk in due.order_by("warn_at").values_list("pk", flat=True)[:AT_ONCE])


def resume_due() -> int:
    """Go on with what was put off until today or earlier; how many."""
    today = days.today()
    due = Request.objects.filter(postponed_until__lte=today).order_by("pk")[:AT_ONCE]
    for request in due:
        moves.resume(request, by=None)
    return len(due)


@transaction.atomic
def _warn(pk: int) -> bool:
    """One of them; False if somebody else has just told it or changed it."""
    now = timezone.now()
    rows = Request.objects.select_for_update(of=("self",), skip_locked=True).select_related("house", "type")
    request = rows.filter(Q(status__in=OPEN), pk=pk, warn_at__lte=now).first()
    if request is None:
        return False
    words = left_of(request, now).words
    request.warn_at = deadlines.next_warning(request, now)
    request.save(update_fields=["warn_at"])
    steps.write(request, Deed.WARNED, by=None, comment=words)
    page = f"{base_url(current_tenant())}/crm/dispatch/{request.number}/"
    for user in who_wants(_whom(request, now), DEADLINE, by=By.EMAIL):
        context = {
            "person": user, "request": request, "words": words, "page": page, "company": current_tenant().short_name,
        }  # fmt: skip
        letters.write(
            template="request_deadline", to=user.email, subject=f"Заявка № {request.number}: {words}", context=context
        )
    return True


def _whom(request: Request, now: datetime) -> list[User]:
    """The responsible; without one the dispatchers. When the time is over, the heads of the company too."""
    able = who_may(rights.EDIT_REQUESTS, channel=Channel.COMPUTER)
    if request.responsible and request.responsible.user.is_active:
        people = [request.responsible.user]
    else:
        people = [user for user in able if user.access.role == Role.DISPATCHER][:_FEW] or able[:_FEW]
    if any(moment <= now for moment, _ in deadlines_of(request, now)):
        people += [user for user in able if user.access.role == Role.HEAD and user not in people][:_FEW]
    return people


def _is_night(now: datetime) -> bool:
    hour = LocalMoment.of(now, current_tenant().time_zone).clock.hour
    return hour >= QUIET[0] or hour < QUIET[1]
