"""Letters about one's own sign-in: a new device, a changed password; in the person's own time."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from identity.domain import devices
from identity.domain.passwords import change_password, give_one_time_password
from identity.events import password_changed, signed_in, signed_out
from identity.models import SeenDevice, User
from notifications.models import Letter
from tenants.context import in_schema
from tenants.models import Tenant
from tests.conftest import PASSWORD, make_employee
from tests.identity.test_central_sign_in import OTHER_PASSWORD
from tests.identity.test_sessions import CHROME, IPHONE

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


@pytest.fixture
def nina(tenant: Tenant) -> User:
    return make_employee()


def come_in(client: Client, user: User, *, device: str = CHROME, address: str = "37.113.4.5") -> None:
    answer = client.post(
        "/crm/login/",
        {"username": user.email, "password": PASSWORD},
        headers={"User-Agent": device},
        REMOTE_ADDR=address,
    )
    assert answer.status_code == 302


def letters(subject: str) -> list[Letter]:
    with in_schema("public"):
        return list(Letter.objects.filter(subject__startswith=subject).order_by("pk"))


def test_a_new_device_is_told_but_not_the_first_one_ever(tenant: Tenant, nina: User, client_of):
    come_in(client_of(tenant), nina)
    assert letters("Вход с нового") == []
    come_in(client_of(tenant), nina)
    assert letters("Вход с нового") == []

    come_in(client_of(tenant), nina, device=IPHONE)
    [letter] = letters("Вход с нового")
    assert letter.recipients == [nina.email]
    assert "Mobile Safari на iOS" in letter.text
    assert "37.113.4.5" in letter.text
    assert "http://alpha.localhost:8000/crm/account/" in letter.text


def test_another_network_is_told_and_another_address_of_the_same_is_not(tenant: Tenant, nina: User, client_of):
    come_in(client_of(tenant), nina)
    come_in(client_of(tenant), nina, address="37.113.200.7")
    assert letters("Вход с нового") == []
    come_in(client_of(tenant), nina, address="95.24.1.1")
    assert len(letters("Вход с нового")) == 1


def test_after_sixty_days_a_device_is_new_again(tenant: Tenant, nina: User, client_of):
    come_in(client_of(tenant), nina)
    long_ago = timezone.now() - timedelta(days=61)
    SeenDevice.objects.update(seen_at=long_ago)
    User.objects.update(last_login=long_ago)
    devices.forget_old()

    come_in(client_of(tenant), nina)
    assert len(letters("Вход с нового")) == 1


def test_who_signed_in_before_devices_were_noted_is_not_alarmed(tenant: Tenant, nina: User, client_of):
    User.objects.update(last_login=timezone.now() - timedelta(days=3))
    come_in(client_of(tenant), nina)
    assert letters("Вход с нового") == []


def test_times_are_the_persons_own(tenant: Tenant, nina: User, client_of, monkeypatch: pytest.MonkeyPatch):
    nina.time_zone = "Asia/Kamchatka"
    nina.save()
    monkeypatch.setattr(
        timezone, "now", lambda: timezone.datetime(2026, 3, 1, 22, 30, tzinfo=timezone.get_default_timezone())
    )
    change_password(nina, password=OTHER_PASSWORD, by=nina)

    assert "2 марта 2026, 07:30" in letters("Пароль изменён")[0].text


def test_a_changed_password_is_told_and_ends_other_sessions(tenant: Tenant, nina: User, client_of):
    here, there = client_of(tenant, nina), client_of(tenant, nina)
    answer = here.post("/crm/account/password/", {"password1": OTHER_PASSWORD, "password2": OTHER_PASSWORD})

    assert answer.status_code == 302
    assert [client.get("/crm/").status_code for client in (here, there)] == [200, 302]
    assert len(letters("Пароль изменён")) == 1


def test_the_first_own_password_after_the_one_time_one_needs_no_letter(tenant: Tenant, nina: User, client_of):
    give_one_time_password(nina)
    change_password(nina, password=OTHER_PASSWORD, by=nina)
    assert letters("Пароль изменён") == []


def test_whoever_keeps_the_journal_hears_of_each(tenant: Tenant, nina: User, client_of):
    head = make_employee(email="boss@example.ru")
    heard: list[tuple[object, ...]] = []

    def hear(signal: object, user: User, by: User | None = None, **_: object) -> None:
        heard.append((signal, user, by))

    for signal in (signed_in, signed_out, password_changed):
        signal.connect(hear)
    try:
        client = client_of(tenant)
        come_in(client, nina)
        client.post("/crm/logout/")
        give_one_time_password(nina, by=head)
        change_password(nina, password=OTHER_PASSWORD)
    finally:
        for signal in (signed_in, signed_out, password_changed):
            signal.disconnect(hear)
    assert heard == [
        (signed_in, nina, None),
        (signed_out, nina, None),
        (password_changed, nina, head),
        (password_changed, nina, None),
    ]
