"""A page of a resident's site is rendered once, given out without a query, and forgotten when something changes."""

import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from crm.company.domain.office_schedules import week_of
from crm.company.domain.offices import remove_special_day, save_office, save_special_day
from crm.company.models import Office, Profile, SpecialDay
from crm.dispatch.domain.outages import end_outage
from questions.models import SharedQuestion
from sites_cms.alerts.domain import alerts
from sites_cms.alerts.domain.alerts import Told
from sites_cms.alerts.enums import AlertKind
from sites_cms.appearance.models import Appearance
from sites_cms.cache.memory import Answer, Memory
from sites_cms.cache.wsgi import PageCache
from sites_cms.documents.domain import documents
from sites_cms.documents.domain.documents import About
from sites_cms.documents.enums import Level
from sites_cms.pages.models import HomePage, NewsIndexPage, NewsPage
from tenants import changes
from tenants.context import in_schema, speaking_for
from tenants.models import Tenant
from tests.conftest import make_employee
from tests.dispatch.announcing import announced
from tests.factories import HouseFactory

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

ALPHA, BETA = "alpha.localhost:8000", "beta.localhost:8000"
Get = Callable[..., tuple[str, dict[str, str], bytes]]


@pytest.fixture
def site(db: None) -> Iterator[Get]:
    """The service as a process of the web server has it: the memory before Django."""
    page_cache = PageCache(get_wsgi_application())
    for signal in (request_started, request_finished):  # as Django's test client does: the connection is the test's
        signal.disconnect(close_old_connections)
    wait_for(changes.in_touch)

    def get(path: str = "/", host: str = ALPHA, method: str = "GET", **extra: str) -> tuple[str, dict[str, str], bytes]:
        path, _, query = path.partition("?")
        environ = RequestFactory().generic(method, path, QUERY_STRING=query, HTTP_HOST=host, **extra).environ
        answered: list[Any] = []
        connection.set_schema_to_public()
        body = b"".join(page_cache(environ, lambda status, headers, _=None: answered.extend([status, dict(headers)])))
        return answered[0], answered[1], body

    yield get
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)
    changes._forgetters.remove((page_cache.memory.forget, True))


