"""Meters: adding, changing, taking off and setting back. A meter is never deleted (manual, section 13)."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction

from crm.accounting.models import Account, House
from crm.imports.domain import cells
from crm.journal.domain.entries import record
from crm.meters import rights
from crm.meters.domain import windows
from crm.meters.domain.events import house_of, note
from crm.meters.domain.readings import Entry, hand_in
from crm.meters.enums import UNITS, Deed, Resource, Source
from crm.meters.models import Meter
from crm.rights.domain import rows
from identity.models import User
from tenants.errors import DomainError

_TEXTS = {"number": 40, "model": 80, "place": 80, "seal": 40}
_OF_CONSTRAINTS = {
    "one_active_meter_of_a_number": ("number", "Такой прибор здесь уже есть."),
    "only_electricity_has_tariffs": (
        "tariffs",
        "Несколько тарифов бывает только у электроэнергии, и не больше трёх.",
    ),
    "meter_has_1_to_9_digits": ("digits", "Цифр до запятой бывает от 1 до 9."),
}


@dataclass(frozen=True, kw_only=True)
class Details:
    """What is known of a meter. Lengths and meanings: `crm.meters.models.Meter`."""

    resource: Resource
    number: str
    model: str = ""
    tariffs: int = 1
    digits: int = 5
    place: str = ""
    installed_on: date | None = None
    next_verification_on: date | None = None
    last_check_on: date | None = None
    seal: str = ""
    is_automatic: bool = False
    read_by_supplier: bool = False


@dataclass(frozen=True)
class Seen:
    """What stood on the dial on a day: one value for each tariff."""

    values: Sequence[Decimal]
    on: date


@transaction.atomic
def add_meter(
    details: Details,
    *,
    by: User | None,
    account: Account | None = None,
    house: House | None = None,
    first: Seen | None = None,
    source: Source = Source.COMPUTER,
) -> Meter:
    """«Добавление прибора ИПУ»: a meter of an account, or of a whole house. `first` is what it shows to begin with.

    Raises DomainError if it is there already, the account is switched off, the house is not one's own, or the
    meter cannot be such.
    """
    meter = Meter(account=account, house=house)
    _refuse_place(meter, by=by)
    _add(meter, details, by=by, source=source)
    if first:
        _begin(meter, first, by=by, source=source)
    return meter


@transaction.atomic
def change_meter(meter: Meter, details: Details, *, by: User, source: Source = Source.COMPUTER) -> Meter:
    """Change what is known of a meter; its account stays.

    What its readings mean does not change: raises DomainError for another number of tariffs, or another unit, once
    there are readings. Raises DomainError as `add_meter` does.
    """
    meter = _locked(meter)
    _refuse_place(meter, by=by)
    if meter.readings.exists():
        if details.tariffs != meter.tariffs:
            raise DomainError(
                "По прибору уже есть показания, и число тарифов у них другое. Замените прибор: старые показания "
                "останутся у прежнего.",
                field="tariffs",
            )
        if UNITS[details.resource] != meter.unit:
            raise DomainError(
                f"По прибору уже есть показания в {meter.unit}. Снимите его и добавьте другой.", field="resource"
            )
    before = words(meter)
    _fill(meter, details)
    _save(meter)
    if changes := differences(before, words(meter)):
        _tell(meter, Deed.CHANGED, "meters.change_meter", by=by, source=source, changes=changes)
    return meter


@transaction.atomic
def stop_meter(
    meter: Meter, *, on: date, by: User, last: Sequence[Decimal] = (), source: Source = Source.COMPUTER
) -> Meter:
    """«Снять»: the meter counts no more from `on`; `last` is what it showed then. It stays with all its readings.

    Raises DomainError if it is off already, the day has not come or is before the meter was set.
    """
    meter = _locked(meter)
    _refuse_place(meter, by=by)
    _take_off(meter, on=on, last=last, by=by, source=source)
    _tell(meter, Deed.STOPPED, "meters.stop_meter", by=by, source=source, changes={"removed_on": [None, on]})
    return meter


@transaction.atomic
def start_meter(meter: Meter, *, by: User, source: Source = Source.COMPUTER) -> Meter:
    """«Вернуть»: a meter that was taken off counts again. Raises DomainError if another stands in its place."""
    meter = _locked(meter)
    _refuse_place(meter, by=by)
    if meter.is_active:
        raise DomainError("Прибор и так действует.")
    if newer := Meter.objects.filter(replaces=meter).first():
        raise DomainError(f"Вместо него стоит другой прибор: {newer}. Снятый и заменённый прибор не возвращают.")
    was = meter.removed_on
    meter.is_active, meter.removed_on = True, None
    _save(meter)
    _tell(meter, Deed.STARTED, "meters.start_meter", by=by, source=source, changes={"removed_on": [was, None]})
    return meter


@transaction.atomic
def replace_meter(
    meter: Meter,
    details: Details,
    *,
    on: date,
    last: Sequence[Decimal],
    first: Sequence[Decimal],
    by: User,
    source: Source = Source.COMPUTER,
) -> Meter:
    """«Заменить»: the old meter is taken off with its last reading, the new one begins with its first; the new one.

    Consumption of the month is that of both. Raises DomainError if the old one is off already, or the new one counts
    something else or has the old one's number.
    """
    old = _locked(meter)
    _refuse_place(old, by=by)
    if details.resource != old.resource:
        raise DomainError("Новый прибор считает то же, что и прежний.", field="resource")
    _take_off(old, on=on, last=last, by=by, source=source)
    new = Meter(account=old.account, house=old.house, replaces=old)
    _add(new, replace(details, installed_on=details.installed_on or on), by=by, source=source)
    if new.number == old.number:
        raise DomainError("У нового прибора тот же номер, что и у прежнего.", field="number")
    _begin(new, Seen(first, on), by=by, source=source)
    changes: dict[str, list[Any]] = {"number": [old.number, new.number], "removed_on": [None, on]}
    _tell(old, Deed.REPLACED, "meters.replace_meter", by=by, source=source, changes=changes)
    return new


@transaction.atomic
def check_meter(
    meter: Meter, *, on: date, by: User, values: Sequence[Decimal] = (), source: Source = Source.COMPUTER
) -> Meter:
    """«Проверка»: an employee compared the readings on the spot on `on`; `values` are the control readings.

    Raises DomainError if the day has not come, a later check is written down, or the meter is off. Source: ПП 354,
    п. 31 «г», 82–84 (checks by the executor).
    """
    meter = _locked(meter)
    _refuse_place(meter, by=by)
    if not meter.is_active:
        raise DomainError("Прибор снят: проверять нечего.")
    _refuse_future(on, field="on")
    if meter.last_check_on and on < meter.last_check_on:
        raise DomainError(f"Позже уже была проверка: {meter.last_check_on:%d.%m.%Y}.", field="on")
    if values:
        _read(meter, Seen(values, on), by=by, source=source)
    was, meter.last_check_on = meter.last_check_on, on
    meter.save(update_fields=["last_check_on", "updated_at"])
    _tell(meter, Deed.CHECKED, "meters.check_meter", by=by, source=source, changes={"last_check_on": [was, on]})
    return meter


@transaction.atomic
def move_meters(*, old: Account, new: Account, by: User | None) -> int:
    """Meters that are in force go over to the account of the new owner, with their readings; how many there were."""
    meters = list(Meter.objects.select_for_update().filter(account=old, is_active=True).order_by("pk"))
    for meter in meters:
        meter.account = new
        meter.save(update_fields=["account", "updated_at"])
        changes = {"account": [old.number, new.number]}
        _tell(meter, Deed.CHANGED, "meters.move_meter", by=by, source=Source.COMPUTER, changes=changes)
    return len(meters)


def clean_number(text: str) -> str:
    """The number of a meter as it is kept. Raises DomainError if there is none."""
    number = cells.text(text, limit=_TEXTS["number"])
    if not any(sign.isalnum() for sign in number):
        raise cells.CellError("Это не номер прибора: в нём бывают цифры и буквы.")
    return number


def words(meter: Meter) -> dict[str, Any]:
    """A meter as histories tell it: where it stands without the owner's name, and all that is known of it."""
    place = meter.account.number if meter.account else str(meter.house)
    return {"account" if meter.account else "house": place, **asdict(details_of(meter))}


