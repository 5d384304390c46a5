"""Residents of the demo's companies: phones from a file, families, tenants, consents, an owner who sold the flat.

The numbers begin with +7 975, a code that nobody in Russia has.
"""

import csv
import io
from datetime import timedelta
from random import Random

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from crm.accounting.domain.owners import change_owner
from crm.accounting.models import Account
from crm.imports.domain import runs
from crm.imports.models import ImportRun
from crm.people.consent_texts import CURRENT
from crm.people.domain import consents, people
from crm.people.domain.devices import remember_device
from crm.people.enums import ConsentChannel, ConsentSource, Tie, Topic
from crm.people.models import Person
from identity.models import User
from operators.demo.companies import DemoCompany

_HEADER = ["Л.С", "Телефон", "Согласие на СМС"]
_WRITINGS = ("+7 ({0}) {1}-{2}-{3}", "8{0}{1}{2}{3}", "{0}{1}{2}{3}")
_HAVE_PHONES = 0.6
_AGREED, _REFUSED, _UNASKED = 7, 2, 11
_FAMILIES = (
    (Tie.FAMILY, "Роман", "Дмитриевич"), (Tie.TENANT, "Алёна", "Игоревна"), (Tie.REPRESENTATIVE, "Вера", "Павловна"),
)  # fmt: skip


def settle_residents(company: DemoCompany, *, by: User) -> None:
    """Load the phones and add who lives with whom, unless there is somebody already."""
    if Person.objects.exists():
        return
    random = Random(f"{company.slug}-residents")  # noqa: S311  a demo that repeats, not a secret
    file = SimpleUploadedFile("Телефоны.csv", _file(random))
    run = runs.upload(kind="phones", file=file, options={"text_version": CURRENT}, by=by)
    runs.check(run.pk)
    runs.confirm(ImportRun.objects.get(pk=run.pk), by=by)
    runs.load(run.pk)
    _families(random, by=by)
    _words_and_devices(by=by)


def sell_a_flat(*, by: User) -> None:
    """One flat has another owner since five weeks ago, unless one has been sold before."""
    if Account.objects.filter(predecessor__isnull=False).exists():
        return
    sold = Account.objects.filter(is_active=True, balance__gt=0, first_name__gt=".").order_by("pk")[6:7].first()
    if sold:
        change_owner(
            sold, on=timezone.localdate() - timedelta(days=35), last_name="Новосёлова", first_name="Дарья",
            patronymic="Олеговна", by=by,
        )  # fmt: skip


def _file(random: Random) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(_HEADER)
    for number in Account.objects.filter(is_active=True).order_by("number").values_list("number", flat=True):
        if random.random() > _HAVE_PHONES:
            continue
        dice = random.random()
        writer.writerow(
            [number, _phone(random), "да" if dice < _AGREED else "нет" if dice < _AGREED + _REFUSED else ""]
        )
    return text.getvalue().encode("cp1251")


def _phone(random: Random) -> str:
    digits = f"{random.randrange(10_000_000):07d}"
    return random.choice(_WRITINGS).format("975", digits[:3], digits[3:5], digits[5:])


def _families(random: Random, *, by: User) -> None:
    accounts = Account.objects.filter(is_active=True, kind="flat", ties__isnull=False).distinct().order_by("pk")
    for place, account in enumerate(accounts[:24:2]):
        kind, first_name, patronymic = _FAMILIES[place % len(_FAMILIES)]
        people.add_person(
            account, kind=kind, last_name=account.last_name if kind == Tie.FAMILY else "Кочергина",
            first_name=first_name, patronymic=patronymic, phone=_phone(random),
            since=timezone.localdate() if kind == Tie.TENANT else None, by=by,
        )  # fmt: skip


def _words_and_devices(*, by: User) -> None:
    for place, person in enumerate(Person.objects.filter(phones__isnull=False).distinct().order_by("pk")[:20]):
        if place % 4 == 0:
            consents.withdraw(person, channel=ConsentChannel.CALL, source=ConsentSource.PHONE_CALL, by=by)
        if place % 5 == 0:
            consents.withdraw(
                person, channel=ConsentChannel.SMS, topic=Topic.NEWS, source=ConsentSource.LINK, by=None
            )  # fmt: skip
        if place % 3 == 0:
            endpoint = f"https://push.example/{person.pk}"
            remember_device(person, endpoint=endpoint, keys={}, label="Chrome на Android", by=None)
