"""Manual, section 1: «Личный кабинет», login and password, and one is inside; section 3: no list of companies."""

import re
from collections.abc import Iterator

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.core.cache import cache
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from redis.exceptions import ConnectionError as RedisAway

from identity.domain import handover
from identity.domain.central import CHECKS, Entrance, entrances
from identity.domain.passwords import change_password, give_one_time_password
from identity.models import User
from notifications.models import Letter
from tenants.context import speaking_for
from tenants.domain import lifecycle
from tenants.enums import State
from tenants.isolation import addresses
from tenants.models import SignInKey, Tenant
from tests.conftest import PASSWORD, make_employee

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

PLATFORM = "http://localhost:8000"
OTHER_PASSWORD = "Черёмуха-во-дворе-3"


class CountingHasher(Argon2PasswordHasher):
    """Argon2 that counts how often it is asked for a hash."""

    hashes = 0

    def encode(self, password: str, salt: str) -> str:
        CountingHasher.hashes += 1
        return super().encode(password, salt)

    def verify(self, password: str, encoded: str) -> bool:
        CountingHasher.hashes += 1
        return super().verify(password, encoded)


@pytest.fixture
def hashes(settings) -> Iterator[type[CountingHasher]]:
    settings.PASSWORD_HASHERS = [f"{__name__}.CountingHasher"]
    return CountingHasher


@pytest.fixture
def visitor(db: None, client_of) -> Client:
    return client_of()


@pytest.fixture
def nina(alpha: Tenant) -> User:
    return somebody(alpha)


def somebody(tenant: Tenant, *, email: str = "nina@example.ru", password: str = PASSWORD, phone: str = "") -> User:
    with speaking_for(tenant):
        user = make_employee(email=email)
        user.phone = phone
        user.set_password(password)
        user.save()
        return user


def sign_in(visitor: Client, login: str, password: str = PASSWORD) -> HttpResponse:
    return visitor.post("/kabinet/", {"username": login, "password": password})


def ticket_in(page: HttpResponse) -> str:
    return re.search(r'name="ticket" value="([^"]+)"', page.content.decode())[1]


def knock(client: Client, ticket: str, origin: str | None = PLATFORM) -> HttpResponse:
    """What the browser does with the platform's form."""
    return client.post("/sign-in/", {"ticket": ticket}, **({"HTTP_ORIGIN": origin} if origin else {}))


# One is inside


@pytest.mark.parametrize("login", ["nina@example.ru", "NINA@Example.ru ", "+7 (908) 437-34-18", "89084373418"])
def test_login_and_password_and_one_is_inside(visitor: Client, alpha: Tenant, client_of, login: str):
    somebody(alpha, phone="+79084373418")

    page = sign_in(visitor, login)
    assert 'action="http://alpha.localhost:8000/sign-in/"' in page.content.decode()

    office = client_of(alpha)
    assert knock(office, ticket_in(page)).url == "/crm/"
    assert office.get("/crm/").status_code == 200


def test_the_form_may_go_to_that_companys_host_only_and_says_whence_it_comes(visitor: Client, nina: User):
    page = sign_in(visitor, nina.email)

    assert "form-action 'self' http://alpha.localhost:8000;" in page["Content-Security-Policy"] + ";"
    assert page["Referrer-Policy"] == "strict-origin"
    assert "no-store" in page["Cache-Control"]


def test_a_one_time_password_leads_to_the_page_where_it_is_changed(visitor: Client, alpha: Tenant, nina, client_of):
    with speaking_for(alpha):
        password = give_one_time_password(nina)

    office = client_of(alpha)
    knock(office, ticket_in(sign_in(visitor, nina.email, password)))
    assert office.get("/crm/").url == "/crm/new-password/"


def test_a_resident_lands_on_the_site(visitor: Client, alpha: Tenant, client_of):
    with speaking_for(alpha):
        User.objects.create_user("petrov@example.ru", PASSWORD, last_name="Петров")

    assert knock(client_of(alpha), ticket_in(sign_in(visitor, "petrov@example.ru"))).url == "/"


def test_a_session_is_begun_anew_for_another_person(visitor: Client, alpha: Tenant, client_of, nina: User):
    other = somebody(alpha, email="other@example.ru")
    office = client_of(alpha, other)
    before = office.cookies["sessionid"].value

    knock(office, ticket_in(sign_in(visitor, nina.email)))

    assert office.cookies["sessionid"].value != before
    with speaking_for(alpha):
        assert office.session["_auth_user_id"] == str(nina.pk)


# Several companies


