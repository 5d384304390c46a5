"""Meters of the demo: three in each flat of some houses, half a year of readings, and this month half handed in.

The months behind come from the accountant's files, as in life; what residents hand in now comes day by day.
"""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw, ImageFont

from crm.accounting.enums import Kind
from crm.accounting.models import Account, House
from crm.imports.domain import runs
from crm.imports.models import ImportRun
from crm.meters.domain import windows
from crm.meters.domain.links import issue_links
from crm.meters.domain.meters import Details, Seen, add_meter, change_meter, details_of
from crm.meters.domain.photos import hand_in_with_photos
from crm.meters.domain.readings import Entry
from crm.meters.enums import Resource, Source
from crm.meters.models import Meter
from crm.rights.enums import Role
from identity.models import User
from operators.demo.clock import as_of
from operators.demo.companies import DemoCompany

HEADER = [
    "Л.С", "Адрес", "Квартира", "Тип", "Номер прибора", "Показание", "Дата следующей поверки", "Марка", "Место",
    "Показание 2",
]  # fmt: skip
MONTHS, HOUSES = 6, 2
_DAY = 20  # of each month on which the accountant's file is of
_MODELS = {Resource.COLD_WATER: "СВК 15-3", Resource.HOT_WATER: "СВК 15-3 Г", Resource.ELECTRICITY: "НЕВА МТ 114"}
_MONTHLY = {Resource.COLD_WATER: (2, 9), Resource.HOT_WATER: (1, 6), Resource.ELECTRICITY: (90, 310)}
_PLACES = {Resource.COLD_WATER: "Санузел", Resource.HOT_WATER: "Санузел", Resource.ELECTRICITY: "Щит на этаже"}
_PHOTOGRAPHED = {3, 9}  # of the flats that have handed in, both by the inspector
_TABLE, _RIM, _FACE, _WHEEL, _PART = "#8c8f93", "#3b5f86", "#f4f2ec", "#1f2326", "#b3322b"


@dataclass
class _Dial:
    """A meter of the demo: how it stands in the file and what it shows now."""

    account: Account
    resource: Resource
    number: str
    until: date
    values: list[Decimal]


def set_meters(company: DemoCompany, *, by: User) -> None:
    """Load meters with their months of readings, unless there are meters."""
    if Meter.objects.exists():
        return
    random = Random(f"{company.slug} meters")  # noqa: S311  a demo that repeats, not a secret
    today = windows.today()
    dials = list(_dials(random, today))
    accountant = User.objects.filter(access__role=Role.ACCOUNTANT).first() or by
    for day in _days(today):
        for dial in dials:
            _turn(dial, random)
        with as_of(day):
            _load(dials, day, by=accountant)
    _mark_some(by=by)
    _house_meters(random, today, by=by)
    _hand_in_now(dials, random, today)
    issue_links(_who_waits(dials), by=accountant)


def _dials(random: Random, today: date) -> Iterator[_Dial]:
    houses = House.objects.filter(accounts__isnull=False).distinct().order_by("address_key")[:HOUSES]
    accounts = Account.objects.filter(house__in=list(houses), kind=Kind.FLAT, is_active=True).select_related("house")
    for account in accounts.order_by("number", "pk"):
        if not account.flat.isdecimal() or random.random() < 0.1:
            continue
        for resource in _MODELS:
            night = resource is Resource.ELECTRICITY and random.random() < 0.3
            begin = [Decimal(random.randrange(5_000, 900_000)) / 1000 for _ in range(2 if night else 1)]
            until = today + timedelta(days=random.randrange(-60, 2_000))
            yield _Dial(account, resource, str(random.randrange(10_000_000, 99_999_999)), until, begin)


def _days(today: date) -> list[date]:
    """The same day of the six months behind."""
    month, days = today, []
    for _ in range(MONTHS):
        month = windows.previous_month(month)
        days.append(month.replace(day=_DAY))
    return days[::-1]


def _turn(dial: _Dial, random: Random) -> None:
    least, most = _MONTHLY[dial.resource]
    dial.values = [value + Decimal(random.randrange(least * 1000, most * 1000)) / 1000 for value in dial.values]


