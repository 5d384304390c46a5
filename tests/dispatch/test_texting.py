"""SMS about a step of a request to executors (manual, section 11); what residents get is in `tests/notices`."""

from decimal import Decimal

import pytest

from crm.accounting.models import House
from crm.company.models import Profile
from crm.dispatch.domain import executors
from crm.dispatch.domain.calls import Call
from crm.rights.enums import Role
from identity.models import User
from sms.enums import ProviderKind
from sms.models import Message
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

    assert sent() == [(phone(7), f"Вам назначена заявка № {request.number}: {house.address}.")]
    message = Message.objects.get()
    assert (message.cause, message.by_id, message.house) == ("request", head.pk, house.pk)


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
