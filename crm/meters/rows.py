"""Whose meters and readings are: those of the houses that are one's own, by the account's house or the meter's."""

from functools import partial

from django.db.models import Model, Q

from crm.meters.models import Meter, MeterEvent, Reading
from crm.rights.domain.rows import declare_rows
from crm.rights.models import Section
from identity.models import User

_METER: tuple[str, ...] = ("account__house__", "house__")
_READING = tuple(f"meter__{path}" for path in _METER)
_EVENT = ("house__",)
_PATHS: dict[type[Model], tuple[str, ...]] = {Meter: _METER, Reading: _READING, MeterEvent: _EVENT}


def register() -> None:
    """Tell the rights what "my sections" and "assigned to me" mean here."""
    for model, paths in _PATHS.items():
        declare_rows(model, in_sections=partial(_in_sections, paths), assigned=partial(_assigned, paths))


def _in_sections(paths: tuple[str, ...], user: User) -> Q:
    own = Section.objects.filter(people=user.pk).values("pk")
    return _any({f"{path}section__in": own for path in paths})


def _assigned(paths: tuple[str, ...], user: User) -> Q:
    return _any({f"{path}responsible__user": user.pk for path in paths})


def _any(conditions: dict[str, object]) -> Q:
    found = Q()
    for path, value in conditions.items():
        found |= Q(**{path: value})
    return found