def test_who_works_in_several_companies_chooses_among_those_whose_password_fits(
    visitor: Client, alpha: Tenant, beta: Tenant, client_of
):
    somebody(alpha)
    somebody(beta)
    page = sign_in(visitor, "nina@example.ru").content.decode()
    choices = re.findall(r'name="choice" value="([^"]+)"', page)

    assert len(choices) == 2
    assert "УК «Альфа»" in page
    assert "УК «Бета»" in page
    assert page.count("сотрудник, руководитель") == 2

    there = visitor.post("/kabinet/company/", {"choice": choices[1]})
    assert 'action="http://beta.localhost:8000/sign-in/"' in there.content.decode()
    assert knock(client_of(beta), ticket_in(there)).url == "/crm/"


def test_a_company_with_another_password_is_not_named(visitor: Client, alpha: Tenant, beta: Tenant):
    somebody(alpha, password=PASSWORD)
    somebody(beta, password=OTHER_PASSWORD)

    page = sign_in(visitor, "nina@example.ru").content.decode()
    assert "УК «Альфа»" in page
    assert "Бета" not in page
    assert "Альфа" not in sign_in(visitor, "nina@example.ru", OTHER_PASSWORD).content.decode()


@pytest.mark.parametrize("choice", ["", "нет", "WyJ1a19hbHBoYSIsMSwiIiwiIl0:1a:b"])
def test_a_made_up_choice_leads_back_to_the_form(visitor: Client, choice: str):
    answer = visitor.post("/kabinet/company/", {"choice": choice})

    assert answer.status_code == 422
    assert "Войдите ещё раз" in answer.content.decode()


def test_a_choice_is_no_ticket_and_a_ticket_no_choice(visitor: Client, alpha: Tenant, nina: User, client_of):
    entrance = Entrance(alpha, nina)
    assert visitor.post("/kabinet/company/", {"choice": handover.ticket(entrance)}).status_code == 422
    assert knock(client_of(alpha), handover.choice(entrance)).status_code == 403


# What does not fit


def without_its_token(page: HttpResponse) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", page.content.decode())


def headers_of(page: HttpResponse) -> dict[str, str]:
    of_the_moment = {"Expires", "X-Request-ID", "Content-Length"}
    return {name: value for name, value in page.headers.items() if name not in of_the_moment}


def locked(tenant: Tenant, user: User) -> None:
    with speaking_for(tenant):
        user.is_active = False
        user.save()


def test_unknown_login_wrong_password_and_locked_account_look_and_cost_the_same(
    visitor: Client, alpha: Tenant, hashes: type[CountingHasher]
):
    """The same login each time: first nobody has it, then the password is wrong, then the account is locked."""
    sign_in(visitor, "warm@up.example")
    seen = []
    for prepare, password in (
        (lambda: None, PASSWORD),
        (lambda: somebody(alpha), OTHER_PASSWORD),
        (lambda: locked(alpha, User.objects.get(email="nina@example.ru")), PASSWORD),
    ):
        with speaking_for(alpha):
            prepare()
        before = hashes.hashes
        with CaptureQueriesContext(connection) as queries:
            page = sign_in(visitor, "nina@example.ru", password)
        asked = [query["sql"] for query in queries if "identity_user" in query["sql"]]
        shape = (page.status_code, without_its_token(page), headers_of(page), hashes.hashes - before, len(asked))
        seen.append((*shape, len(queries)))

    assert seen[0] == seen[1] == seen[2]
    assert seen[0][0] == 422
    assert "Логин или пароль не подходят" in seen[0][1]
    assert seen[0][3:5] == (CHECKS, CHECKS)


@pytest.mark.parametrize("login", ["+7000", "не логин", "@", "+79000000000"])
def test_what_is_no_login_costs_as_much(visitor: Client, hashes: type[CountingHasher], login: str):
    before = hashes.hashes
    assert sign_in(visitor, login).status_code == 422
    assert hashes.hashes - before == CHECKS


def test_a_person_of_two_companies_costs_as_much_as_nobody(alpha, beta, hashes: type[CountingHasher]):
    somebody(alpha, password=PASSWORD)
    somebody(beta, password=OTHER_PASSWORD)
    before = hashes.hashes

    assert [entrance.tenant for entrance in entrances(login="nina@example.ru", password=OTHER_PASSWORD)] == [beta]
    assert hashes.hashes - before == CHECKS


def test_the_companies_that_have_known_the_person_longest_are_asked(alpha, beta, monkeypatch: pytest.MonkeyPatch):
    from identity.domain import central

    monkeypatch.setattr(central, "CHECKS", 1)
    somebody(beta)
    somebody(alpha)

    assert [entrance.tenant for entrance in entrances(login="nina@example.ru", password=PASSWORD)] == [beta]


def test_an_account_without_a_password_cannot_be_entered(visitor: Client, alpha: Tenant, nina: User):
    with speaking_for(alpha):
        nina.set_unusable_password()
        nina.save()
    assert sign_in(visitor, nina.email, "!").status_code == 422


