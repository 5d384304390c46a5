"""A resident's link: readings without a password, until the window is over."""

import hashlib
from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from crm.accounting.domain.accounts import activate, deactivate
from crm.accounting.domain.owners import change_owner
from crm.accounting.models import Account
from crm.journal.models import Entry as JournalEntry
from crm.meters.domain import links, windows
from crm.meters.domain.links import LinkDead, hand_in_by_link, issue_link, issue_links, open_link
from crm.meters.domain.readings import Entry, ReadingsRefused
from crm.meters.enums import Resource, Source
from crm.meters.models import Meter, ReadingLink
from crm.meters.tasks import forget_links_everywhere
from identity.models import User
from tenants.context import in_schema, speaking_for
from tenants.errors import DomainError
from tenants.models import Tenant
from tests.factories import AccountFactory, HouseFactory, MeterFactory
from tests.meters.making import decimals, give, make_meter

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

TODAY = date(2026, 11, 20)
NOVEMBER = date(2026, 11, 1)


@pytest.fixture(autouse=True)
def _day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(windows, "today", lambda: TODAY)
    now = datetime(2026, 11, 20, 9, tzinfo=UTC)
    monkeypatch.setattr(links.timezone, "now", lambda: now)


@pytest.fixture
def meter(tenant) -> Meter:
    account = AccountFactory(house=HouseFactory(street="ул. Ленина", number="5"), number="12", flat="12")
    meter = make_meter(account)
    give(meter, 791, on=date(2026, 10, 20))
    return meter


def token_of(issued: links.Issued) -> str:
    return issued.url.rstrip("/").rpartition("/")[2]


def entry(meter: Meter, value: str, **other) -> Entry:
    return Entry(meter, decimals([value]), **other)


def test_the_address_is_short_and_only_its_digest_is_kept(meter: Meter, tenant: Tenant, head: User):
    issued = issue_link(meter.account, by=head)
    token = token_of(issued)

    assert len(token) == 22, "128 bits"
    assert "/p/" in issued.url
    assert len(issued.url) < 70, "an SMS in Cyrillic has 70 signs"
    row = ReadingLink.objects.get()
    assert row.digest == hashlib.sha256(token.encode()).hexdigest()
    assert token not in str(vars(row))
    assert open_link(token) == row


def test_the_journal_says_for_whom_and_not_the_address(meter: Meter, head: User):
    issued = issue_link(meter.account, by=head)
    entry = JournalEntry.objects.get(action="meters.issue_link")
    assert (entry.object_id, entry.actor) == (str(meter.account_id), head)
    assert token_of(issued) not in str(vars(entry))


def test_what_is_handed_in_is_a_residents(meter: Meter, head: User):
    link = open_link(token_of(issue_link(meter.account, by=head)))
    assert link.used_at is None

    (reading,) = hand_in_by_link(link, [entry(meter, "796")])

    assert (reading.source, reading.by, reading.taken_on, reading.month) == (Source.LINK, None, TODAY, NOVEMBER)
    link.refresh_from_db()
    assert link.used_at is not None


def test_within_the_window_the_same_link_mends_what_it_brought(meter: Meter, head: User):
    token = token_of(issue_link(meter.account, by=head))
    hand_in_by_link(open_link(token), [entry(meter, "796")])
    used_at = ReadingLink.objects.get().used_at

    hand_in_by_link(open_link(token), [entry(meter, "797")])

    assert [int(reading.value) for reading in meter.readings.filter(month=NOVEMBER, is_current=True)] == [797]
    assert ReadingLink.objects.get().used_at == used_at


def test_what_the_company_read_stays(meter: Meter, head: User):
    give(meter, 795, on=TODAY, by=head)
    link = open_link(token_of(issue_link(meter.account, by=head)))
    with pytest.raises(ReadingsRefused, match="чтобы исправить, позвоните нам"):
        hand_in_by_link(link, [entry(meter, "796")])
    assert ReadingLink.objects.get().used_at is None


def test_outside_the_window_it_opens_and_takes_nothing(meter: Meter, head: User, monkeypatch: pytest.MonkeyPatch):
    token = token_of(issue_link(meter.account, by=head))
    monkeypatch.setattr(windows, "today", lambda: date(2026, 11, 27))
    with pytest.raises(DomainError, match=r"Ближайший приём — с 15\.12\.2026"):
        hand_in_by_link(open_link(token), [entry(meter, "796")])


@pytest.mark.parametrize(
    ("issued_on", "last_day_of_window"),
    [(date(2026, 11, 3), date(2026, 11, 25)), (TODAY, date(2026, 11, 25)), (date(2026, 11, 26), date(2026, 12, 25))],
)
def test_it_lives_to_the_end_of_the_window_and_a_week_to_look_back(
    meter: Meter, head: User, monkeypatch: pytest.MonkeyPatch, issued_on: date, last_day_of_window: date
):
    monkeypatch.setattr(windows, "today", lambda: issued_on)
    ends = timezone.localtime(issue_link(meter.account, by=head).link.expires_at, _zone())
    assert ends.replace(tzinfo=None) == datetime.combine(last_day_of_window + timedelta(days=8), datetime.min.time())


def test_a_link_that_is_over_opens_no_more(meter: Meter, head: User, monkeypatch: pytest.MonkeyPatch):
    issued = issue_link(meter.account, by=head)
    assert open_link(token_of(issued))
    monkeypatch.setattr(links.timezone, "now", lambda: issued.link.expires_at)
    with pytest.raises(LinkDead):
        open_link(token_of(issued))


@pytest.mark.parametrize("token", ["", "x", "х" * 22, "A" * 22, "../" * 7 + "a", "A" * 500])
def test_what_never_was_a_link_opens_nothing(meter: Meter, token: str):
    with pytest.raises(LinkDead):
        open_link(token)


