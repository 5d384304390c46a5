"""«Вход с кодом»: switching it on, coming in with it, recovery codes, a lost phone, and no way round it."""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote

import pytest
from django.core import signing
from django.http import HttpResponse
from django.test import Client
from django_otp.plugins.otp_totp.models import TOTPDevice

from identity.domain import entering, handover, second_factor, sessions
from identity.domain.central import Entrance
from identity.events import second_factor_changed, signed_in
from identity.models import User
from notifications.models import Letter
from tenants.context import in_schema, speaking_for
from tenants.errors import DomainError
from tenants.models import Tenant
from tests.conftest import PASSWORD, make_employee
from tests.identity.codes import WRONG, app_code, switch_on
from tests.identity.test_central_sign_in import OTHER_PASSWORD
from tests.identity.test_lockout import set_password_by_letter

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

SET_UP = "/crm/account/second-factor/"


@pytest.fixture
def nina(tenant: Tenant) -> User:
    return make_employee()


def type_password(
    client: Client, user: User, *, path: str = "/crm/login/", password: str = PASSWORD, **data: str
) -> HttpResponse:
    return client.post(path, {"username": user.email, "password": password, **data})


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def letters() -> list[str]:
    with in_schema("public"):
        return list(Letter.objects.order_by("pk").values_list("subject", flat=True))


# Switching on


def test_one_switches_it_on_with_a_picture_or_a_key_and_a_code(tenant: Tenant, nina: User, client_of):
    client = client_of(tenant, nina)
    page = client.get(SET_UP).content.decode()
    device = TOTPDevice.objects.get(user=nina)
    assert second_factor.key_of(device) in page
    assert re.fullmatch(r"([A-Z2-7]{4} ){7}[A-Z2-7]{4}", second_factor.key_of(device))
    assert "<svg" in page
    assert "style=" not in re.search(r"<svg.*?</svg>", page, re.DOTALL)[0]
    assert second_factor.is_on(nina) is False

    codes = client.post(SET_UP, {"code": app_code(nina, confirmed=False)}).content.decode()
    assert second_factor.is_on(nina)
    assert len(re.findall(r"<code>[a-z2-9]{5}-[a-z2-9]{5}</code>", codes)) == second_factor.codes_left(nina) == 10
    file = unquote(re.search(r'href="data:text/plain;charset=utf-8,([^"]+)"', codes)[1])
    assert all(code in file for code in re.findall(r"<code>([^<]+)</code>", codes))
    assert "Вход с кодом включён: УК «Альфа»" in letters()


def test_recovery_codes_are_shown_once(tenant: Tenant, nina: User, client_of):
    client = client_of(tenant, nina)
    client.get(SET_UP)
    page = client.post(SET_UP, {"code": app_code(nina, confirmed=False)})
    code = re.search(r"<code>([^<]+)</code>", page.content.decode())[1]

    for path in (SET_UP, "/crm/account/", f"{SET_UP}codes/", f"{SET_UP}off/"):
        assert code not in client.get(path).content.decode()
    assert "no-store" in page["Cache-Control"]


def test_a_wrong_code_switches_nothing_on(tenant: Tenant, nina: User, client_of):
    client = client_of(tenant, nina)
    client.get(SET_UP)

    assert "Код не подошёл" in client.post(SET_UP, {"code": WRONG}).content.decode()
    assert second_factor.is_on(nina) is False


def test_other_sessions_end_when_it_is_switched_on(tenant: Tenant, nina: User, client_of):
    here, there = client_of(tenant, nina), client_of(tenant, nina)
    here.get(SET_UP)
    here.post(SET_UP, {"code": app_code(nina, confirmed=False)})

    assert [client.get("/crm/").status_code for client in (here, there)] == [200, 302]


def test_new_codes_take_the_place_of_the_old_ones(tenant: Tenant, nina: User, client_of):
    [old, *_] = switch_on(nina)
    client = client_of(tenant, nina)
    page = client.post(f"{SET_UP}codes/").content.decode()

    assert len(re.findall(r"<code>", page)) == 10
    with pytest.raises(DomainError, match="Код не подошёл"):
        second_factor.verify(nina, code=old)


def test_one_switches_it_off_and_the_password_is_enough(tenant: Tenant, nina: User, client_of):
    switch_on(nina)
    client_of(tenant, nina).post(f"{SET_UP}off/")

    assert type_password(client_of(tenant), nina).url == "/crm/"
    assert letters()[-1] == "Вход с кодом выключен: УК «Альфа»"


# Coming in


