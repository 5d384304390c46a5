"""Notices of the demo: a meeting, an accident, a reminder of debts; one waits for its time. No letter goes anywhere."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from random import Random

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from crm.accounting.models import House
from crm.dispatch.domain.outage_places import Spot
from crm.dispatch.enums import Deed
from crm.dispatch.resident_events import STEPS
from crm.notices.domain import recipients
from crm.notices.domain.audience import Whom, accounts_for
from crm.notices.domain.campaigns import Said, create_notice
from crm.notices.domain.choosing import Rules
from crm.notices.domain.topics import topic_of
from crm.notices.domain.wordings import declared, write_words
from crm.notices.enums import Audience, DeliveryState, Kind, State
from crm.notices.models import Delivery, Notice
from crm.people.domain import consents
from crm.people.domain.returned import note_returned
from crm.people.enums import ConsentChannel, ConsentSource
from crm.people.models import Person
from identity.models import User
from notifications.channels import Way
from notifications.enums import Refusal
from operators.demo.clock import as_of

_WITH_EMAIL = 40
_BY_EMAIL = Rules(frozenset({Way.EMAIL}), sms_on=False, doubles_push=False)  # SMS of the demo: `operators.demo.sms`
_TOLD = [
    (27, Kind.ORDINARY, Audience.ALL, "Собрание собственников",
     "Общее собрание собственников пройдёт в субботу в 11:00 во дворе дома. Возьмите паспорт.", ""),
    (14, Kind.EMERGENCY, Audience.PLACES, "Прорыв на вводе",
     "Аварийно отключена холодная вода. Бригада на месте, включим ориентировочно к 18:00.",
     "Нет холодной воды, включим к 18:00."),
    (5, Kind.ORDINARY, Audience.DEBTORS, "Долг за жилищно-коммунальные услуги",
     "За вашим лицевым счётом числится долг больше 5 000 ₽. Оплатите его или приходите: разделим на части.",
     "Долг больше 5 000 руб. Оплатите или приходите: разделим на части."),
]  # fmt: skip


@transaction.atomic
def send_notices(*, by: User) -> None:
    """Unless there are some already. What the demo sent is over before its transaction: no worker takes it up."""
    if Notice.objects.exclude(to=Audience.PEOPLE).exists():
        return
    _forget_what_steps_of_requests_told()
    _say_it_our_way(by=by)
    _give_addresses(by=by)
    random = Random(11)  # noqa: S311  the same demo every time
    house = House.objects.filter(accounts__people__email__gt="").earliest("address_key")
    for days_ago, kind, to, subject, text, short in _TOLD:
        with as_of(timezone.localdate() - timedelta(days=days_ago)):
            whom = Whom(
                to, [Spot(house)] if to == Audience.PLACES else [],
                debt_over=Decimal(5000) if to == Audience.DEBTORS else None,
            )  # fmt: skip
            _arrive(create_notice(Said(subject, text, short, kind), whom, by=by), whom, random, by=by)
    tomorrow = timezone.now() + timedelta(days=1)
    wishes = Said("Промывка отопления", "С понедельника промываем систему отопления. Закройте вентили.", "",
                  send_at=tomorrow)  # fmt: skip
    create_notice(wishes, Whom(Audience.ALL), by=by)


def _forget_what_steps_of_requests_told() -> None:
    """The month of requests was made in a minute: what it would tell is over, no worker takes it up."""
    waiting = Notice.objects.filter(state=State.SENDING)
    Delivery.objects.filter(notice__in=waiting.values("pk"), state=DeliveryState.WAITING).update(
        state=DeliveryState.SENT
    )
    waiting.update(state=State.DONE, done_at=F("created_at"))


def _say_it_our_way(*, by: User) -> None:
    """One wording of the company's own."""
    own = replace(
        declared(STEPS[Deed.FINISHED]),
        subject="Готово! Заявка № {номер} выполнена",
        text="Мы сделали: {заявка}\n{адрес}\n\nВсё ли хорошо? Поставьте оценку или верните заявку в течение недели: "
        "кнопка ниже.\n\nИсполнитель: {исполнитель}\nСпасибо, {компания}",
    )  # fmt: skip
    write_words(STEPS[Deed.FINISHED], own, by=by)


def _give_addresses(*, by: User) -> None:
    """Some have an e-mail and agreed to letters."""
    for number, person in enumerate(Person.objects.filter(email="", phones__isnull=False).distinct()[:_WITH_EMAIL]):
        person.email = f"resident{number}@example.ru"
        person.save(update_fields=["email"])
        consents.give(person, channel=ConsentChannel.EMAIL, source=ConsentSource.PAPER, by=by)


def _arrive(notice: Notice, whom: Whom, random: Random, *, by: User) -> None:
    rules = replace(_BY_EMAIL, topic=topic_of(Kind(notice.kind), notice.event))
    recipients.queue(notice.pk, accounts_for(whom, user=by), rules)
    now, told = timezone.now(), list(Delivery.objects.filter(notice=notice))
    for one in told:
        dice = random.random()
        if dice < 0.05:
            one.state, one.reason = DeliveryState.FAILED, "Почтовый сервер не принял письмо."
        else:
            one.state = DeliveryState.SENT
            one.read_at = now + timedelta(hours=2) if dice > 0.5 else None
    lost = [one for one in told if one.state == DeliveryState.FAILED]
    for one in lost[:1]:
        one.is_nowhere, one.reason = True, f"{Refusal.NO_MAILBOX.label}."
        note_returned(one.address)
    Delivery.objects.bulk_update(told, ["state", "reason", "is_nowhere", "read_at"])
    Notice.objects.filter(pk=notice.pk).update(state=State.DONE, done_at=now)