def test_an_operator_has_another_door(visitor: Client):
    User.objects.create_superuser("op@example.ru", PASSWORD, last_name="Оператор")

    assert "не подходят" in sign_in(visitor, "op@example.ru").content.decode()
    assert SignInKey.objects.count() == 0


def test_empty_fields_are_asked_for(visitor: Client):
    page = visitor.post("/kabinet/", {"username": "", "password": ""})

    assert page.status_code == 422
    assert "Введите почту или телефон" in page.content.decode()
    assert "Введите пароль" in page.content.decode()


def test_too_many_tries_are_refused_however_the_phone_is_written(visitor: Client, alpha: Tenant):
    somebody(alpha, phone="+79084373418")
    writings = ["89084373418", "+7 908 437-34-18", "8 (908) 437 34 18", "79084373418", "+79084373418"]
    for login in writings * 2:
        assert sign_in(visitor, login, "мимо").status_code == 422

    assert sign_in(visitor, "+7 (908) 4373418").status_code == 429
    assert sign_in(visitor, "other@example.ru").status_code == 422


def test_without_redis_nobody_is_let_in(visitor: Client, nina: User, monkeypatch: pytest.MonkeyPatch):
    def away(*_: object, **__: object) -> None:
        raise RedisAway

    monkeypatch.setattr(type(cache._connections["default"]), "get_many", away)  # type: ignore[attr-defined]

    assert sign_in(visitor, nina.email).status_code == 429


# The companys' states


def test_a_company_in_the_archive_is_not_entered_and_a_suspended_one_is(visitor: Client, alpha: Tenant, nina: User):
    lifecycle.move(alpha, to=State.SUSPENDED)
    assert "Пароль верный" in sign_in(visitor, nina.email).content.decode()
    lifecycle.move(alpha, to=State.ARCHIVED)
    assert "не подходят" in sign_in(visitor, nina.email).content.decode()


def test_a_schema_that_cannot_be_read_holds_up_nobody(visitor: Client, alpha: Tenant, beta: Tenant, hashes):
    """In maintenance: its migration stopped half-way."""
    somebody(alpha)
    somebody(beta)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE uk_alpha.identity_user RENAME time_zone TO zone")
    before = hashes.hashes

    assert "УК «Бета»" in sign_in(visitor, "nina@example.ru").content.decode()
    assert hashes.hashes - before == CHECKS


# The ticket


@pytest.fixture
def ticket(alpha: Tenant, nina: User) -> str:
    return handover.ticket(Entrance(alpha, nina))


def test_a_ticket_works_once(alpha: Tenant, client_of, ticket: str):
    assert knock(client_of(alpha), ticket).status_code == 302
    second = knock(client_of(alpha), ticket)

    assert second.status_code == 403
    assert "Войдите ещё раз" in second.content.decode()
    assert 'href="http://localhost:8000/kabinet/"' in second.content.decode()
    assert "sessionid" not in second.cookies