@pytest.mark.parametrize(("door", "home"), [("/crm/login/", "/crm/"), ("/m/login/", "/m/")])
def test_after_the_password_a_code_and_one_is_inside(tenant: Tenant, nina: User, client_of, door: str, home: str):
    page = f"{home}code/"
    switch_on(nina)
    client = client_of(tenant)

    assert type_password(client, nina, path=door).url == page
    assert "Код из приложения" in client.get(page).content.decode()
    assert is_in(client) is False
    assert client.post(page, {"code": app_code(nina)}).url == home
    assert client.session["channel"] == ("mobile" if home == "/m/" else "computer")


def test_one_arrives_where_one_wanted_to_go(tenant: Tenant, nina: User, client_of):
    switch_on(nina)
    client = client_of(tenant)
    type_password(client, nina, next="/crm/company/employees/", remember="on")
    answer = client.post("/crm/code/", {"code": app_code(nina)})

    assert answer.url == "/crm/company/employees/"
    assert client.cookies["sessionid"]["max-age"]


def test_a_recovery_code_comes_in_once(tenant: Tenant, nina: User, client_of):
    [code, *_] = switch_on(nina)
    client, again = client_of(tenant), client_of(tenant)
    for browser in (client, again):
        type_password(browser, nina)

    answer = client.post("/crm/code/", {"code": code.upper().replace("-", " ")}, follow=True)
    assert is_in(client)
    assert "Осталось: 9" in answer.content.decode()
    assert again.post("/crm/code/", {"code": code}).status_code == 200
    assert is_in(again) is False


def test_a_code_is_taken_once(tenant: Tenant, nina: User, client_of):
    switch_on(nina)
    first, second = client_of(tenant), client_of(tenant)
    for browser in (first, second):
        type_password(browser, nina)
    code = app_code(nina)
    first.post("/crm/code/", {"code": code})
    second.post("/crm/code/", {"code": code})

    assert (is_in(first), is_in(second)) == (True, False)


def test_codes_cannot_be_guessed(tenant: Tenant, nina: User, client_of):
    """Each wrong one doubles the wait; during it even the right one is refused."""
    switch_on(nina)
    client = client_of(tenant)
    type_password(client, nina)
    right = app_code(nina)
    for _ in range(3):
        TOTPDevice.objects.filter(user=nina).update(throttling_failure_timestamp=None)
        client.post("/crm/code/", {"code": WRONG})

    page = client.post("/crm/code/", {"code": right}).content.decode()
    assert "Слишком много неверных кодов" in page
    assert is_in(client) is False


def test_who_lost_the_phone_asks_the_head(tenant: Tenant, nina: User, client_of):
    """The head's button calls `reset`: the colleague is out everywhere, and comes in by password."""
    head = make_employee(email="boss@example.ru")
    switch_on(nina)
    inside = client_of(tenant, nina)
    waiting = client_of(tenant)
    type_password(waiting, nina)
    assert "руководителя" in waiting.get("/crm/code/").content.decode()

    second_factor.reset(nina, by=head)

    assert inside.get("/crm/").status_code == 302
    assert type_password(client_of(tenant), nina).url == "/crm/"
    assert letters()[-1] == "Вход с кодом выключен: УК «Альфа»"
    with pytest.raises(DomainError, match="не включён"):
        second_factor.reset(nina, by=head)


def test_whoever_keeps_the_journal_hears_of_it(tenant: Tenant, nina: User, client_of):
    head = make_employee(email="boss@example.ru")
    heard: list[Any] = []

    def hear(user: User, by: User, is_on: bool, **_: Any) -> None:
        heard.append((user, by, is_on))

    second_factor_changed.connect(hear)
    try:
        switch_on(nina)
        second_factor.switch_off(nina)
        switch_on(nina)
        second_factor.reset(nina, by=head)
    finally:
        second_factor_changed.disconnect(hear)
    assert heard == [(nina, nina, True), (nina, nina, False), (nina, nina, True), (nina, head, False)]


# No way round it


def by_login(client_of: Callable[..., Client], tenant: Tenant, user: User) -> Client:
    client = client_of(tenant)
    assert type_password(client, user).url == "/crm/code/"
    return client


def by_mobile(client_of: Callable[..., Client], tenant: Tenant, user: User) -> Client:
    client = client_of(tenant)
    assert type_password(client, user, path="/m/login/").url == "/m/code/"
    return client


def by_hand_over(client_of: Callable[..., Client], tenant: Tenant, user: User) -> Client:
    client = client_of(tenant)
    ticket = handover.ticket(Entrance(tenant, user))
    assert client.post("/sign-in/", {"ticket": ticket}, HTTP_ORIGIN="http://localhost:8000").url == "/crm/code/"
    return client


