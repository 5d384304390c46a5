"""SMS about a step of a request to executors (manual, section 11); what residents get is in `tests/notices`."""

from decimal import Decimal

import pytest

from crm.accounting.models import House
from crm.company.models import Profile
from crm.dispatch.domain import executors
from crm.dispatch.domain.calls import Call
from crm.dispatch.executor_events import HANDS_ASSIGNED
from crm.notices.domain import wordings
from crm.notices.domain.wordings import Words
from crm.rights.enums import Role
from identity.models import User
from notifications.domain import letters
from notifications.models import Letter
from sms.enums import ProviderKind
from sms.models import Message
from tenants.context import in_schema
from tenants.models import Tenant
from tests.factories import EmployeeFactory, HouseFactory, RequestFactory
from tests.sms.making import add_provider, pay, phone

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


@pytest.fixture
def house(head: User) -> House:
    return HouseFactory(by=head)


@pytest.fixture
def sms_on(tenant: Tenant) -> Tenant:
    add_provider(ProviderKind.NOWHERE)
    pay(tenant, Decimal(100))
    Profile.objects.update(sms_enabled=True)
    return tenant


def sent() -> list[tuple[str, str]]:
    return list(Message.objects.order_by("pk").values_list("phone", "text"))


def test_who_was_given_it_gets_an_sms(head: User, house: House, sms_on: Tenant):
    plumber = EmployeeFactory(role=Role.EXECUTOR, phone=phone(7), by=head)
    request = RequestFactory(house=house, call=Call(phone=phone(1)), by=head)
    executors.assign(request, employees=[plumber], by=head)

    assert sent() == [(phone(7), f"Вам назначена заявка № {request.number}. {house.address}")]
    message = Message.objects.get()
    assert (message.cause, message.by_id, message.house) == ("request", head.pk, house.pk)


def test_it_is_told_in_the_companys_own_words(head: User, house: House, sms_on: Tenant):
    own = Words("Новая: № {номер}", "{заявка}\nСрок: {срок}\n{компания}", "{тип} {ссылка}")
    wordings.write_words(HANDS_ASSIGNED, own, by=head)
    plumber = EmployeeFactory(role=Role.EXECUTOR, phone=phone(7), email="plumber@example.ru", by=head)
    request = RequestFactory(house=house, by=head)
    executors.assign(request, employees=[plumber], by=head)

    page = f"http://alpha.localhost:8000/m/requests/{request.number}/"
    assert sent() == [(phone(7), f"Новая: № {request.number}. {page}")]
    with in_schema("public"):
        letter = Letter.objects.get(recipients=["plumber@example.ru"], subject=f"Заявка № {request.number}")
    assert letter.headers[letters.OWN_SUBJECT] == f"Новая: № {request.number}"
    assert "Течёт стояк на кухне\n" in letter.text
    assert "УК «Альфа»" in letter.text


def test_words_without_sms_go_by_letter_alone(head: User, house: House, sms_on: Tenant):
    wordings.write_words(HANDS_ASSIGNED, Words("Новая: № {номер}", "{заявка}", with_sms=False), by=head)
    plumber = EmployeeFactory(role=Role.EXECUTOR, phone=phone(7), by=head)
    executors.assign(RequestFactory(house=house, by=head), employees=[plumber], by=head)

    assert sent() == []
    with in_schema("public"):
        assert Letter.objects.filter(recipients=[plumber.user.email]).count() == 1


def test_nobody_gets_any_while_they_are_off(tenant: Tenant, head: User, house: House):
    plumber = EmployeeFactory(role=Role.EXECUTOR, phone=phone(7), by=head)
    executors.assign(RequestFactory(house=house, by=head), employees=[plumber], by=head)
    assert sent() == []


def test_a_request_is_given_without_money_for_sms(tenant: Tenant, head: User, house: House):
    add_provider(ProviderKind.NOWHERE)
    Profile.objects.update(sms_enabled=True)
    plumber = EmployeeFactory(role=Role.EXECUTOR, phone=phone(7), by=head)
    request = RequestFactory(house=house, by=head)
    executors.assign(request, employees=[plumber], by=head)
    assert request.hands.count() == 1
    assert sent() == []
