"""«Уведомления — СМС» of a company, and the operators' side of it."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from crm.accounting.domain.accounts import deactivate
from crm.journal.models import Entry
from crm.people.domain.people import add_person
from crm.people.enums import Tie
from crm.personal_data.domain import erasing, gathering
from crm.personal_data.enums import Verdict
from crm.rights.enums import Role
from crm.rights.models import Access
from identity.models import User
from sms.domain import tracking
from sms.domain.limits import set_monthly_limit
from sms.domain.reconciling import reconcile_day
from sms.domain.sending import Item, Why, funds, reserve_and_queue
from sms.enums import Cause, ProviderKind, State
from sms.gateways.base import Fate, Report
from sms.models import Message, Provider, Reconciliation
from tenants.context import in_schema, speaking_for
from tenants.models import Tenant
from tests.conftest import make_employee
from tests.factories import AccountFactory, HouseFactory
from tests.sms.making import TEXT, TOTAL, add_provider, pay, phone

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


@pytest.fixture
def sent(tenant: Tenant, head: User) -> list[Message]:
    """Four SMS: three delivered, one on its way; two to one house, by the head and by the system."""
    provider = add_provider(ProviderKind.SMSC)
    pay(tenant, Decimal(100))
    house = HouseFactory(by=head)
    why = Why(Cause.NOTICE, "Уведомление № 7", by_id=head.pk, by_name=str(head))
    reserve_and_queue(tenant, [Item("n:7", phone(number), TEXT, house=house.pk) for number in range(2)], why=why)
    reserve_and_queue(tenant, [Item("r", phone(number), "Заявка принята") for number in (2, 3)], why=Why(Cause.REQUEST))
    for message in Message.objects.all():
        for state in (State.SENDING, State.SENT):
            Message.objects.filter(pk=message.pk).update(state=state, provider=provider, their_id=f"s{message.pk}")
    messages = list(Message.objects.order_by("pk"))
    tracking.take_reports(provider, [Report(f"s{one.pk}", Fate.DELIVERED, cost=Decimal(2)) for one in messages[:3]])
    return list(Message.objects.order_by("pk"))


def page(client: Client, query: str = "") -> str:
    return client.get(f"/crm/sms/{query}").content.decode()


def test_the_list_shows_whom_what_and_exactly_three_sums(sent: list[Message], staff: Callable[[Role], Client]):
    shown = page(staff(Role.ACCOUNTANT))

    assert "+7 908 437-00-00" in shown
    assert TEXT in shown
    assert [f"<dd>{sum_} ₽</dd>" in shown for sum_ in ("6,00", "1,50", "7,50")] == [True] * 3
    assert "в резерве 2,50" in shown
    assert shown.count("<dt>") == 3


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?phone=437-00-02", 1), ("?state=delivered", 3), ("?state=sent", 1), ("?cause=request", 2), ("?who=system", 2),
        ("?since=2020-01-01", 4), ("?until=2020-01-01", 0), ("?house={house}", 2), ("?who={head}", 2), ("", 4),
    ],
)  # fmt: skip
def test_filters(query: str, found: int, sent: list[Message], head: User, staff: Callable[[Role], Client]):
    shown = page(staff(Role.ACCOUNTANT), query.format(house=sent[0].house, head=head.pk))
    assert f"Найдено сообщений: {found}," in shown


def test_a_page_asks_few_questions_whatever_its_length(
    sent: list[Message], staff: Callable[[Role], Client], django_assert_max_num_queries: Any
):
    client = staff(Role.ACCOUNTANT)
    page(client)
    with django_assert_max_num_queries(24):
        page(client)


def test_an_employee_of_a_house_sees_its_messages_alone(
    tenant: Tenant, sent: list[Message], client_of: Callable[..., Client]
):
    narrow = make_employee(Role.ACCOUNTANT)
    Access.objects.filter(user=narrow).update(rows={"crm_sms.see_sms": "section"})
    assert "Найдено сообщений: 0," in page(client_of(tenant, User.objects.get(pk=narrow.pk)))


def test_the_export_holds_what_is_filtered_and_is_in_the_journal(sent: list[Message], staff: Callable[[Role], Client]):
    client = staff(Role.ACCOUNTANT)
    answer = client.get("/crm/sms/export.csv?cause=notice")
    lines = b"".join(answer.streaming_content).decode().splitlines()

    assert len(lines) == 3
    assert ";2,00;0,50;2,50;Доставлена;" in lines[1]
    assert Entry.objects.get(action="crm_sms.export_sms").changes["export_filters"][1] == "Повод: Уведомление"
    assert client.get("/crm/sms/export.xlsx").status_code == 200
    assert client.get("/crm/sms/export.exe").status_code == 404


def test_the_limit_is_set_by_whoever_may_and_is_in_the_journal(
    tenant: Tenant, sent: list[Message], head: User, staff: Callable[[Role], Client], client_of: Callable[..., Client]
):
    assert staff(Role.ACCOUNTANT).post("/crm/sms/limit/", {"limit": "5"}).status_code == 302
    assert funds(tenant).limit is None
    office = client_of(tenant, head)
    office.post("/crm/sms/limit/", {"limit": "1500,50"})

    assert funds(tenant).limit == Decimal("1500.50")
    assert Entry.objects.get(action="crm_sms.set_limit").changes == {"monthly_limit": ["без лимита", "1500,50"]}
    assert "из лимита 1 500,50" in page(office).replace("\xa0", " ")


def test_a_person_is_erased_from_numbers_and_texts_and_the_sums_stay(tenant: Tenant, head: User, sent: list[Message]):
    account = AccountFactory(by=head)
    person = add_person(account, kind=Tie.OWNER, last_name="Кузнецова", first_name="Анна", phone=phone(0), by=head)
    keys = [f"residents:{person.pk}"]
    assert [row.verdict for row in gathering.gather(keys).rows if row.source == "sms"] == [Verdict.KEEP]
    deactivate(account, by=head)

    shown = erasing.digest(gathering.gather(keys))
    erasing.erase(keys, shown=shown, reason="Отзыв согласия", asked_on=timezone.localdate(), by=head)

    first = Message.objects.earliest("pk")
    assert (first.phone, first.text, first.total) == (f"x{first.pk}", "", TOTAL)
    assert Message.objects.filter(phone=phone(1), text=TEXT).count() == 1


def test_nothing_of_another_company_is_seen(beta: Tenant, sent: list[Message], client_of: Callable[..., Client]):
    with speaking_for(beta):
        neighbour = make_employee(Role.HEAD)
    assert "Найдено сообщений: 0," in page(client_of(beta, neighbour), "?since=2020-01-01")


@pytest.fixture
def console(db: None, client_of: Callable[..., Client]) -> Client:
    """A browser of an operator."""
    with in_schema("public"):
        operator = User.objects.create_superuser("operator@example.ru", last_name="Оператор")
        return client_of(None, operator)


def test_operators_see_money_and_masked_numbers(sent: list[Message], console: Client):
    shown = console.get("/operator/sms_ledger/").content.decode()

    assert "+7 908 ***‑**‑00" in shown.replace("\xa0", " ")
    assert phone(0)[-7:] not in shown.replace(" ", "").replace("-", "")
    assert TEXT not in shown
    assert "Доставлена" in shown
    assert "***" not in console.get("/operator/sms_ledger/?state=rejected").content.decode()


def test_operators_add_a_service_whose_key_is_never_shown_again(console: Client):
    data = {"name": "Первый", "kind": "smsru", "position": 1, "is_on": "on", "login": "", "sender": ""}

    assert "Без пароля или ключа" in console.post("/operator/sms_providers/new/", data).content.decode()
    assert console.post("/operator/sms_providers/new/", data | {"key": "очень-тайный-ключ-42"}).status_code == 302
    provider = Provider.objects.get()
    edit = console.get(f"/operator/sms_providers/edit/{provider.pk}/").content.decode()
    assert "очень-тайный" not in edit
    assert "••••ч-42" in edit
    assert f"/sms/reports/{provider.pk}/" in edit


def test_operators_see_what_does_not_agree(sent: list[Message], console: Client):
    Message.objects.filter(pk=sent[0].pk).update(provider_cost=Decimal("2.30"))
    reconcile_day(timezone.localdate())
    reconcile_day(timezone.localdate() - timedelta(days=1))
    shown = console.get("/operator/sms_reconciliations/").content.decode()

    assert Reconciliation.objects.get().difference == Decimal("0.30")
    assert "money=differs" in shown
    listed = console.get("/operator/sms_ledger/?money=differs").content.decode()
    assert "2,30" in listed
    assert listed.count("***") == 1
    for name in ("providers", "prices", "markups"):
        assert console.get(f"/operator/sms_{name}/").status_code == 200


def test_the_desk_says_what_sms_have_cost_and_warns_of_the_limit(
    sent: list[Message], tenant: Tenant, staff: Callable[[Role], Client]
):
    client = staff(Role.ACCOUNTANT)
    set_monthly_limit(tenant, Decimal(20))
    shown = client.get("/crm/").content.decode()
    assert "<b>7,50\u00a0₽</b><span>СМС за этот месяц</span>" in shown
    assert "Лимита на СМС" not in shown, "half of it is left"

    set_monthly_limit(tenant, Decimal(12))
    assert "<b>83\u00a0%</b><span>Лимита на СМС израсходовано</span>" in client.get("/crm/").content.decode()