def _load(dials: list[_Dial], day: date, *, by: User) -> None:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(HEADER)
    for dial in dials:
        values = [f"{value:.3f}".replace(".", ",") for value in dial.values]
        writer.writerow([
            dial.account.number, dial.account.house.address, dial.account.flat, dial.resource.label, dial.number,
            values[0], f"{dial.until:%d.%m.%Y}", _MODELS[dial.resource], _PLACES[dial.resource], *values[1:],
        ])  # fmt: skip
    file = SimpleUploadedFile(f"Приборы {day:%m.%Y}.csv", text.getvalue().encode("cp1251"))
    run = runs.upload(kind="meters", file=file, options={"values_on": day.isoformat()}, by=by)
    runs.check(run.pk)
    runs.confirm(ImportRun.objects.get(pk=run.pk), by=by)
    runs.load(run.pk)


def _mark_some(*, by: User) -> None:
    """Some meters send readings by themselves, some are read by the supplier."""
    power = Meter.objects.filter(resource=Resource.ELECTRICITY).select_related("account__house").order_by("pk")
    for number, meter in enumerate(power[:12]):
        details = details_of(meter).__dict__ | {"is_automatic": number % 2 == 0, "read_by_supplier": number % 2 == 1}
        change_meter(meter, Details(**details), by=by)


def _house_meters(random: Random, today: date, *, by: User) -> None:
    """Heat and cold water of the whole house."""
    for house in House.objects.filter(accounts__isnull=False).distinct().order_by("address_key")[:HOUSES]:
        for resource, place in ((Resource.HEAT, "Подвал, теплоузел"), (Resource.COLD_WATER, "Подвал, ввод")):
            details = Details(
                resource=resource, number=str(random.randrange(100_000, 999_999)), digits=6, place=place,
                next_verification_on=today + timedelta(days=random.randrange(20, 1_000)),
            )  # fmt: skip
            add_meter(details, house=house, first=Seen([Decimal(random.randrange(1_000, 90_000))], today), by=by)


def _hand_in_now(dials: list[_Dial], random: Random, today: date) -> None:
    """Every third flat of the first hundred has handed in by now, from wherever people do."""
    flats: dict[int, list[_Dial]] = {}
    for dial in dials:
        flats.setdefault(dial.account.pk, []).append(dial)
    inspector = User.objects.filter(access__role=Role.INSPECTOR).first()
    meters = {(meter.account_id, meter.number): meter for meter in Meter.objects.select_related("account")}
    for number, (account, own) in enumerate(list(flats.items())[:100]):
        if number % 3:
            continue
        day = min(today, today.replace(day=25)) - timedelta(days=random.randrange(min(today.day, 6)))
        entries = []
        for dial in own:
            _turn(dial, random)
            meter = meters[account, dial.number]
            if not meter.read_by_supplier:
                entries.append(Entry(meter, dial.values, confirmed=True))
        source, by = (Source.MOBILE, inspector) if number % 2 and inspector else (Source.API, None)
        photos = {}
        if number in _PHOTOGRAPHED and entries:
            photos[entries[0].meter.pk] = ContentFile(draw_dial(entries[0].values[0]), "dial.jpg")
        with as_of(day):
            hand_in_with_photos(entries, photos, taken_on=day, source=source, by=by)


def _who_waits(dials: list[_Dial]) -> list[Account]:
    """Some flats that have not handed in yet: the reminder with the link has gone to them."""
    flats = list({dial.account.pk: dial.account for dial in dials}.values())
    return [account for number, account in enumerate(flats[:30]) if number % 3 == 1]


def draw_dial(value: Decimal) -> bytes:
    """A drawn dial: black wheels of whole units, red ones behind the comma."""
    picture = Image.new("RGB", (1200, 900), _TABLE)
    pen = ImageDraw.Draw(picture)
    pen.ellipse((210, 60, 990, 840), fill=_RIM)
    pen.ellipse((250, 100, 950, 800), fill=_FACE)
    font = ImageFont.load_default(size=84)
    shown = f"{value:09.3f}".replace(".", "")
    for place, figure in enumerate(shown):
        left = 312 + place * 73
        pen.rectangle((left, 330, left + 65, 450), fill=_WHEEL if place < len(shown) - 3 else _PART)
        pen.text((left + 32, 390), figure, font=font, fill=_FACE, anchor="mm")
    pen.text((600, 560), "m3", font=font, fill=_WHEEL, anchor="mm")
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=80)
    return out.getvalue()
