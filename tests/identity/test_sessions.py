"""«Где вы вошли»: the list of one's own sessions, and ending one or all of them."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from crm.rights.domain import access
from crm.rights.enums import Role
from identity import tasks
from identity.domain import sessions
from identity.models import Session, User
from tenants.context import in_schema, speaking_for
from tenants.models import Tenant
from tests.conftest import PASSWORD, make_employee

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

CHROME = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36"
)
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 "
    "Mobile/15E148 Safari/604.1"
)


@pytest.fixture
def nina(tenant: Tenant) -> User:
    return make_employee()


def sign_in(client: Client, user: User, *, path: str = "/crm/login/", device: str = CHROME, **data: str):
    return client.post(
        path,
        {"username": user.email, "password": PASSWORD, **data},
        headers={"User-Agent": device},
        REMOTE_ADDR="37.113.4.5",
    )


def of_sessions(queries: CaptureQueriesContext) -> int:
    return sum("identity_session" in query["sql"] for query in queries)


def marks(page: str) -> list[str]:
    return re.findall(r'name="session" value="([^"]+)"', page)


def test_a_session_knows_whose_it_is_from_where_and_when(tenant: Tenant, nina: User, client_of):
    sign_in(client_of(tenant), nina)

    [session] = sessions.of(nina)
    assert (session.channel, session.address, session.device) == ("computer", "37.113.4.5", "Chrome на Windows")
    assert timezone.now() - session.signed_in_at < timedelta(minutes=1)


def test_the_list_shows_each_device_and_which_one_is_this(tenant: Tenant, nina: User, client_of):
    desk, phone = client_of(tenant), client_of(tenant)
    sign_in(desk, nina)
    sign_in(phone, nina, path="/m/login/", device=IPHONE)

    page = desk.get("/crm/account/").content.decode()
    assert "Chrome на Windows" in page
    assert "Mobile Safari на iOS" in page
    assert page.count("Это устройство") == 1
    assert len(marks(page)) == 1
    assert desk.session.session_key not in page
    assert phone.session.session_key not in page


def test_sign_out_there_ends_that_session_and_no_other(tenant: Tenant, nina: User, client_of):
    here, there, third = (client_of(tenant) for _ in range(3))
    for client in (here, there, third):
        sign_in(client, nina)
    with speaking_for(tenant):
        mark = Session.objects.get(session_key=there.session.session_key).mark

    assert here.post("/crm/account/sessions/", {"session": mark}).status_code == 302
    assert [client.get("/crm/").status_code for client in (here, there, third)] == [200, 302, 200]
    assert "уже закончился" in here.post("/crm/account/sessions/", {"session": mark}, follow=True).content.decode()


def test_sign_out_everywhere_else(tenant: Tenant, nina: User, client_of):
    here, there = client_of(tenant), client_of(tenant)
    for client in (here, there):
        sign_in(client, nina)

    here.post("/crm/account/sessions/")
    assert [client.get("/crm/").status_code for client in (here, there)] == [200, 302]


def test_a_colleagues_session_is_not_ended_by_its_mark(tenant: Tenant, nina: User, client_of):
    here, oleg = client_of(tenant), client_of(tenant)
    colleague = make_employee(email="oleg@example.ru")
    sign_in(here, nina)
    sign_in(oleg, colleague)
    mark = sessions.of(colleague)[0].mark

    here.post("/crm/account/sessions/", {"session": mark})
    assert oleg.get("/crm/").status_code == 200


def test_ending_all_sessions_of_one_of_many_people_asks_an_index(tenant: Tenant, nina: User, client_of):
    """Residents have many: nothing is unpacked, nobody else's rows are read."""
    for number in range(3):
        sign_in(client_of(tenant), make_employee(email=f"one{number}@example.ru"))
    for _ in range(4):
        sign_in(client_of(tenant), nina)

    with CaptureQueriesContext(connection) as queries:
        assert sessions.sign_out_everywhere(nina) == 4
    assert of_sessions(queries) == 1
    assert Session.objects.filter(user__isnull=False).count() == 3


def test_the_list_costs_one_query_however_many_there_are(tenant: Tenant, nina: User, client_of):
    for _ in range(5):
        sign_in(client_of(tenant), nina)
    with CaptureQueriesContext(connection) as queries:
        assert len(sessions.of(nina)) == 5
    assert of_sessions(queries) == 1


