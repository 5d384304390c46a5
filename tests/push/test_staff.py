"""Employees who work on the phone: a push to the phone with the application, an SMS only to who has none."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from crm.accounting.models import House
from crm.company.models import Profile
from crm.dispatch.domain import executors
from crm.people.models import Device
from crm.rights.enums import Role
from identity.models import User
from push.domain.sending import send_waiting
from sms.models import Message
from tests.conftest import PASSWORD
from tests.emulators.push import Service
from tests.factories import EmployeeFactory, RequestFactory
from tests.mobile.conftest import phone  # noqa: F401  a phone that is signed in
from tests.sms.making import phone as number

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


@pytest.mark.usefixtures("sms_on")
@pytest.mark.parametrize("doubles", [False, True])
def test_an_executor_with_the_application_gets_a_push_and_one_without_an_sms(
    doubles: bool, head: User, push: Service, house: House, phone: Any  # noqa: F811  pytest's way
):  # fmt: skip
    Profile.objects.update(sms_duplicates_push=doubles)
    plain, equipped = (
        EmployeeFactory(role=Role.EXECUTOR, email=f"{last}@example.ru", phone=number(last), by=head) for last in (7, 8)
    )
    equipped.user.set_password(PASSWORD)
    equipped.user.save()
    browser = push.subscribe()
    said = {"what": "on", "endpoint": browser.endpoint, "label": "Chrome, Android", **browser.keys}
    assert phone(equipped.user).post("/m/push/", said).status_code == 204

    request = RequestFactory(house=house, by=head)
    executors.assign(request, employees=[plain, equipped], by=head)
    send_waiting()

    assert {message.phone[-1] for message in Message.objects.all()} == ({"7", "8"} if doubles else {"7"})
    [shown] = push.shown(browser)
    assert (shown["title"], shown["body"]) == (f"Вам назначена заявка № {request.number}", house.address)
    assert shown["url"].endswith(f"/m/requests/{request.number}/")


def test_a_phone_is_its_owners_and_signed_out_it_is_nobodys(
    head: User, push: Service, visitor: Client, phone: Callable[..., Client]  # noqa: F811  pytest's way
):  # fmt: skip
    browser = push.subscribe()
    said = {"endpoint": browser.endpoint, **browser.keys}
    assert visitor.post("/m/push/", said | {"what": "on"}).status_code == 302, "strangers are led to sign-in"
    first, second = phone(Role.EXECUTOR), phone(Role.DISPATCHER)
    assert 'data-push="/m/push/"' in first.get("/m/profile/").content.decode()

    first.post("/m/push/", said | {"what": "on"})
    second.post("/m/push/", said | {"what": "off"})
    assert Device.objects.count() == 1, "another's stays"
    first.post("/m/push/", said | {"what": "off"})
    assert not Device.objects.exists()