def by_letter(client_of: Callable[..., Client], tenant: Tenant, user: User) -> Client:
    set_password_by_letter(tenant, user, client_of)
    client = client_of(tenant)
    assert type_password(client, user, password=OTHER_PASSWORD).url == "/crm/code/"
    return client


@pytest.mark.parametrize("door", [by_login, by_mobile, by_hand_over, by_letter])
def test_no_door_goes_round_the_code(tenant: Tenant, nina: User, client_of, door: Callable[..., Client]):
    switch_on(nina)
    opened: list[User] = []

    def hear(user: User, **_: Any) -> None:
        opened.append(user)

    signed_in.connect(hear)
    try:
        client = door(client_of, tenant, nina)
        for path in ("/crm/", "/crm/account/", SET_UP, f"{SET_UP}off/", "/crm/new-password/", "/crm/proof/"):
            assert client.get(path).status_code == 302, path
            assert client.post(path).status_code == 302, path
        assert (is_in(client), opened, sessions.of(nina)) == (False, [], [])
        page = "/m/code/" if door is by_mobile else "/crm/code/"
        client.post(page, {"code": app_code(nina)})
    finally:
        signed_in.disconnect(hear)
    assert (is_in(client), opened) == (True, [nina])


def test_the_letter_with_a_new_password_lets_nobody_in_by_itself(tenant: Tenant, nina: User, client_of):
    switch_on(nina)
    answer = set_password_by_letter(tenant, nina, client_of)

    assert answer.redirect_chain[-1][0] == "/crm/password_reset/complete/"
    assert sessions.of(nina) == []
    assert second_factor.is_on(nina)


def test_who_waits_too_long_or_got_another_password_begins_anew(tenant: Tenant, nina: User, client_of, monkeypatch):
    switch_on(nina)
    client, other = client_of(tenant), client_of(tenant)
    for browser in (client, other):
        type_password(browser, nina)
    monkeypatch.setattr(entering, "PENDING_SECONDS", -1)
    assert client.post("/crm/code/", {"code": app_code(nina)}).url == "/crm/login/"

    monkeypatch.setattr(entering, "PENDING_SECONDS", 600)
    nina.set_password(OTHER_PASSWORD)
    nina.save()
    assert other.post("/crm/code/", {"code": app_code(nina)}).url == "/crm/login/"


def test_another_persons_open_session_ends_before_the_code(tenant: Tenant, nina: User, client_of):
    switch_on(nina)
    client = client_of(tenant, make_employee(email="oleg@example.ru"))
    type_password(client, nina)

    assert is_in(client) is False
    assert client.get("/crm/").status_code == 302


# Companies apart


def test_session_marker_and_device_of_one_company_do_nothing_in_another(
    tenant: Tenant, beta: Tenant, nina: User, client_of
):
    switch_on(nina)
    waiting = client_of(tenant)
    type_password(waiting, nina)
    marker = waiting.session[entering.PENDING]
    code = app_code(nina)
    with speaking_for(beta):
        twin = User.objects.create(pk=nina.pk, email=nina.email, password=nina.password, last_name="Иванова")
        assert twin.password_mark == nina.password_mark
        switch_on(twin)
        twin_key = TOTPDevice.objects.get(user=twin).key
    assert twin_key != TOTPDevice.objects.get(user=nina).key

    stranger = client_of(beta)
    stranger.cookies.update(waiting.cookies)
    assert stranger.get("/crm/code/").url == "/crm/login/"

    smuggler = client_of(beta)
    with speaking_for(beta):
        type_password(smuggler, twin)
        session = smuggler.session
        session[entering.PENDING] = marker
        session.save()
    assert smuggler.post("/crm/code/", {"code": code}).url == "/crm/login/"
    assert signing.loads(marker, salt=entering.PENDING)[0] == "uk_alpha"

    honest = client_of(beta)
    type_password(honest, twin)
    assert honest.post("/crm/code/", {"code": code}).status_code == 200
    assert is_in_at(beta, honest) is False
    assert waiting.post("/crm/code/", {"code": app_code(nina)}).url == "/crm/"


def is_in_at(tenant: Tenant, client: Client) -> bool:
    with speaking_for(tenant):
        return is_in(client)


def test_operators_have_it_too(operator: User, client_of):
    switch_on(operator)
    client = client_of()

    assert type_password(client, operator, path="/operator/login/").url == "/operator/code/"
    assert client.get("/operator/").status_code == 302
    assert client.post("/operator/code/", {"code": app_code(operator)}).url == "/operator/"
    assert client.get("/operator/").status_code == 200
