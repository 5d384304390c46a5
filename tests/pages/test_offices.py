"""Offices on a resident's site: where to come, when, and whether it is open now."""

import json
import re
from collections.abc import Callable
from datetime import date, datetime
from html import unescape
from typing import Any
from unittest.mock import patch
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone

from crm.company.domain.offices import save_office, save_special_day
from crm.company.domain.opening_hours import Interval
from crm.company.models import Office, Profile
from sites_cms.cache.middleware import TRUE_UNTIL
from tenants.models import Tenant
from tests.factories import OfficeFactory
from tests.pages.conftest import without_data

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

MORNING = (Interval(540, 720),)
BOTH = ["/", "/kontakty/"]
MONDAY = date(2027, 2, 1)


@pytest.fixture
def clock(tenant: Tenant, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """It is this time on the wall of the company's town."""

    def set_to(*moment: int) -> None:
        now = datetime(*moment, tzinfo=ZoneInfo(tenant.time_zone))
        monkeypatch.setattr(timezone, "now", lambda: now)

    set_to(2027, 2, 1, 12)
    return set_to


@pytest.fixture
def office(clock: Callable[..., None]) -> Office:
    return OfficeFactory(
        name="Центральный", address="ул. Садовая, д. 1", directions="Вход со двора", phones="+7 342 000-10-02, 112"
    )


@pytest.fixture
def page(tenant: Tenant, client_of: Callable[..., Client]) -> Callable[..., str]:
    return lambda path="/kontakty/": client_of(tenant).get(path).content.decode()


def states(text: str) -> list[list[Any]]:
    return json.loads(unescape(re.search(r'data-states="([^"]+)"', text)[1]))


@pytest.mark.parametrize("path", BOTH)
def test_an_office_stands_there_with_all_that_one_comes_by(office: Office, page: Callable[..., str], path: str):
    text = page(path)

    for words in (
        "Центральный", "ул. Садовая, д. 1", "Вход со двора", 'href="tel:112"', "+7 342 000-10-02",
        '<th scope="row">Пн–Пт</th><td>9:00–18:00, перерыв 13:00–14:00</td>',
        '<th scope="row">Сб, Вс</th><td>выходной</td>', "<span data-words>Открыто до 13:00, перерыв до 14:00</span>",
    ):  # fmt: skip
        assert words in text, words


@pytest.mark.parametrize("path", BOTH)
def test_the_script_is_a_file_and_only_where_offices_are(tenant: Tenant, page: Callable[..., str], path: str):
    assert "open_now.js" not in page(path)

    OfficeFactory()

    scripts = re.findall(r"<script[^>]*>[^<\s]*", without_data(page(path)))
    assert scripts == ['<script src="/static/base/open_now.js" defer>', '<script src="/static/site/alerts.js">']


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        ((2027, 2, 1, 8, 59), "Закрыто, откроется сегодня в 9:00"),
        ((2027, 2, 1, 13), "Перерыв до 14:00"),
        ((2027, 2, 1, 18), "Закрыто, откроется завтра в 9:00"),
        ((2027, 2, 5, 18), "Закрыто, откроется в понедельник, 8 февраля, в 9:00"),
        ((2027, 2, 19, 20), "Закрыто, откроется в среду, 24 февраля, в 9:00"),  # 22 is moved from Saturday, 23 holiday
        ((2027, 2, 23, 12), "Сегодня закрыто: День защитника Отечества. Откроется завтра в 9:00"),
    ],
)
def test_it_says_whether_it_is_open_in_the_offices_own_time(
    office: Office, page: Callable[..., str], clock: Callable[..., None], moment: tuple[int, ...], words: str
):
    clock(*moment)
    assert f"<span data-words>{words}</span>" in page()


def test_the_zone_is_the_companys(office: Office, tenant: Tenant, page: Callable[..., str], clock: Callable[..., None]):
    clock(2027, 2, 1, 10)
    assert "Открыто до 13:00" in page()
    Tenant.objects.filter(pk=tenant.pk).update(time_zone="Asia/Kamchatka")
    from tenants import changes

    changes.forget_here()
    assert "Закрыто, откроется завтра в 9:00" in page()


def test_the_page_carries_what_the_script_will_say_later(office: Office, page: Callable[..., str], tenant: Tenant):
    lines = states(page())

    zone = ZoneInfo(tenant.time_zone)
    told = {datetime.fromtimestamp(at, zone): (bool(is_open), words) for at, is_open, words in lines}
    assert told[datetime(2027, 2, 1, 13, tzinfo=zone)] == (False, "Перерыв до 14:00")
    assert told[datetime(2027, 2, 1, 14, tzinfo=zone)] == (True, "Открыто до 18:00")
    assert told[datetime(2027, 2, 5, 18, tzinfo=zone)] == (False, "Закрыто, откроется в понедельник, 8 февраля, в 9:00")
    assert lines[-1] == [int(datetime(2027, 2, 15, tzinfo=zone).timestamp()), 0, ""]
    assert [line[0] for line in lines] == sorted(line[0] for line in lines)


