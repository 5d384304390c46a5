"""By when a request is due: whose rule holds, in which hours its clock runs, where it stood.

Pauses are not kept apart: they are read from the request's own steps.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import F, Q
from django.utils import timezone

from crm.company.domain import production_calendar
from crm.company.domain.office_schedules import offices_with_hours, schedules_of
from crm.company.domain.opening_hours import Interval, Schedule
from crm.dispatch.domain import clock
from crm.dispatch.domain.clock import LONGEST, ROUND_THE_CLOCK, Calendar, Line, Pause, WorkingHours
from crm.dispatch.domain.days import day_of
from crm.dispatch.enums import Deed
from crm.dispatch.models import Request, RequestEvent, TypeDeadline
from tenants.context import current_tenant

SHARES = (50, 80, 100)  # of the time, per cent: when the responsible is reminded
# Where no office has hours: Monday to Friday with an hour of lunch, eight hours a day (ТК РФ, ст. 91: forty a week).
USUAL_WEEK = {day: (Interval(9 * 60, 13 * 60), Interval(14 * 60, 18 * 60)) for day in range(5)}


def rule_for(type_id: int | None, priority: int) -> TypeDeadline | None:
    """The type's own rule of this priority, else that for all types; None if nobody has set any."""
    rules = TypeDeadline.objects.filter(Q(type=type_id) | Q(type=None), priority=priority)
    return rules.order_by(F("type").asc(nulls_last=True)).first()


def company_calendar(since: datetime) -> WorkingHours:
    """The hours of the company from that moment on: those of its first office that has any."""
    place = current_tenant().time_zone
    offices = [office for office in offices_with_hours().filter(is_active=True)[:1] if office.intervals.all()]
    schedules = schedules_of(offices, first=day_of(since), days=LONGEST)
    usual = Schedule(USUAL_WEEK, holiday=production_calendar.holiday)
    return WorkingHours(schedules[offices[0].pk] if offices else usual, place)


def calendar_of(rule: TypeDeadline, since: datetime) -> Calendar:
    """Round the clock, or the company's hours."""
    return ROUND_THE_CLOCK if rule.round_the_clock else company_calendar(since)


def reckon(request: Request) -> None:
    """Set the deadlines of a request, without saving it: from its registration, by the rule, less its pauses.

    A closed one is not in a pause any more: what is kept is by when it should have been done.
    """
    rule = rule_for(request.type_id, request.priority)
    request.respond_by = request.localise_by = request.due_at = request.warn_at = None
    if rule is None:
        return
    calendar, pauses = calendar_of(rule, request.created_at), pauses_of(request)
    if not request.is_open:
        pauses = [pause for pause in pauses if pause.until is not None]
    request.respond_by = _plus(request.created_at, rule.respond_minutes)
    request.localise_by = _plus(request.created_at, rule.localise_minutes)
    if rule.fix_minutes:
        allowed = timedelta(minutes=rule.fix_minutes)
        request.due_at = clock.due(request.created_at, allowed, calendar=calendar, pauses=pauses)
    request.warn_at = _next_of(request, rule, calendar, pauses, after=timezone.now())


def next_warning(request: Request, after: datetime) -> datetime | None:
    """When its responsible is to be reminded next; None if never, or while the clock stands."""
    rule = rule_for(request.type_id, request.priority)
    if rule is None:
        return None
    return _next_of(request, rule, calendar_of(rule, request.created_at), pauses_of(request), after=after)


def _next_of(
    request: Request, rule: TypeDeadline, calendar: Calendar, pauses: Sequence[Pause], *, after: datetime
) -> datetime | None:
    if not request.is_open or request.postponed_until:
        return None
    moments = [] if request.localised_at else [request.localise_by]
    for share in SHARES:
        allowed = timedelta(minutes=rule.fix_minutes or 0) * share / 100
        moments.append(clock.due(request.created_at, allowed, calendar=calendar, pauses=pauses) if allowed else None)
    return min((moment for moment in moments if moment and moment > after), default=None)


def arithmetic_of(request: Request, until: datetime) -> tuple[TypeDeadline | None, list[Line]]:
    """The rule, and every stretch from the registration up to `until` with whether and why it counted."""
    rule = rule_for(request.type_id, request.priority)
    if rule is None:
        return None, []
    calendar = calendar_of(rule, request.created_at)
    return rule, clock.arithmetic(request.created_at, until, calendar=calendar, pauses=pauses_of(request))


def pauses_of(request: Request) -> list[Pause]:
    """When its clock stood: postponed, or closed before it was opened again. The last one may still go on."""
    if request.pk is None:
        return []
    steps = RequestEvent.objects.filter(request=request, deed__in=[*_STOPS, *_GOES_ON]).order_by("pk")
    return _paired([(str(deed), at) for deed, at in steps.values_list("deed", "at")])


# Nobody can work at what he holds for done: a resident who returns it on the seventh day finds it no later than it was.
_STOPS = [Deed.POSTPONED, Deed.FINISHED, Deed.CANCELLED]
_GOES_ON = [Deed.RESUMED, Deed.RELEASED, Deed.REOPENED, Deed.RETURNED]


def _paired(steps: Sequence[tuple[str, datetime]]) -> list[Pause]:
    pauses: list[Pause] = []
    since: datetime | None = None
    for deed, at in steps:
        if since is not None:
            pauses.append(Pause(since, at))
        since = at if deed in _STOPS else None
    return [*pauses, Pause(since)] if since else pauses


def _plus(moment: datetime, minutes: int | None) -> datetime | None:
    """What the law counts from the registration in minutes runs round the clock, whoever is asleep."""
    return moment + timedelta(minutes=minutes) if minutes else None