def details_of(meter: Meter) -> Details:
    """What is known of a meter, apart from where it stands."""
    return Details(**{name: getattr(meter, name) for name in Details.__dataclass_fields__})


def differences(before: dict[str, Any], after: dict[str, Any]) -> dict[str, list[Any]]:
    """What differs, as [before, after]."""
    return {name: [before.get(name), value] for name, value in after.items() if before.get(name) != value}


def _add(meter: Meter, details: Details, *, by: User | None, source: Source) -> None:
    _fill(meter, details)
    _save(meter)
    told = {name: value for name, value in words(meter).items() if value not in ("", None, False)}
    _tell(meter, Deed.ADDED, "meters.add_meter", by=by, source=source, changes=differences({}, told))


def _fill(meter: Meter, details: Details) -> None:
    for name, value in asdict(details).items():
        setattr(meter, name, value)
    for name, limit in _TEXTS.items():
        setattr(meter, name, _text(name, getattr(meter, name), limit))
    if not meter.number:
        raise DomainError("Напишите номер прибора: он стоит на корпусе и в паспорте.", field="number")
    for field in ("installed_on", "last_check_on"):
        if day := getattr(meter, field):
            _refuse_future(day, field=field)
    made_before = meter.next_verification_on and meter.installed_on and meter.next_verification_on <= meter.installed_on
    if made_before:
        raise DomainError("Поверка не может закончиться раньше, чем прибор установлен.", field="next_verification_on")