def test_a_new_link_takes_the_place_of_the_old(meter: Meter, head: User):
    old, new = (token_of(issue_link(meter.account, by=head)) for _ in range(2))
    assert open_link(new)
    with pytest.raises(LinkDead):
        open_link(old)


def test_a_link_that_is_taken_back_while_somebody_types_keeps_nothing(meter: Meter, head: User):
    link = open_link(token_of(issue_link(meter.account, by=head)))
    assert links.revoke_links(meter.account, by=head) == 1
    with pytest.raises(LinkDead):
        hand_in_by_link(link, [entry(meter, "796")])
    assert not meter.readings.filter(month=NOVEMBER).exists()
    assert links.revoke_links(meter.account, by=head) == 0
    assert JournalEntry.objects.filter(action="meters.revoke_links").count() == 1


def test_with_another_owner_the_former_hands_nothing_in(meter: Meter, head: User):
    token = token_of(issue_link(meter.account, by=head))
    new = change_owner(meter.account, on=timezone.localdate(), last_name="Новый", by=head)
    with pytest.raises(LinkDead):
        open_link(token)
    assert open_link(token_of(issue_link(new, by=head))).account == new


def test_a_closed_account_has_no_link_also_when_it_is_open_again(meter: Meter, head: User):
    token = token_of(issue_link(meter.account, by=head))
    deactivate(meter.account, by=head)
    account = Account.objects.get(pk=meter.account_id)
    with pytest.raises(DomainError):
        issue_link(account, by=head)
    activate(account, by=head)
    with pytest.raises(LinkDead):
        open_link(token)


def test_without_a_meter_of_the_resident_there_is_nothing_to_link_to(meter: Meter, head: User):
    Meter.objects.filter(pk=meter.pk).update(read_by_supplier=True)
    with pytest.raises(DomainError, match="нет действующих счётчиков"):
        issue_link(meter.account, by=head)
    assert not ReadingLink.objects.exists()


def test_a_meter_of_another_flat_is_not_handed_in(meter: Meter, head: User):
    other = make_meter(AccountFactory(house=meter.account.house, number="13", flat="13"))
    link = open_link(token_of(issue_link(meter.account, by=head)))
    with pytest.raises(ValueError, match="another flat"):
        hand_in_by_link(link, [entry(other, "5")])


def test_the_flat_has_its_own_active_meters_only(meter: Meter, head: User):
    hot = make_meter(meter.account, Resource.HOT_WATER)
    make_meter(AccountFactory(house=meter.account.house, number="13", flat="13"))
    MeterFactory(house=meter.account.house, number="777")
    link = open_link(token_of(issue_link(meter.account, by=head)))
    assert [line.meter for line in links.lines_of_link(link, on=TODAY)] == [meter, hot]


def test_a_token_of_one_company_opens_nothing_in_another(alpha: Tenant, beta: Tenant):
    with speaking_for(alpha):
        meter = make_meter(AccountFactory(house=HouseFactory(street="ул. Мира"), number="1", flat="1"))
        token = token_of(issue_link(meter.account, by=None))
        assert open_link(token)
    with speaking_for(beta):
        make_meter(AccountFactory(house=HouseFactory(street="ул. Мира"), number="1", flat="1"))
        with pytest.raises(LinkDead):
            open_link(token)


class TestMany:
    """The monthly reminder asks for all at once."""

    def test_each_account_has_its_own_and_those_that_cannot_are_left_out(self, meter: Meter, head: User):
        house = meter.account.house
        others = [make_meter(AccountFactory(house=house, number=f"n{n}", flat=f"{n}")).account for n in range(3)]
        without = AccountFactory(house=house, number="99", flat="99")
        earlier = token_of(issue_link(meter.account, by=head))

        issued = issue_links([meter.account, *others, without], by=None)

        assert set(issued) == {meter.account_id, *(account.pk for account in others)}
        for account, one in issued.items():
            assert open_link(token_of(one)).account_id == account
        with pytest.raises(LinkDead):
            open_link(earlier)
        told = JournalEntry.objects.get(action="meters.issue_links")
        assert told.changes["links_issued"] == [None, 4]

    def test_costs_the_same_for_one_and_for_forty(self, meter: Meter, django_assert_max_num_queries):
        def cost(accounts: list[Account]) -> int:
            with django_assert_max_num_queries(20) as asked:
                issue_links(accounts, by=None)
            return len(asked)

        few = cost([meter.account])
        more = [
            make_meter(
                AccountFactory(house=HouseFactory(street="ул. Мира", number=f"{n}"), number=f"n{n}", flat="1")
            ).account
            for n in range(40)
        ]
        assert cost(more) == few

    def test_rows_that_open_nothing_any_more_go_at_night(self, meter: Meter, head: User):
        """Issuing removes nothing: it may be of thousands of links, and somebody waits for it."""
        issue_link(meter.account, by=head)
        ReadingLink.objects.update(expires_at=links.timezone.now() - timedelta(days=181))
        issue_link(meter.account, by=head)
        live = ReadingLink.objects.latest("pk")
        assert ReadingLink.objects.count() == 2

        with in_schema("public"):
            forget_links_everywhere()

        assert list(ReadingLink.objects.all()) == [live]

    def test_a_link_that_is_over_is_kept_half_a_year(self, meter: Meter, head: User):
        """«По ссылке от 15 ноября ничего не передали» can be told for a while."""
        issue_link(meter.account, by=head)
        ReadingLink.objects.update(expires_at=links.timezone.now() - timedelta(days=179))
        links.forget_links()
        assert ReadingLink.objects.count() == 1


def _zone():
    from zoneinfo import ZoneInfo

    return ZoneInfo(windows.zone())