@pytest.fixture
def commit(django_capture_on_commit_callbacks: Any) -> Callable[[], Any]:
    """What the block saves is committed, as far as others are told of it."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


def wait_for(what: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 5
    while not what():
        assert time.monotonic() < deadline, "waited for five seconds"
        time.sleep(0.01)


def queries_of(ask: Callable[[], Any]) -> int:
    with CaptureQueriesContext(connection) as queries:
        ask()
    return len(queries)


def test_the_second_visitor_costs_no_query(site: Get) -> None:
    first = site("/")

    assert queries_of(lambda: site("/")) == 0
    assert site("/")[2] == first[2]
    assert first[0] == "200 OK"


@pytest.mark.parametrize("path", ["/", "/theme.css", "/robots.txt", "/sitemap.xml", "/novosti/?page=1", "/voprosy/"])
def test_what_is_the_same_for_all_is_remembered(site: Get, path: str) -> None:
    if site(path)[0] != "200 OK":
        pytest.fail(f"{path} is not there")

    assert queries_of(lambda: site(path)) == 0


@pytest.mark.parametrize(
    ("path", "extra"),
    [
        ("/", {"HTTP_COOKIE": "sessionid=abc"}),
        ("/", {"HTTP_COOKIE": "bad cookie; sessionid=abc"}),
        ("/", {"HTTP_COOKIE": "messages=1"}),
        ("/", {"HTTP_COOKIE": "alerts_away=0123456789ab"}),
        ("/moy-dom/", {}),
        ("/moy-dom/moyo/", {"HTTP_COOKIE": "house=1"}),
        ("/", {"HTTP_AUTHORIZATION": "Bearer abc"}),
        ("/?utm_source=x", {}),
        ("/no-such-page/", {}),
        ("/crm/login/", {}),
        ("/vision/?scheme=white", {}),
    ],
)
def test_what_is_somebodys_own_is_not(site: Get, path: str, extra: dict[str, str]) -> None:
    site("/")
    site(path, **extra)

    assert queries_of(lambda: site(path, **extra)) > 0 or "vision" in path
    assert "ETag" not in site(path, **extra)[1]


def test_a_page_never_shows_to_another_host(site: Get, alpha: Tenant, beta: Tenant) -> None:
    mine = site("/", host=ALPHA)[2].decode()
    theirs = site("/", host=BETA)[2].decode()

    assert alpha.short_name in mine
    assert beta.short_name not in mine
    assert beta.short_name in theirs
    assert alpha.short_name not in theirs
    assert site("/", host="gamma.localhost:8000")[0].startswith("404")


def test_a_strangers_port_in_the_host_stays_in_his_own_copy(site: Get) -> None:
    assert b"alpha.localhost:6666" in site("/", host="alpha.localhost:6666")[2]
    assert b"6666" not in site("/")[2]


def test_publishing_shows_at_once_and_nobody_elses_pages_are_forgotten(
    site: Get, commit: Callable[[], Any], alpha: Tenant
) -> None:
    site("/", host=ALPHA)
    site("/", host=BETA)

    with commit(), speaking_for(alpha):
        news = NewsIndexPage.objects.get()
        news.add_child(instance=NewsPage(title="Лифт снова ходит", announcement="Починили утром."))

    assert "Лифт снова ходит" in site("/", host=ALPHA)[2].decode()
    assert queries_of(lambda: site("/", host=BETA)) == 0


def test_a_page_in_memory_gives_way_to_its_new_address(site: Get, commit: Callable[[], Any], alpha: Tenant) -> None:
    with commit(), speaking_for(alpha):
        news = NewsIndexPage.objects.get().add_child(
            instance=NewsPage(title="Лифт", slug="lift", announcement="Ходит.")
        )
    assert site("/novosti/lift/")[0] == "200 OK"

    with speaking_for(alpha), commit():
        news.slug = "lift-hodit"
        news.save_revision().publish()

    status, headers, _ = site("/novosti/lift/")
    assert (status[:3], headers["Location"]) == ("301", "/novosti/lift-hodit/")
    assert site("/novosti/lift-hodit/")[0] == "200 OK"


def test_documents_for_residents_come_from_no_memory(
    site: Get, commit: Callable[[], Any], alpha: Tenant, client_of: Callable[..., Client]
) -> None:
    with speaking_for(alpha):
        keeper = client_of(alpha, make_employee())
        for title, level in (("Устав", Level.ALL), ("Долги дома", Level.OWNERS)):
            file = SimpleUploadedFile("a.csv", b"a;b")
            about = About(level=level, date=timezone.localdate())
            document = documents.add([file], about, title=title, by=None)[0]
    cookie = f"sessionid={keeper.cookies['sessionid'].value}"

    for _ in range(2):
        assert "Долги дома" in site("/dokumenty/", HTTP_COOKIE=cookie)[2].decode()
        page = site("/dokumenty/")[2].decode()
        assert "Устав" in page
        assert "Долги дома" not in page
    assert queries_of(lambda: site("/dokumenty/")) == 0
    path = f"/dokumenty/fayl/{document.pk}.csv"
    assert site(path, HTTP_COOKIE=cookie)[0] == "200 OK"
    assert site(path)[0].startswith("404")

    with commit(), speaking_for(alpha):
        documents.change(document, About(date=timezone.localdate()), title="Долги дома", by=None)
    assert "Долги дома" in site("/dokumenty/")[2].decode()


def test_a_draft_changes_nothing(site: Get, commit: Callable[[], Any], alpha: Tenant) -> None:
    site("/")

    with commit(), speaking_for(alpha):
        home = HomePage.objects.get()
        home.title = "Ещё не решили"
        home.save_revision()

    assert queries_of(lambda: site("/")) == 0


def change_profile() -> None:
    profile = Profile.objects.get()
    profile.emergency_phone = "+7 (342) 200-55-66"
    profile.save()


def change_colours() -> None:
    appearance = Appearance.objects.first() or Appearance()
    appearance.accent = "#7a1f1f"
    appearance.save()


def change_office() -> None:
    office = Office.objects.get(name="Офис")
    save_office(office, name="Офис", address="ул. Новая, д. 2", week=week_of(office), by=None)


def change_only_the_week() -> None:
    office = Office.objects.get(name="Офис")
    save_office(office, name="Офис", week={}, by=None)


def say_special_day() -> None:
    save_special_day(None, office=None, day=timezone.localdate(), intervals=(), reason="Переезд", by=None)


def take_special_day_back() -> None:
    SpecialDay.objects.bulk_create([SpecialDay(date=timezone.localdate(), reason="Переезд")])
    remove_special_day(SpecialDay.objects.get(), by=None)


def unpublish() -> None:
    NewsIndexPage.objects.get().unpublish()


def move() -> None:
    home = HomePage.objects.get()
    home.get_children().last().move(home, pos="first-child")


def hang_an_alert() -> None:
    alerts.publish(Told(kind=AlertKind.NOTICE, text="Сегодня", starts_at=timezone.now()), by=None)


OF_THE_COMPANY = [
    hang_an_alert, HouseFactory,
    change_profile, change_colours, unpublish, move, change_office, change_only_the_week, say_special_day,
    take_special_day_back,
]  # fmt: skip


@pytest.mark.parametrize("change", OF_THE_COMPANY)
def test_whatever_a_site_shows_is_watched(
    site: Get, commit: Callable[[], Any], alpha: Tenant, change: Callable[[], None]
) -> None:
    site("/")

    with commit(), speaking_for(alpha):
        change()

    assert queries_of(lambda: site("/")) > 0


def test_an_outage_shows_at_once_goes_at_once_and_not_on_other_sites(
    site: Get, commit: Callable[[], Any], alpha: Tenant
) -> None:
    with commit(), speaking_for(alpha):
        house = HouseFactory()
    site("/", host=BETA)
    assert "Сейчас отключено" not in site("/")[2].decode()

    with commit(), speaking_for(alpha):
        outage = announced(house)
    assert "Сейчас отключено" in site("/")[2].decode()

    with commit(), speaking_for(alpha):
        end_outage(outage, by=None)
    assert "Сейчас отключено" not in site("/")[2].decode()
    assert queries_of(lambda: site("/", host=BETA)) == 0


def test_an_alert_that_has_ended_by_the_clock_is_not_shown_from_memory(site: Get, alpha: Tenant) -> None:
    with speaking_for(alpha):
        alerts.publish(
            Told(
                kind=AlertKind.NOTICE,
                text="Ещё миг",
                starts_at=timezone.now(),
                ends_at=timezone.now() + timedelta(seconds=2),
            ),
            by=None,
        )
    assert "Ещё миг" in site("/")[2].decode()

    wait_for(lambda: "Ещё миг" not in site("/")[2].decode())


def test_a_remembered_house_leaves_the_page_the_same_for_all(site: Get, alpha: Tenant) -> None:
    with speaking_for(alpha):
        house = HouseFactory()
    mine = site("/", HTTP_COOKIE=f"house={house.pk}")

    assert queries_of(lambda: site("/", HTTP_COOKIE=f"house={house.pk}")) == 0
    assert site("/")[2] == mine[2]


def test_a_shared_question_changes_every_site(site: Get, commit: Callable[[], Any]) -> None:
    site("/", host=ALPHA)
    site("/", host=BETA)

    with commit(), in_schema("public"):
        SharedQuestion.objects.first().save()

    assert queries_of(lambda: site("/", host=ALPHA)) > 0
    assert queries_of(lambda: site("/", host=BETA)) > 0


def test_an_archived_company_is_gone_at_once(site: Get, commit: Callable[[], Any], alpha: Tenant) -> None:
    from tenants.domain import lifecycle
    from tenants.enums import State

    site("/")
    connection.set_schema_to_public()

    with commit():
        lifecycle.move(alpha, to=State.ARCHIVED)

    assert site("/")[0].startswith("410")


def test_a_change_while_the_page_is_rendered_is_not_lost() -> None:
    memory = Memory()
    answer = Answer("uk_alpha", "200 OK", (), b"before")

    since = memory.now()
    memory.forget("uk_alpha")
    memory.keep(("alpha", "/"), answer, since=since)

    assert memory.find(("alpha", "/")) is None


def test_memory_is_bounded_and_the_least_asked_for_goes_first() -> None:
    one = Answer("uk_alpha", "200 OK", (), bytes(range(256)) * 4)
    memory = Memory(limit=one.size * 2)

    for path in ("/a", "/b"):
        memory.keep((path,), one, since=memory.now())
    memory.find(("/a",))
    memory.keep(("/c",), one, since=memory.now())

    assert memory.find(("/a",)) is one
    assert memory.find(("/b",)) is None
    assert memory.find(("/c",)) is one


def test_many_threads_leave_the_memory_in_order() -> None:
    one = Answer("uk_alpha", "200 OK", (), bytes(range(256)))
    memory = Memory(limit=one.size * 5)

    def work(number: int) -> None:
        for turn in range(300):
            memory.keep((str((number + turn) % 9),), one, since=memory.now())
            memory.find((str(turn % 9),))
            if turn % 50 == 0:
                memory.forget("uk_alpha")

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert memory._size == sum(answer.size for _, _, answer in memory._pages.values())
    assert memory._size <= memory.limit


def test_without_word_from_redis_every_page_comes_from_django(site: Get, monkeypatch: pytest.MonkeyPatch) -> None:
    site("/")
    monkeypatch.setattr(changes._listener(), "_heard", -changes._PATIENCE)  # as after three seconds of silence

    assert queries_of(lambda: site("/")) > 0


def test_another_process_is_told(site: Get, alpha: Tenant) -> None:
    import redis
    from django.conf import settings

    site("/")
    redis.Redis.from_url(settings.REDIS_URL).publish(changes.CHANNEL, alpha.schema_name)

    wait_for(lambda: queries_of(lambda: site("/")) > 0)


def test_no_cookie_no_session_no_token_in_a_remembered_page(site: Get) -> None:
    for path in ("/", "/novosti/", "/voprosy/", "/kontakty/"):
        status, headers, body = site(path)
        assert status == "200 OK", path
        assert "Set-Cookie" not in headers
        assert b"csrfmiddlewaretoken" not in body
        assert b"nonce=" not in body
        assert "nonce" not in headers.get("Content-Security-Policy", "")


def test_the_version_for_those_who_see_badly_is_remembered_apart(site: Get) -> None:
    usual = site("/")[2]
    large = site("/", HTTP_COOKIE="vision=black")[2]

    assert b"vision-black" in large
    assert b"vision-black" not in usual
    assert site("/", HTTP_COOKIE="vision=no-such")[2] == usual
    assert queries_of(lambda: site("/", HTTP_COOKIE="csrftoken=1; vision=black")) == 0


def test_a_browser_that_has_the_page_gets_no_body(site: Get) -> None:
    tag = site("/")[1]["ETag"]

    status, headers, body = site("/", HTTP_IF_NONE_MATCH=tag)

    assert (status, body) == ("304 Not Modified", b"")
    assert headers["ETag"] == tag
    assert headers["Cache-Control"] == "no-cache"


def test_packed_for_who_can_unpack(site: Get) -> None:
    import gzip

    plain = site("/")
    packed = site("/", HTTP_ACCEPT_ENCODING="gzip, br")

    assert packed[1]["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed[2]) == plain[2]
    assert int(packed[1]["Content-Length"]) == len(packed[2])


def test_head_is_answered_without_a_body_and_poisons_nothing(site: Get) -> None:
    site("/", method="HEAD")
    page = site("/")
    status, headers, body = site("/", method="HEAD")

    assert page[2]
    assert (status, body) == ("200 OK", b"")
    assert headers["Content-Length"] == str(len(page[2]))


def test_an_employee_sees_the_site_from_django(site: Get, tenant: Tenant, client_of: Callable[..., Client]) -> None:
    cookie = client_of(tenant, make_employee()).cookies["sessionid"].value
    site("/")

    assert queries_of(lambda: site("/", HTTP_COOKIE=f"sessionid={cookie}")) > 0
    assert queries_of(lambda: site("/")) == 0