def _text(field: str, value: str, limit: int) -> str:
    try:
        if field == "number" and value.strip():
            return clean_number(value)
        return cells.text(value, limit=limit)
    except DomainError as error:
        raise DomainError(str(error), field=field) from None


def _save(meter: Meter) -> None:
    try:
        with transaction.atomic():
            meter.save()
    except IntegrityError as error:
        for name, (field, message) in _OF_CONSTRAINTS.items():
            if name in str(error):
                raise DomainError(message, field=field) from None
        raise


def _take_off(meter: Meter, *, on: date, last: Sequence[Decimal], by: User, source: Source) -> None:
    if not meter.is_active:
        raise DomainError("Прибор уже снят.")
    _refuse_future(on, field="on")
    if meter.installed_on and on < meter.installed_on:
        raise DomainError(f"Прибор установлен {meter.installed_on:%d.%m.%Y}: раньше его не снимали.", field="on")
    if last:
        _read(meter, Seen(last, on), by=by, source=source)
    meter.is_active, meter.removed_on = False, on
    meter.save(update_fields=["is_active", "removed_on", "updated_at"])


def _read(meter: Meter, seen: Seen, *, by: User | None, source: Source) -> None:
    hand_in([Entry(meter, list(seen.values), confirmed=True)], taken_on=seen.on, source=source, by=by)


def _begin(meter: Meter, seen: Seen, *, by: User | None, source: Source) -> None:
    """The first reading counts in the month before, so that this month has a consumption of its own."""
    month = windows.window_of(house_of(meter)).month_of(seen.on)
    entry = Entry(meter, list(seen.values), confirmed=True)
    hand_in([entry], taken_on=seen.on, source=source, by=by, month=windows.previous_month(month))


def _tell(
    meter: Meter, deed: Deed, action: str, *, by: User | None, source: Source, changes: dict[str, list[Any]]
) -> None:
    note(meter, deed, by=by, source=source, changes=changes)
    record(action=action, obj=meter, by=by, changes=changes)


def _locked(meter: Meter) -> Meter:
    meters = Meter.objects.select_related("account__house", "house").select_for_update(of=("self",))
    return meters.get(pk=meter.pk)


def _refuse_place(meter: Meter, *, by: User | None) -> None:
    """Raise DomainError if the account is switched off or the house is not one of the person's."""
    if meter.account and not meter.account.is_active:
        raise DomainError(f"Лицевой счёт {meter.account.number} отключён.", field="account")
    house = meter.house or (meter.account.house if meter.account else None)
    if by is not None and house and not rows.covers(house, rights.EDIT_METERS, user=by):
        raise DomainError("Этот дом не на ваших участках.", field="account" if meter.account else "house")


def _refuse_future(day: date, *, field: str) -> None:
    if day > windows.today():
        raise DomainError("Этот день ещё не наступил.", field=field)
