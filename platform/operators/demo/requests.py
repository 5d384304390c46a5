"""Requests of the demo: a month of calls, from an emergency of this hour to what was done weeks ago."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from random import Random

from django.utils import timezone

from crm.accounting.enums import Kind
from crm.accounting.models import Account, House
from crm.company.models import Contractor, Employee
from crm.dispatch.domain import moves, talk, work
from crm.dispatch.domain.calls import Call, join_call
from crm.dispatch.domain.changing import Change, change_request
from crm.dispatch.domain.executors import fitting_contractors, fitting_employees
from crm.dispatch.domain.outage_places import Spot
from crm.dispatch.domain.outages import announce_outage, end_outage
from crm.dispatch.domain.requests import open_request
from crm.dispatch.enums import OutageKind, Place, Priority, Source, Supply
from crm.dispatch.models import AssignmentRule, PriceItem, Request
from crm.people.domain.queries import in_force
from crm.people.models import AccountPerson
from crm.request_types.models import RequestType
from crm.rights.enums import Role
from identity.models import User
from operators.demo.clock import at
from operators.demo.companies import DemoCompany
from tenants.errors import DomainError

CALLS = 46


@dataclass(frozen=True)
class _Trouble:
    text: str
    type: str
    priority: Priority = Priority.NORMAL
    place: Place = Place.FLAT


_TROUBLES = (
    _Trouble("Капает кран на кухне, вода не закрывается до конца", "Холодное водоснабжение"),
    _Trouble("Слабый напор горячей воды, едва тёплая", "Горячее водоснабжение"),
    _Trouble("Батарея в комнате холодная, в соседней тёплая", "Отопление", Priority.URGENT),
    _Trouble("Искрит розетка в прихожей", "Электротехнические работы", Priority.URGENT),
    _Trouble("Не горит свет на третьем этаже", "Электротехнические работы", place=Place.ENTRANCE),
    _Trouble("Лифт стоит между этажами, внутри никого", "Лифтовое оборудование", Priority.URGENT, Place.LIFT),
    _Trouble("После дождя мокрое пятно на потолке", "Кровли", Priority.URGENT),
    _Trouble("Дверь подъезда не закрывается, сломан доводчик", "Общестроительные работы", place=Place.ENTRANCE),
    _Trouble("Не вывезли листву, скользко у подъезда", "Придомовая территория", Priority.PLANNED, Place.YARD),
    _Trouble("Засор в ванной, вода уходит медленно", "Холодное водоснабжение"),
    _Trouble("Осмотреть чердак перед зимой", "Осмотры общего имущества", Priority.PLANNED, Place.ROOF),
    _Trouble("Заменить смеситель, свой купили", "Холодное водоснабжение"),
)
_PRICES = (("Замена смесителя", "шт.", 850), ("Прочистка засора", "шт.", 600), ("Подводка гибкая 60 см", "шт.", 340))


def take_calls(company: DemoCompany, *, by: User) -> None:
    """A month of requests, unless there are some."""
    accounts = list(
        Account.objects.filter(is_active=True, kind=Kind.FLAT, house__isnull=False)
        .select_related("house")
        .order_by("house__address_key", "flat_key")[:400]
    )
    if Request.objects.exists() or not accounts:
        return
    random = Random(f"{company.slug} requests")  # noqa: S311  a demo that repeats, not a secret
    dispatcher = User.objects.filter(access__role=Role.DISPATCHER).first() or by
    for name, unit, price in _PRICES:
        PriceItem.objects.create(name=name, unit=unit, price=Decimal(price))
    _rule_for_lifts()
    now = timezone.now()
    for number in range(CALLS):
        began = now - timedelta(hours=(CALLS - number) * 14 + random.randrange(10), minutes=random.randrange(60))
        with at(began):
            request = _call(random.choice(_TROUBLES), random.choice(accounts), by=dispatcher)
        _go_on(request, random, age=now - began, by=dispatcher)
    _leak_of_the_hour(random.choice(accounts), by=dispatcher)
    _paid_one(random.choice(accounts), by=dispatcher)
    _outages(accounts[0].house, accounts[-1].house, by=dispatcher)


def _rule_for_lifts() -> None:
    lifts = RequestType.objects.filter(name="Лифтовое оборудование").first()
    firm: Contractor | None = fitting_contractors(lifts.pk).first() if lifts else None
    if firm:
        AssignmentRule.objects.create(type=lifts, contractor=firm)


def _call(trouble: _Trouble, account: Account, *, by: User) -> Request:
    return open_request(
        house=account.house, text=trouble.text, source=Source.PHONE, by=by, call=_caller(account), place=trouble.place,
        entrance=account.entrance if trouble.place in (Place.FLAT, Place.ENTRANCE) else None,
        type=RequestType.objects.filter(name=trouble.type, is_active=True).first(), priority=trouble.priority,
        expected_at=timezone.now() + timedelta(hours=20),
    )  # fmt: skip


def _caller(account: Account) -> Call:
    tie = AccountPerson.objects.filter(in_force(), account=account).select_related("person").first()
    if tie is None:
        return Call(name=account.owner, account=account)
    phone = tie.person.phones.values_list("number", flat=True).first() or ""
    return Call(name=str(tie.person), phone=phone, account=account, person=tie.person)


def _go_on(request: Request, random: Random, *, age: timedelta, by: User) -> None:
    """What became of it: the older, the likelier it is done."""
    began = request.created_at
    fate = random.random()
    if age < timedelta(days=2) and fate < 0.6:
        return
    if fate < 0.06:
        with at(began + timedelta(hours=1)):
            moves.cancel(request, reason="Житель сделал сам", by=by)
        return
    with at(began + timedelta(minutes=random.randrange(10, 240))):
        if not _take(request, random, by=by):
            return
    if age > timedelta(days=5) or fate > 0.7:
        with at(began + timedelta(hours=random.randrange(3, 90))):
            done = moves.finish(request, by=by)
        if fate > 0.95:
            with at((done.finished_at or began) + timedelta(days=1)):
                moves.return_by_resident(done, reason="Через день потекло снова", by=None)
    elif fate < 0.2:
        with at(began + timedelta(hours=5)):
            until = timezone.localdate() + timedelta(days=20)
            moves.postpone(request, until=until, reason="Ждём запчасть от поставщика", by=by)


def _take(request: Request, random: Random, *, by: User) -> bool:
    """Into the hands of a fitting worker, else of a contractor."""
    workers = [load.employee for load in fitting_employees(request.type_id) if _is_worker(load.employee)]
    firm = None if workers or request.contractor_id else fitting_contractors(request.type_id).first()
    hands = [random.choice(workers)] if workers and not request.contractor_id else []
    try:
        moves.take(request, employees=hands, contractor=firm, by=by)
    except DomainError:  # nobody does such requests here: it waits for the dispatcher
        return False
    return True


def _is_worker(employee: Employee) -> bool:
    access = getattr(employee.user, "access", None)
    return access is not None and access.role == Role.EXECUTOR


def _leak_of_the_hour(account: Account, *, by: User) -> None:
    """An emergency of twenty minutes ago, about which the neighbours call too."""
    trouble = _Trouble("Прорвало стояк в туалете, вода льётся к соседям", "Холодное водоснабжение", Priority.EMERGENCY)
    began = timezone.now() - timedelta(minutes=20)
    with at(began):
        request = _call(trouble, account, by=by)
    neighbours = Account.objects.filter(house=account.house, is_active=True).exclude(pk=account.pk)[:3]
    for minutes, neighbour in enumerate(neighbours, start=3):
        with at(began + timedelta(minutes=minutes)):
            join_call(request, _caller(neighbour), source=Source.PHONE, by=by)
    talk.comment(request, "Ключи от подвала у старшей по дому", by=by)


def _paid_one(account: Account, *, by: User) -> None:
    with at(timezone.now() - timedelta(hours=26)):
        request = _call(_TROUBLES[-1], account, by=by)
        change_request(request, Change(is_paid=True), by=by)
    for name, _, _ in _PRICES[::2]:
        work.add_line(request, item=PriceItem.objects.get(name=name), quantity=Decimal(1), by=by)


def _outages(one: House, other: House, *, by: User) -> None:
    """One that was over yesterday, and one that is planned."""
    now = timezone.now()
    with at(now - timedelta(hours=30)):
        ended = announce_outage(
            kind=OutageKind.EMERGENCY, supply=Supply.HOT_WATER, starts_at=timezone.now(),
            ends_at=timezone.now() + timedelta(hours=6), reason="Порыв на вводе", doing="Бригада меняет участок трубы",
            sentence="", places=[Spot(one)], by=by,
        )  # fmt: skip
    with at(now - timedelta(hours=25)):
        end_outage(ended, by=by)
    announce_outage(
        kind=OutageKind.PLANNED, supply=Supply.COLD_WATER, starts_at=now + timedelta(days=16),
        ends_at=now + timedelta(days=16, hours=5), reason="Замена задвижек", doing="", sentence="",
        places=[Spot(other)], by=by,
    )  # fmt: skip