def test_a_ticket_works_for_seconds(alpha: Tenant, client_of, ticket: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(handover, "TICKET_SECONDS", -1)
    assert knock(client_of(alpha), ticket).status_code == 403


def test_a_ticket_of_one_company_opens_no_other(alpha: Tenant, beta: Tenant, client_of, ticket: str):
    """Beta has a person with the same number and the same login; the ticket stays good for Alpha."""
    somebody(beta)

    assert knock(client_of(beta), ticket).status_code == 403
    assert knock(client_of(alpha), ticket).status_code == 302


@pytest.mark.parametrize("origin", [None, "null", "http://evil.example", "http://beta.localhost:8000"])
def test_a_ticket_from_a_foreign_page_lets_nobody_in(alpha: Tenant, client_of, ticket: str, origin: str | None):
    """Else one could make somebody sign in under a foreign account."""
    assert knock(client_of(alpha), ticket, origin).status_code == 403


def test_a_ticket_is_worth_nothing_after_a_new_password_or_a_dismissal(alpha: Tenant, client_of, nina: User):
    old = handover.ticket(Entrance(alpha, nina))
    with speaking_for(alpha):
        change_password(nina, password=OTHER_PASSWORD)
    assert knock(client_of(alpha), old).status_code == 403

    old = handover.ticket(Entrance(alpha, nina))
    locked(alpha, nina)
    assert knock(client_of(alpha), old).status_code == 403


def test_a_ticket_names_no_person(alpha: Tenant, ticket: str, nina: User):
    from django.core import signing

    schema, number, proof, _nonce = signing.loads(ticket, salt="identity.ticket")
    assert (schema, number) == ("uk_alpha", nina.pk)
    assert proof not in nina.password


def test_without_redis_no_ticket_is_taken(alpha: Tenant, ticket: str, monkeypatch: pytest.MonkeyPatch):
    def away(*_: object, **__: object) -> None:
        raise RedisAway

    monkeypatch.setattr(handover.cache, "add", away)
    with speaking_for(alpha), pytest.raises(RedisAway):
        handover.admit(ticket)


def test_a_ticket_is_no_link(alpha: Tenant, client_of, ticket: str):
    assert client_of(alpha).get("/sign-in/", {"ticket": ticket}).status_code == 405


# A forgotten password


def ask_for_a_password(visitor: Client, login: str) -> HttpResponse:
    return visitor.post("/kabinet/password/", {"username": login}, follow=True)


def test_each_company_that_knows_the_login_sends_its_letter(visitor: Client, alpha: Tenant, beta: Tenant, client_of):
    somebody(alpha, phone="+79084373418")
    somebody(beta, phone="+79084373418", email="n.ivanova@example.ru")

    ask_for_a_password(visitor, "8 908 437-34-18")

    letters = {letter.recipients[0]: letter.text for letter in Letter.objects.all()}
    assert letters.keys() == {"nina@example.ru", "n.ivanova@example.ru"}
    assert "УК «Бета»" in letters["n.ivanova@example.ru"]
    path = re.search(r"http://beta\.localhost:8000(/crm/password_reset/confirm/\S+)", letters["n.ivanova@example.ru"])
    browser = client_of(beta)
    form = browser.get(path[1], follow=True)
    browser.post(form.request["PATH_INFO"], {"password1": OTHER_PASSWORD, "password2": OTHER_PASSWORD})
    assert "УК «Бета»" in sign_in(visitor, "n.ivanova@example.ru", OTHER_PASSWORD).content.decode()


def test_the_answer_is_the_same_when_nobody_has_the_login(visitor: Client, alpha: Tenant, nina: User):
    known, unknown = ask_for_a_password(visitor, nina.email), ask_for_a_password(visitor, "nobody@example.ru")

    assert known.redirect_chain == unknown.redirect_chain == [("/kabinet/password/sent/", 302)]
    assert known.content == unknown.content
    assert Letter.objects.count() == 1


def test_the_login_itself_stays_out_of_the_queue(visitor: Client, nina: User, monkeypatch: pytest.MonkeyPatch):
    from identity import tasks

    sent: list[str] = []
    monkeypatch.setattr(tasks.send_password_links, "delay", sent.append)
    ask_for_a_password(visitor, nina.email)

    assert len(sent) == 1
    assert re.fullmatch(r"[0-9a-f]{64}", sent[0])


def test_who_has_left_gets_no_letter(visitor: Client, alpha: Tenant, nina: User):
    locked(alpha, nina)
    ask_for_a_password(visitor, nina.email)
    assert Letter.objects.count() == 0


def test_nobody_is_flooded_with_letters(visitor: Client, nina: User):
    for _ in range(5):
        ask_for_a_password(visitor, nina.email)
    assert ask_for_a_password(visitor, nina.email).status_code == 429
    assert Letter.objects.count() == 5


# A company's own page of sign-in


def test_a_companys_own_page_looks_and_costs_the_same_too(alpha: Tenant, client_of, hashes: type[CountingHasher]):
    at_home = client_of(alpha)
    nina = somebody(alpha)
    locked(alpha, somebody(alpha, email="left@example.ru"))
    seen = []
    for login, password in (
        ("nobody@example.ru", PASSWORD),
        (nina.email, OTHER_PASSWORD),
        ("left@example.ru", PASSWORD),
        ("left@example.ru", OTHER_PASSWORD),
        ("+7 000", PASSWORD),
        ("+79000000000", PASSWORD),
    ):
        before = hashes.hashes
        page = at_home.post("/crm/login/", {"username": login, "password": password})
        text = re.sub(r'"CSRF_TOKEN": "[^"]+"', "", without_its_token(page)).replace(login, "LOGIN")
        seen.append((page.status_code, text, headers_of(page), hashes.hashes - before))

    assert [one == seen[0] for one in seen] == [True] * 6
    assert seen[0][0] == 200
    assert seen[0][3] == 1


# Nobody learns which companies there are


def test_the_platform_names_no_company_to_a_stranger(alpha: Tenant, beta: Tenant, client_of):
    named = re.compile(r"альфа|бета|alpha\.|beta\.|uk_alpha|5904123453|7415038692", re.IGNORECASE)
    public = [address for address in addresses("config.urls_platform") if "failwhale" not in address.route]
    paths = [address.path(lambda _: 1) for address in public]
    stranger = client_of()
    stranger.raise_request_exception = False

    for path in [*paths, "/robots.txt", "/sitemap.xml", "/join/suggest/?city=Верх", "/kabinet/?company=alpha"]:
        answer = stranger.get(path)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        found = named.search(body.decode(errors="replace") + answer.headers.get("Location", ""))
        assert not found, (path, found)
    assert named.search(client_of(alpha).get("/").content.decode()), "what could leak is there to be seen"
    assert len(paths) > 50
