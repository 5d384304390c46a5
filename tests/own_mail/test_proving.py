"""An address for a company's letters: named, proved by its key in DNS, lost, taken over, asked about by the clock."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from crm.company.domain import own_mail
from crm.company.tasks import watch_mail_everywhere
from crm.journal.models import Entry
from identity.models import User
from notifications.domain import mail_domains, mail_keys, mail_records
from notifications.models import Letter, MailDomain
from tenants.context import speaking_for
from tenants.errors import DomainError
from tenants.models import Tenant
from tests.conftest import make_employee
from tests.emulators.dns import NameServer
from tests.own_mail.making import ADDRESS, HOST, put_own_key, put_text, take_own_key

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


def days_pass(number: float) -> None:
    """Everything that happened to domains is so much longer ago."""
    for domain in MailDomain.objects.all():
        for name in ("asked_at", "checked_at", "proved_at", "lost_at"):
            if moment := getattr(domain, name):
                setattr(domain, name, moment - timedelta(days=number))
        domain.save()


def acts() -> list[str]:
    found = Entry.objects.filter(object_type="notifications.maildomain").order_by("pk")
    return [action.partition(".")[2] for action in found.values_list("action", flat=True)]


@pytest.fixture
def neighbour(beta: Tenant) -> User:
    with speaking_for(beta):
        return make_employee()


@pytest.mark.parametrize(
    ("typed", "read"),
    [(" Info@UK-Alpha.Example ", ("Info", HOST)), ("info@ук-уют.рф", ("info", "xn----8sbx8bcc.xn--p1ai"))],
)
def test_an_address_is_read_as_people_write_it(typed: str, read: tuple[str, str]):
    mailbox, host = mail_domains.read_address(typed)
    if host.startswith("xn--"):
        assert MailDomain(mailbox=mailbox, host=host).shown == typed
    else:
        assert (mailbox, host) == read


@pytest.mark.parametrize(
    "typed",
    [
        "", "info", "info@", "@uk.example", "инфо@uk.example", "a b@uk.example", '"a b"@uk.example', "a@b@uk.example",
        "a@uk.example\nBcc: b@example.ru", f"{'a' * 65}@uk.example", "a@www.uk.example", "uk@mail.ru", "uk@com.ru",
        "uk@alpha.localhost", "robot@burmistr.example",
    ],
)  # fmt: skip
def test_what_can_be_nobodys_own_address_is_refused(head: User, typed: str):
    with pytest.raises(DomainError):
        own_mail.name_sender(typed=typed, by=head)
    assert not MailDomain.objects.exists()


def test_only_the_very_key_proves_a_domain(server: NameServer, named: MailDomain, head: User):
    name = mail_records.dkim_name(named.selector, HOST)
    right = mail_records.dkim_text(named.key)
    public = mail_keys.public_half(named.key)
    other = mail_records.dkim_text(mail_keys.new_key())
    assert own_mail.check(named, by=head).domain.answer == "absent"
    for wrong in (
        (other,), (right, "google-site-verification=1"), ("v=DKIM1; p=",), (right[:-5],), ("; ; x",),
        (f"v=DKIM1; k=rsa; h=sha1; p={public}",), (f"v=DKIM1; s=tlsrpt; p={public}",),
    ):  # fmt: skip
        put_text(server, name, *wrong)
        looked = own_mail.check(named, by=head).domain
        assert (looked.answer, looked.proved_at) == ("other", None), wrong
        assert looked.seen["dkim"][1], "what stands there is told"
    put_text(server, name, f"k=rsa ; v=DKIM1; t=s; p={public[:100]} {public[100:]};")
    assert own_mail.check(named, by=head).became == ("proved",)
    assert acts() == ["name_sender", "prove_mail_domain"]


def test_silence_of_dns_is_not_a_missing_record(server: NameServer, proved: MailDomain):
    for mood in ("silent", "fails", "garbage"):
        server.mood = mood
        assert own_mail.check(proved, by=None).domain.answer == "away"
    assert MailDomain.objects.get().proved_at


def test_a_record_that_vanished_is_told_and_the_sender_falls_back_at_once(
    server: NameServer, tenant: Tenant, proved: MailDomain, head: User
):
    take_own_key(server, proved)
    days_pass(1)
    watch_mail_everywhere()
    assert mail_domains.proved_of(tenant.schema_name) is None
    told = Letter.objects.get(subject__contains="пропала запись")
    assert (told.recipients, "robot@" in told.sender) == ([head.email], True)
    watch_mail_everywhere()
    assert Letter.objects.filter(subject__contains="пропала запись").count() == 1
    put_own_key(server, proved)
    days_pass(0.01)
    watch_mail_everywhere()
    back = mail_domains.proved_of(tenant.schema_name)
    assert back
    assert back.lost_at is None
    assert Letter.objects.filter(subject=f"Письма компании снова уходят с {ADDRESS}").count() == 1
    assert acts() == ["name_sender", "prove_mail_domain", "lose_mail_domain", "prove_mail_domain"]


def test_what_is_awaited_is_asked_often_and_the_rest_daily(server: NameServer, named: MailDomain, head: User):
    now = timezone.now()
    assert mail_domains.due(now) == [named]
    own_mail.check(named, by=None)
    assert mail_domains.due(now + timedelta(minutes=5)) == []
    assert mail_domains.due(now + timedelta(minutes=11)) == [named]
    assert mail_domains.due(now + timedelta(days=70)) == [], "one that nobody proves is forgotten"
    put_own_key(server, named)
    proved = own_mail.check(named, by=None).domain
    assert Letter.objects.filter(subject=f"Письма компании уходят с {ADDRESS}").count() == 1
    assert mail_domains.due(now + timedelta(hours=1)) == []
    assert mail_domains.due(now + timedelta(days=90)) == [named], "a proved one for good"
    own_mail.change_key(proved, by=head)
    assert mail_domains.due(now + timedelta(minutes=11)) == [named]


def test_another_address_of_the_domain_keeps_the_proof_and_another_domain_begins_anew(
    server: NameServer, tenant: Tenant, proved: MailDomain, head: User
):
    own_mail.name_sender(typed=f"dom@{HOST}", by=head)
    same = mail_domains.proved_of(tenant.schema_name)
    assert same
    assert (same.address, same.selector) == (f"dom@{HOST}", proved.selector)
    other = own_mail.name_sender(typed="info@other.example", by=head)
    assert other.selector != proved.selector
    assert other.key.open() != proved.key.open()
    assert mail_domains.proved_of(tenant.schema_name) is None
    assert MailDomain.objects.count() == 1


def test_a_domain_is_one_companys_who_proves_it_and_changes_hands_by_dns_only(
    server: NameServer, tenant: Tenant, beta: Tenant, proved: MailDomain, neighbour: User
):
    with speaking_for(beta):
        theirs = own_mail.name_sender(typed=f"hello@{HOST}", by=neighbour)
        assert own_mail.check(theirs, by=None).domain.answer == "absent"
        put_own_key(server, theirs)
        assert own_mail.check(theirs, by=None).domain.answer == "held"
    with pytest.raises(IntegrityError), transaction.atomic():
        MailDomain.objects.filter(pk=theirs.pk).update(proved_at=timezone.now())
    assert mail_domains.proved_of(tenant.schema_name) == proved
    take_own_key(server, proved)
    with speaking_for(beta):
        assert own_mail.check(theirs, by=None).became == ("proved",)
    assert mail_domains.proved_of(tenant.schema_name) is None
    assert Letter.objects.filter(schema_name=tenant.schema_name, subject__contains="пропала запись").exists()
    with speaking_for(tenant):
        assert acts()[-1] == "lose_mail_domain"


def test_of_two_that_prove_a_domain_at_once_the_first_has_it(
    server: NameServer, beta: Tenant, named: MailDomain, neighbour: User, monkeypatch: pytest.MonkeyPatch
):
    with speaking_for(beta):
        theirs = own_mail.name_sender(typed=f"hello@{HOST}", by=neighbour)
    put_own_key(server, theirs)
    put_own_key(server, named)
    assert own_mail.check(named, by=None).became == ("proved",)
    monkeypatch.setattr(mail_domains, "holder_of", lambda _: None)  # both have looked before either wrote
    outcome = mail_domains.check(theirs)
    assert (outcome.became, outcome.domain.answer) == ((), "held")


def test_an_answer_about_a_key_that_is_gone_settles_nothing(server: NameServer, named: MailDomain, head: User):
    put_own_key(server, named)
    own_mail.change_key(named, by=head)
    outcome = mail_domains.check(named)  # asked about before the key was changed
    assert (outcome.became, outcome.domain.proved_at) == ((), None)
    own_mail.give_up(outcome.domain, by=head)
    assert mail_domains.check(named).became == ()


OURS = "include:spf.burmistr.example"


@pytest.mark.parametrize(
    ("stands", "seen"),
    [
        ([], ("absent", f"v=spf1 mx {OURS} ~all")),
        (["v=spf1 a -all"], ("other", f"v=spf1 a {OURS} -all")),
        (["v=spf1 redirect=_spf.x.example"], ("other", f"v=spf1 {OURS} redirect=_spf.x.example")),
        ([f"v=spf1 {OURS} ~all", "other=1"], ("found", f"v=spf1 {OURS} ~all")),
    ],
)
def test_spf_is_advised_with_what_stands_there(
    server: NameServer, named: MailDomain, settings: Any, stands: list[str], seen: tuple[str, str]
):
    settings.SPF_INCLUDE = "spf.burmistr.example"
    if stands:
        put_text(server, HOST, *stands)
    answer, texts = own_mail.check(named, by=None).domain.seen["spf"]
    assert (answer, mail_records.spf_text(tuple(texts))) == seen


def test_dmarc_of_the_domain_above_holds_for_the_one_below(server: NameServer, head: User):
    below = own_mail.name_sender(typed=f"info@mail.{HOST}", by=head)
    assert own_mail.check(below, by=head).domain.seen["dmarc"] == ["absent", []]
    put_text(server, f"_dmarc.{HOST}", "v=DMARC1; p=reject")
    assert own_mail.check(below, by=head).domain.seen["dmarc"] == ["found", ["v=DMARC1; p=reject"]]