def test_last_seen_is_written_once_in_some_minutes(tenant: Tenant, nina: User, client_of):
    client = client_of(tenant)
    sign_in(client, nina)
    long_ago = timezone.now() - timedelta(minutes=6)
    Session.objects.filter(user=nina).update(seen_at=long_ago)
    writes = []
    for _ in range(3):
        with CaptureQueriesContext(connection) as queries:
            client.get("/crm/")
        writes.append(sum(query["sql"].startswith('UPDATE "identity_session"') for query in queries))

    assert writes == [1, 0, 0]
    assert Session.objects.get(user=nina).seen_at > long_ago


def test_saving_the_data_of_a_session_leaves_the_rest_alone(tenant: Tenant, nina: User, client_of):
    client = client_of(tenant)
    sign_in(client, nina)
    opened = client.session
    opened["something"] = 1  # loaded before somebody else writes
    Session.objects.filter(user=nina).update(must_set_up=True)
    opened.save()

    assert Session.objects.get(user=nina).must_set_up is True


def test_ended_sessions_are_swept_in_both_tables(tenant: Tenant, nina: User, client_of):
    client, other = client_of(tenant), client_of(tenant)
    sign_in(client, nina)
    sign_in(other, nina)
    Session.objects.filter(session_key=client.session.session_key).update(expire_date=timezone.now() - timedelta(1))
    with connection.cursor() as cursor:
        for key, days in (("old", -1), ("new", 1)):
            cursor.execute("INSERT INTO django_session VALUES (%s, '', now() + %s * interval '1 day')", [key, days])

    tasks.clear_sessions()

    assert [session.session_key for session in Session.objects.all()] == [other.session.session_key]
    with connection.cursor() as cursor:
        cursor.execute("SELECT session_key FROM django_session")
        assert cursor.fetchall() == [("new",)]


def test_beat_sweeps_every_company_and_the_platform(alpha: Tenant, beta: Tenant):
    for schema in ("public", "uk_alpha", "uk_beta"):
        with in_schema(schema):
            Session.objects.create(session_key=schema, expire_date=timezone.now() - timedelta(1))
    tasks.clear_all_sessions()
    left = []
    for schema in ("public", "uk_alpha", "uk_beta"):
        with in_schema(schema):
            left.append(Session.objects.count())
    assert left == [0, 0, 0]


def test_operators_have_the_same_list(operator: User, client_of):
    client = client_of()
    sign_in(client, operator, path="/operator/login/")

    page = client.get("/operator/account/").content.decode()
    assert "Chrome на Windows" in page
    assert "Это устройство" in page


# Channels


@pytest.mark.parametrize(("path", "channel"), [("/crm/login/", "computer"), ("/m/login/", "mobile")])
def test_the_door_is_the_channel(tenant: Tenant, nina: User, client_of, path: str, channel: str):
    client = client_of(tenant)
    sign_in(client, nina, path=path, device=IPHONE if channel == "computer" else CHROME)  # never the browser's name

    assert client.session["channel"] == channel


def test_who_signed_in_on_the_phone_is_asked_to_sign_in_at_the_computer(tenant: Tenant, nina: User, client_of):
    client = client_of(tenant)
    assert sign_in(client, nina, path="/m/login/").url == "/m/"

    answer = client.get("/crm/", follow=True)
    assert answer.redirect_chain == [("/crm/login/?next=/crm/", 302)]
    assert "войдите ещё раз" in answer.content.decode()
    sign_in(client, nina)
    assert client.get("/crm/").status_code == 200
    assert "войдите ещё раз" in client.get("/m/login/").content.decode()


def test_remember_me_keeps_the_session_and_otherwise_it_ends_with_the_browser(tenant: Tenant, nina: User, client_of):
    ages = []
    for data in ({}, {"remember": "on"}):
        client = client_of(tenant)
        sign_in(client, nina, **data)
        ages.append(bool(client.cookies["sessionid"]["max-age"]))
    assert ages == [False, True]


def test_people_of_contractors_come_in_through_the_phone_whatever_the_door(tenant: Tenant, client_of):
    worker = User.objects.create_user("worker@example.ru", PASSWORD, last_name="Гусев")
    access.give_role(worker, role=Role.CONTRACTOR, by=None)
    client = client_of(tenant)

    assert sign_in(client, worker).url == "/m/"
    assert client.session["channel"] == "mobile"
    assert [session.channel for session in sessions.of(worker)] == ["mobile"]