def test_the_same_day_gives_the_same_page(office: Office, page: Callable[..., str], clock: Callable[..., None]):
    """So a browser that asks again within the morning is told that its copy is still true."""
    clock(2027, 2, 1, 9)
    first = page()
    clock(2027, 2, 1, 12, 59)
    assert page() == first


@pytest.mark.parametrize(
    ("moment", "until"), [((2027, 2, 1, 12), (2027, 2, 1, 13)), ((2027, 2, 1, 20), (2027, 2, 2, 0))]
)
def test_a_page_says_until_when_it_is_true(
    office: Office, client_of, clock: Callable[..., None], moment: tuple[int, ...], until: tuple[int, ...]
):
    clock(*moment)
    tenant = Tenant.objects.get(slug="alpha")

    request = client_of(tenant).get("/kontakty/").wsgi_request

    assert request.META[TRUE_UNTIL] == datetime(*until, tzinfo=ZoneInfo(tenant.time_zone)).timestamp()


def test_days_that_are_not_like_others_stand_below_with_their_reason(office: Office, page: Callable[..., str]):
    save_special_day(None, office=office, day=date(2027, 2, 6), intervals=MORNING, reason="Приём показаний", by=None)
    save_special_day(None, office=None, day=date(2027, 2, 4), intervals=(), reason="Санитарный день", by=None)
    save_special_day(None, office=None, day=date(2027, 2, 20), intervals=MORNING, reason="Ещё не скоро", by=None)

    text = page()

    assert "<b>4 февраля, четверг</b> — закрыто<span>Санитарный день</span>" in text
    assert "<b>6 февраля, суббота</b> — 9:00–12:00<span>Приём показаний</span>" in text
    assert "Ещё не скоро" not in text


def test_an_office_that_is_switched_off_or_has_no_address_is_not_shown(office: Office, page: Callable[..., str]):
    OfficeFactory(name="Без адреса", address="")
    OfficeFactory(name="Закрылся", is_active=False)

    text = page()

    assert "Центральный" in text
    assert "Без адреса" not in text
    assert "Закрылся" not in text


def test_until_there_is_an_office_the_profile_stands_in_for_it(tenant: Tenant, page: Callable[..., str], phones: None):
    assert "Пн–пт 9:00–18:00" in page()
    assert "Верхнекамск, ул. Садовая, д. 1" in page()

    OfficeFactory(address="ул. Новая, д. 2", week={0: MORNING})

    assert "Пн–пт 9:00–18:00" not in page()
    assert "Верхнекамск, ул. Садовая, д. 1" not in page()
    assert "Пн 9:00–12:00" in page("/voprosy/")  # the footer and «Не нашли ответа?» of every page


def test_two_offices_each_have_their_hours_and_the_footer_no_common_ones(
    office: Office, page: Callable[..., str], tenant: Tenant
):
    OfficeFactory(name="На Мира", address="пр-кт Мира, д. 14", week={1: MORNING})
    Profile.objects.update(phone="+7 342 000-10-02")

    text = page("/voprosy/")

    assert "ул. Садовая, д. 1" in text
    assert "пр-кт Мира, д. 14" in text
    assert "9:00" not in re.sub(r"<main.*</main>", "", text, flags=re.DOTALL)


def test_what_a_company_types_is_escaped(clock: Callable[..., None], page: Callable[..., str]):
    evil = '"><script>alert(1)</script>'
    office = OfficeFactory(name=evil, address=evil, directions=evil, phones=f"112 {evil}")
    save_special_day(None, office=office, day=MONDAY, intervals=(), reason=evil, by=None)

    text = page()

    assert "alert(1)" in text
    assert "<script>" not in text


def test_a_page_costs_the_same_with_one_office_and_with_ten(
    office: Office, tenant: Tenant, client_of, django_assert_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = client_of(tenant)
    client.get("/kontakty/")
    with CaptureQueriesContext(connection) as few:
        client.get("/kontakty/")
    for number in range(9):
        save_office(None, name=f"Офис № {number}", address="ул. Ленина", week={0: MORNING}, by=None)
    client.get("/kontakty/")
    with CaptureQueriesContext(connection) as many:
        assert client.get("/kontakty/").content.decode().count("data-states") == 10
    assert len(many) == len(few)


def test_the_page_cache_asks_again_when_the_state_has_changed(clock: Callable[..., None]):
    from sites_cms.cache import memory
    from sites_cms.cache.memory import Answer, Memory

    kept, answer = Memory(), Answer("uk_alpha", "200 OK", (), b"open")
    with patch.object(memory.time, "monotonic", lambda: 1000.0):
        kept.keep(("soon",), answer, since=0, seconds=5)
        kept.keep(("later",), answer, since=0, seconds=5000)
        kept.keep(("gone",), answer, since=0, seconds=0)
    with patch.object(memory.time, "monotonic", lambda: 1006.0):
        assert kept.find(("soon",)) is None
        assert kept.find(("gone",)) is None
        assert kept.find(("later",)) is answer
    with patch.object(memory.time, "monotonic", lambda: 1000.0 + memory.LIFETIME + 1):
        assert kept.find(("later",)) is None
