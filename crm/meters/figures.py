from django.template.defaultfilters import floatformat

from crm.meters import rights
from crm.meters.domain import windows
from crm.meters.domain.queries import meters_with_places
from crm.meters.domain.verification import of_state
from crm.meters.enums import Verification
from crm.meters.models import Reading
from crm.rights.domain.rows import within
from crm.shell import figures
from crm.shell.figures import FigureSource
from identity.models import User


def overdue(user: User) -> str:
    """How many meters of flats may not be counted by any more; empty if none."""
    return _count(Verification.OVERDUE, user)


def soon(user: User) -> str:
    """How many come to their verification within three months; empty if none."""
    return _count(Verification.SOON, user)


def handed_in(user: User) -> str:
    """How many readings of this month have come; empty while there are none."""
    of_month = Reading.objects.filter(month=windows.today().replace(day=1), is_current=True)
    return floatformat(within(of_month, rights.SEE_READINGS, user=user).count() or "", "0g")


def _count(state: Verification, user: User) -> str:
    meters = within(meters_with_places().filter(account__isnull=False), rights.SEE_METERS, user=user)
    return floatformat(of_state(meters, state, today=windows.today()).count() or "", "0g")


def register() -> None:
    """Put the figures of meters onto the desk."""
    for source in (
        FigureSource(
            "readings", 59, "Показаний за этот месяц", "collection", rights.SEE_READINGS, handed_in,
        ),
        FigureSource(
            "meters_overdue", 60, "Приборов с просроченной поверкой", "meters:index", rights.SEE_METERS, overdue,
            query="?verification=overdue", urgent=True,
        ),
        FigureSource(
            "meters_soon", 61, "Поверка в ближайшие 3 месяца", "meters:index", rights.SEE_METERS, soon,
            query="?verification=soon",
        ),
    ):  # fmt: skip
        figures.register(source)
