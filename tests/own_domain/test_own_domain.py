"""A company's own domain: named, proved by DNS, chosen, lost, taken over; what the hosts then answer."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.models.signals import pre_save
from django.test import Client
from django.utils import timezone

from config import certificates
from crm.journal.models import Entry
from identity.models import User
from notifications.models import Letter
from sites_cms.own_domain.domain import own_domain
from sites_cms.own_domain.tasks import watch_everywhere
from sites_cms.pages.models import NewsIndexPage, NewsPage
from tenants import dns
from tenants.context import host_of, speaking_for
from tenants.domain import own_domains
from tenants.errors import DomainError
from tenants.models import Domain, DomainClaim, Tenant
from tests.conftest import make_employee
from tests.emulators.dns import NameServer, name_server

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

HOST = "uk-alpha.example"
OURS = "203.0.113.7"


@pytest.fixture(autouse=True)
def server(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[NameServer]:
    monkeypatch.setattr(dns, "PATIENCE", 0.5)
    settings.PUBLIC_ADDRESSES = [OURS]
    with name_server() as started:
        settings.DNS_RESOLVERS = [started.address]
        yield started


def put_records(server: NameServer, *claims: DomainClaim, address: str = OURS) -> None:
    """What the registrar publishes once the company has entered it."""
    for one in claims:
        server.records.setdefault((f"_burmistr.{one.host}", "TXT"), []).append(f'"{one.token}"')
        for host in (one.host, f"www.{one.host}"):
            server.records[host, "A"] = [address]


def days_pass(claim: DomainClaim, number: int) -> None:
    """Everything that happened to the claim is so much longer ago."""
    now = DomainClaim.objects.get(pk=claim.pk)
    moved = {
        name: moment - timedelta(days=number)
        for name in ("asked_at", "checked_at", "proved_at", "lost_at")
        if (moment := getattr(now, name))
    }
    DomainClaim.objects.filter(pk=claim.pk).update(**moved)


@pytest.fixture
def proved(server: NameServer, head: User) -> DomainClaim:
    claim = own_domain.claim(typed=HOST, by=head)
    put_records(server, claim)
    assert own_domain.check(claim, by=head).became == "proved"
    return claim


@pytest.mark.parametrize(
    ("typed", "host", "with_www"),
    [
        ("UK-Alpha.Example", HOST, False), ("https://www.uk-alpha.example/novosti", HOST, True),
        (" Ук-Уют.рф. ", "xn----8sbx8bcc.xn--p1ai", False),
    ],
)  # fmt: skip
def test_a_domain_is_read_as_people_write_it(typed: str, host: str, with_www: bool):
    read = own_domains.read_host(typed)
    if host.startswith("xn--"):
        assert own_domains.as_people_write(read[0]) == "ук-уют.рф"
    else:
        assert read == (host, with_www)


@pytest.mark.parametrize(
    "typed", ["", "уют", "com.ru", "спб.рф", "beta.localhost", "localhost", "10.0.0.1", "а б.рф", "-x.ru"]
)
def test_what_can_be_nobodys_own_domain_is_refused(head: User, typed: str):
    with pytest.raises(DomainError):
        own_domain.claim(typed=typed, by=head)
    assert not DomainClaim.objects.exists()


def test_from_a_name_to_the_sites_address(server: NameServer, tenant: Tenant, head: User, client_of, settings: Any):
    office = client_of(tenant, head)
    assert office.post("/crm/site/domain/", {"host": HOST}).status_code == 302
    claim = DomainClaim.objects.get()
    page = office.get("/crm/site/domain/").content.decode()
    for record in (f"_burmistr.{HOST}", claim.token, OURS, f"www.{HOST}"):
        assert record in page
    check, choose = (f"/crm/site/domain/{claim.pk}/{act}/" for act in ("check", "choose"))
    assert "Записи TXT пока нет" in office.post(check, follow=True).content.decode()
    assert not Domain.objects.filter(domain=HOST).exists()
    put_records(server, claim, address="198.51.100.1")
    assert "Осталось направить" in office.post(check, follow=True).content.decode()
    assert "не ведёт к нам" in office.post(choose, follow=True).content.decode()
    settings.TLS_ASK_TOKEN = "t"
    for host in (HOST, f"www.{HOST}"):
        asked = Client(HTTP_HOST="web:8000").get(certificates.PATH, {"token": "t", "domain": host})
        assert asked.status_code == 200, "the proxy gets a certificate as soon as the domain is proved"
    put_records(server, claim)
    assert f"Сайт теперь на {HOST}" in office.post(choose, follow=True).content.decode()
    assert host_of(tenant) == HOST
    with speaking_for(tenant):
        acts = list(Entry.objects.order_by("pk").values_list("action", flat=True))
    assert [act for act in acts if act.startswith("site_domain")] == [
        "site_domain.claim_domain", "site_domain.prove_domain", "site_domain.choose_address",
    ]  # fmt: skip


def test_pages_move_to_the_domain_and_work_goes_on_at_every_host(
    tenant: Tenant, proved: DomainClaim, head: User, client_of
):
    news = NewsIndexPage.objects.get().add_child(instance=NewsPage(title="Тепло дали", announcement="Во всех домах."))
    own_domain.choose(proved, by=head)
    old, www = client_of(tenant), Client(HTTP_HOST=f"www.{HOST}:8000")
    for client in (old, www):
        for method in (client.get, client.head):
            moved = method("/novosti/?page=1")
            assert (moved.status_code, moved["Location"]) == (301, f"http://{HOST}:8000/novosti/?page=1")
            assert moved["Cache-Control"] == "no-cache", "the way back must not end in a loop of somebody's browser"
    assert old.get("/crm/login/").status_code == 200
    assert old.get("/api/v1/openapi.json").status_code == 401
    assert old.get("/.well-known/security.txt").status_code != 301
    assert old.post("/moy-dom/zapomnit/", {"dom": "1"}).headers["Location"] == "/moy-dom/"
    office = client_of(tenant, head)
    assert office.get("/crm/").status_code == 200
    seen = office.get("/").content.decode()
    assert f'<link rel="canonical" href="http://{HOST}:8000/">' in seen, "who is signed in may look at a preview"

    own = Client(HTTP_HOST=f"{HOST}:8000")
    page = own.get(news.url).content.decode()
    assert f'rel="canonical" href="http://{HOST}:8000{news.url}"' in page
    assert f'og:url" content="http://{HOST}:8000{news.url}"' in page
    for path in ("/sitemap.xml", "/robots.txt", "/rss.xml"):
        text = own.get(path).content.decode()
        assert f"http://{HOST}:8000/" in text, path
        assert "alpha.localhost" not in text, path
    assert own.get("/crm/login/").status_code == 200

    own_domain.give_up(proved, by=head)
    assert host_of(tenant) == "alpha.localhost"
    assert old.get("/novosti/").status_code == 200
    assert own.get("/").status_code == 404


def test_silence_of_dns_is_not_a_missing_record(server: NameServer, proved: DomainClaim):
    for mood in ("silent", "fails", "garbage"):
        server.mood = mood
        assert own_domain.check(proved, by=None).claim.answer == "away"
    assert DomainClaim.objects.get().lost_at is None
    server.mood, server.delay = "answers", 0.1
    assert own_domain.check(proved, by=None).claim.answer == "found"


def test_a_record_that_vanished_is_told_and_switches_off_after_two_weeks(
    server: NameServer, tenant: Tenant, proved: DomainClaim, head: User
):
    own_domain.choose(proved, by=head)
    record = server.records.pop((f"_burmistr.{HOST}", "TXT"))
    days_pass(proved, 1)
    watch_everywhere()
    assert host_of(tenant) == HOST
    assert Letter.objects.filter(subject__contains="пропала запись").count() == 1
    server.records[f"_burmistr.{HOST}", "TXT"] = record
    days_pass(proved, 1)
    watch_everywhere()
    assert DomainClaim.objects.get().lost_at is None
    del server.records[f"_burmistr.{HOST}", "TXT"]
    for days in (1, 15):
        days_pass(proved, days)
        watch_everywhere()
    assert host_of(tenant) == "alpha.localhost"
    assert not Domain.objects.filter(domain=HOST).exists()
    assert Letter.objects.filter(subject__contains="отключён").count() == 1


def test_an_address_that_leads_elsewhere_is_told_once(server: NameServer, proved: DomainClaim, head: User):
    own_domain.choose(proved, by=head)
    server.records[HOST, "A"] = ["198.51.100.1"]
    for became in ("astray", ""):
        assert own_domain.check(proved, by=None).became == became
    assert Letter.objects.filter(subject__contains="ведёт не к нам").count() == 1
    assert host_of(proved.tenant) == HOST, "nothing is switched by itself"


def test_a_new_domain_is_asked_about_often_and_then_daily(server: NameServer, head: User):
    claim = own_domain.claim(typed=HOST, by=head)
    now = timezone.now()
    assert own_domains.due(now) == [claim]
    own_domain.check(claim, by=None)
    assert own_domains.due(now + timedelta(minutes=5)) == []
    assert own_domains.due(now + timedelta(minutes=11)) == [claim]
    days_pass(claim, 4)
    DomainClaim.objects.update(checked_at=now)
    assert own_domains.due(now + timedelta(hours=1)) == []
    assert own_domains.due(now + timedelta(days=1)) == [claim]
    assert own_domains.due(now + timedelta(days=70)) == [], "a domain that nobody proves is forgotten"


@pytest.fixture
def neighbour(beta: Tenant) -> User:
    with speaking_for(beta):
        return make_employee()


def test_another_companys_domain_is_taken_over_by_proof_only(
    server: NameServer, proved: DomainClaim, beta: Tenant, head: User, neighbour: User
):
    tenant = proved.tenant
    own_domain.choose(proved, by=head)
    with speaking_for(beta), pytest.raises(DomainError, match="другой компании"):
        own_domain.claim(typed=HOST, by=neighbour)
    server.records.pop((f"_burmistr.{HOST}", "TXT"))
    own_domain.check(proved, by=None)
    with speaking_for(beta):
        theirs = own_domain.claim(typed=f"www.{HOST}", by=neighbour)
        assert own_domain.check(theirs, by=None).became == "", "without the proof nothing changes hands"
    assert host_of(tenant) == HOST
    put_records(server, theirs)
    with speaking_for(beta):
        assert own_domain.check(theirs, by=None).became == "taken"
    assert set(Domain.objects.filter(domain__contains=HOST).values_list("tenant", flat=True)) == {beta.pk}
    assert host_of(tenant) == "alpha.localhost"
    assert Letter.objects.filter(schema_name=tenant.schema_name, subject__contains="другая компания").exists()
    with speaking_for(tenant):
        assert Entry.objects.filter(action="site_domain.hand_over_domain").exists()


def test_of_two_that_prove_a_domain_at_once_the_first_has_it(
    server: NameServer, tenant: Tenant, beta: Tenant, head: User, neighbour: User
):
    mine = own_domain.claim(typed=HOST, by=head)
    with speaking_for(beta):
        theirs = own_domain.claim(typed=HOST, by=neighbour)
    put_records(server, mine, theirs)

    def be_first(instance: Domain, **_: object) -> None:
        """Both have looked before either wrote; the other one writes in this very moment."""
        if instance.tenant == beta:
            Domain.objects.bulk_create([Domain(domain=HOST, tenant=tenant, is_primary=False)])

    pre_save.connect(be_first, sender=Domain)
    try:
        with speaking_for(beta):
            outcome = own_domain.check(theirs, by=None)
    finally:
        pre_save.disconnect(be_first, sender=Domain)
    assert (outcome.became, outcome.claim.answer) == ("", "held")
    assert not Domain.objects.filter(domain__contains=HOST, tenant=beta).exists()
    assert own_domain.check(mine, by=None).became == "proved"
    with speaking_for(beta):
        assert own_domain.check(theirs, by=None).claim.answer == "held"
    with pytest.raises(IntegrityError), transaction.atomic():
        DomainClaim.objects.filter(pk=theirs.pk).update(proved_at=timezone.now())


def test_a_claim_of_one_company_is_no_claim_of_another(
    tenant: Tenant, beta: Tenant, proved: DomainClaim, neighbour: User, client_of: Callable[..., Client]
):
    intruder = client_of(beta, neighbour)
    for act in ("check", "choose", "give-up"):
        assert intruder.post(f"/crm/site/domain/{proved.pk}/{act}/").status_code == 404
    assert HOST not in intruder.get("/crm/site/domain/").content.decode()
