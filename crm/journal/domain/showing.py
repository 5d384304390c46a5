"""An entry in words: the act, the names of fields, values as people know them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import tzinfo
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any

from django.apps import apps
from django.db import models
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.formats import localize, number_format
from django.utils.timezone import localtime

from crm.journal import acts, links
from crm.journal.domain.entries import HIDDEN, is_secret
from crm.journal.models import Entry
from crm.rights import registry
from crm.rights.domain import rows
from crm.rights.enums import Rows
from crm.rights.registry import Box
from identity.devices import device_words
from identity.may import may
from identity.models import User
from identity.phones import show_phone

EMPTY = "пусто"
SYSTEM = "Система"
_ROWS = "rows:"


@dataclass(frozen=True)
class Change:
    """One field: what it is called, what it was, what it became."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Shown:
    """An entry as the screen and the export show it. `url` leads to the object where the person may open it."""

    entry: Entry
    who: str
    act: str
    kind: str
    object_name: str
    changes: list[Change]
    device: str
    url: str = ""
    history: str = ""

    @property
    def named(self) -> str:
        """The kind of object in front of its text, unless the text begins with it."""
        return "" if self.entry.object_text.startswith(self.object_name) else self.object_name


def show(entries: Iterable[Entry], *, zone: tzinfo | None = None) -> Iterable[Shown]:
    """Entries in words, one by one, without links and without a query for any of them."""
    for entry in entries:
        act = acts.find(entry.action)
        yield Shown(
            entry=entry,
            who=who_did(entry),
            act=act.words if act else entry.action,
            kind=act.kind.label if act else "",
            object_name=name_of_type(entry.object_type),
            changes=changes_of(entry, zone=zone),
            device=device_words(entry.device),
            history=links.history_url_of(f"{entry.object_type}:{entry.object_id}") if entry.object_id else "",
        )


def who_did(entry: Entry) -> str:
    """The person; the system; or Бурмистр's operator in the person's name."""
    who = str(entry.actor) if entry.actor else SYSTEM
    return f"Оператор «Бурмистра» ({entry.operator}) за: {who}" if entry.operator else who


def urls_for(entries: Iterable[Entry], *, user: User) -> dict[tuple[str, str], str]:
    """Addresses of objects that still are and that this person may open; one query for each kind of object."""
    by_type: dict[str, set[str]] = {}
    for entry in entries:
        if entry.object_id.isdigit():
            by_type.setdefault(entry.object_type, set()).add(entry.object_id)
    found: dict[tuple[str, str], str] = {}
    for label, numbers in by_type.items():
        for number, url in urls_of(label, numbers, user=user).items():
            found[label, str(number)] = url
    return found


def urls_of(label: str, numbers: Iterable[object], *, user: User) -> dict[int, str]:
    """Addresses of the rows of a model ("company.employee") that this person may open, by their numbers; one query."""
    screen, model = links.screen_of(label), _model(label)
    action = next((action for action in screen.actions if may(user, action)), None) if screen else None
    if screen is None or model is None or action is None:
        return {}
    there = rows.within(model._default_manager.filter(pk__in=numbers), action, user=user)
    arguments = there.values_list("pk", screen.argument)
    return {number: links.url_of(screen, argument) for number, argument in arguments if argument is not None}


def name_of_type(label: str) -> str:
    """«Лицевой счёт» for "accounting.account"; the label itself for what is no model any more."""
    model = _model(label)
    return _capitalised(str(model._meta.verbose_name)) if model else label


def changes_of(entry: Entry, *, zone: tzinfo | None = None) -> list[Change]:
    """The table before → after."""
    return [_change(entry.object_type, name, pair, zone) for name, pair in _pairs(entry.changes)]


def change_in_words(label: str, name: str, pair: list[Any], *, zone: tzinfo | None = None) -> Change:
    """What a field of a model ("meters.meter") was and became; for histories that modules keep of their own."""
    return _change(label, name, pair, zone)


def _pairs(changes: Mapping[str, Any]) -> Iterable[tuple[str, list[Any]]]:
    for name, pair in changes.items():
        yield name, (list(pair) if isinstance(pair, list) and len(pair) == 2 else [None, pair])


def _change(label: str, name: str, pair: list[Any], zone: tzinfo | None) -> Change:
    if is_secret(name) and not any(isinstance(value, bool) for value in pair):
        before, after = (HIDDEN if value else EMPTY for value in pair)
        return Change(_field_label(label, name), before, after)
    if "@" in name:
        return Change(f"Право: {Box.read(name).words}", *map(_yes_no, pair))
    if name.startswith(_ROWS):
        action = registry.find(name.removeprefix(_ROWS))
        extents = dict(Rows.choices)
        before, after = (str(extents.get(value, value)) for value in pair)
        return Change(f"Чьи строки: {action.label if action else name.removeprefix(_ROWS)}", before, after)
    before, after = (_words(label, name, value, zone) for value in pair)
    return Change(_field_label(label, name), before, after)


def _field_label(label: str, name: str) -> str:
    if words := acts.words_of(name):
        return words.label
    field = _field(label, name)
    return _capitalised(str(field.verbose_name)) if field else name


def _words(label: str, name: str, value: Any, zone: tzinfo | None) -> str:
    if value is None or value in ("", [], {}):
        return EMPTY
    if isinstance(value, bool):
        return _yes_no(value)
    if isinstance(value, list):
        return ", ".join(_words(label, name, one, zone) for one in value)
    declared, field = acts.words_of(name), _field(label, name)
    choices = declared.choices if declared else dict(getattr(field, "flatchoices", None) or ())
    if choices and value in choices:
        return str(choices[value])
    return _typed(field, value, zone)


def _typed(field: "models.Field[Any, Any] | None", value: Any, zone: tzinfo | None) -> str:
    """A value by the type of its column; what does not fit it any more is shown as it was written."""
    text = str(value)
    if isinstance(field, models.DateTimeField) and (moment := parse_datetime(text)):
        aware = moment if timezone.is_aware(moment) else timezone.make_aware(moment)
        return f"{localtime(aware, zone):%d.%m.%Y %H:%M}"
    if isinstance(field, models.DateField) and (day := _day(text)):
        return f"{day:%d.%m.%Y}"
    if isinstance(field, models.DecimalField):
        try:
            return number_format(Decimal(text), force_grouping=True)
        except InvalidOperation:
            return text
    if isinstance(value, int):
        return str(localize(value, use_l10n=True))
    return show_phone(text) if text[:1] == "+" and text[1:].isdigit() else text


def _day(text: str) -> Any:
    try:
        return parse_date(text)
    except ValueError:
        return None


def _yes_no(value: Any) -> str:
    return "да" if value else "нет"


@cache
def _model(label: str) -> type[models.Model] | None:
    try:
        return apps.get_model(label)
    except (LookupError, ValueError):
        return None


@cache
def _field(label: str, name: str) -> "models.Field[Any, Any] | None":
    """The column of this name: of the model, or of the one row that it stands for (an employee and the account)."""
    model = _model(label)
    if model is None:
        return None
    own = {field.name: field for field in model._meta.fields}
    if name in own:
        return own[name]
    for field in model._meta.fields:
        if field.one_to_one and isinstance(field.related_model, type):
            for other in field.related_model._meta.fields:
                if other.name == name:
                    return other
    return None


def _capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]
