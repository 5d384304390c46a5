"""What may be done with a meter (manual, section 13)."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from crm.accounting.domain.accounts import deactivate
from crm.accounting.domain.owners import change_owner
from crm.journal.models import Entry
from crm.meters import rights
from crm.meters.domain import windows
from crm.meters.domain.meters import (
    Details,
    Seen,
    add_meter,
    change_meter,
    check_meter,
    details_of,
    move_meters,
    replace_meter,
    start_meter,
    stop_meter,
)
from crm.meters.domain.readings import Entry as Handed
from crm.meters.domain.readings import hand_in
from crm.meters.enums import Deed, Resource, Source
from crm.meters.models import Meter, MeterEvent, Reading
from crm.personal_data.enums import Verdict
from crm.personal_data.sources.accounts import Accounts
from crm.personal_data.sources.meters import Meters
from crm.rights.enums import Role, Rows
from tenants.errors import DomainError
from tests.conftest import make_employee
from tests.factories import AccountFactory, HouseFactory, MeterFactory

pytestmark = pytest.mark.integration


@pytest.fixture
def account(tenant):
    return AccountFactory()


@pytest.fixture
def meter(account, head):
    return MeterFactory(account=account, number="43512775")


def deeds(meter: Meter) -> list[str]:
    return list(MeterEvent.objects.filter(meter=meter).order_by("id").values_list("deed", flat=True))


def test_meter_is_added_with_what_it_shows(account, head):
    today = windows.today()

    meter = add_meter(
        Details(resource=Resource.ELECTRICITY, number=" 437 91210 ", tariffs=2, place="щит на этаже", seal="П-17"),
        account=account,
        first=Seen([Decimal("336.925"), Decimal(120)], today),
        by=head,
    )

    assert (meter.number, meter.unit, meter.is_active) == ("437 91210", "кВт·ч", True)
    reading = Reading.objects.get()
    assert (reading.values, reading.by) == ([Decimal("336.925"), Decimal("120.000")], head)
    assert reading.month == windows.previous_month(windows.window_of(account.house_id).month_of(today))
    assert deeds(meter) == [Deed.ADDED, Deed.READ]
    assert MeterEvent.objects.filter(house=account.house).count() == 2
    assert Entry.objects.get(action="meters.add_meter").actor == head


def test_history_says_where_and_not_whose(account, head):
    meter = MeterFactory(account=account, by=head)

    changes = MeterEvent.objects.get(meter=meter).changes

    assert changes["account"] == [None, account.number]
    assert account.last_name not in str(changes) + str(Entry.objects.get(action="meters.add_meter").changes)


def test_same_meter_is_added_once(meter, account, head):
    with pytest.raises(DomainError, match="уже есть") as refused:
        MeterFactory(account=account, number="43512775", by=head)

    assert refused.value.field == "number"
    MeterFactory(account=account, number="43512775", resource=Resource.HOT_WATER, by=head)
    assert Meter.objects.count() == 2


@pytest.mark.parametrize(
    ("details", "field"),
    [
        ({"number": "  "}, "number"),
        ({"number": "—"}, "number"),
        ({"number": "1<b>"}, "number"),
        ({"tariffs": 2}, "tariffs"),
        ({"resource": Resource.ELECTRICITY, "tariffs": 4}, "tariffs"),
        ({"digits": 0}, "digits"),
        ({"installed_on": date(2999, 1, 1)}, "installed_on"),
        ({"last_check_on": date(2999, 1, 1)}, "last_check_on"),
        ({"installed_on": date(2024, 1, 1), "next_verification_on": date(2023, 1, 1)}, "next_verification_on"),
    ],
)
def test_impossible_meter_is_refused_at_its_field(details, field, account, head):
    with pytest.raises(DomainError) as refused:
        add_meter(Details(**{"resource": Resource.COLD_WATER, "number": "1", **details}), account=account, by=head)

    assert refused.value.field == field
    assert not Meter.objects.exists()


def test_switched_off_account_gets_no_meter(account, head):
    deactivate(account, by=head)
    account.refresh_from_db()

    with pytest.raises(DomainError, match="отключён"):
        MeterFactory(account=account, by=head)


def test_house_has_meters_of_its_own(tenant, head):
    house = HouseFactory()

    meter = MeterFactory(house=house, resource=Resource.HEAT, by=head)

    assert (meter.house, meter.account, MeterEvent.objects.get().house) == (house, None, house)


def test_meter_of_nobody_is_refused_by_the_database(tenant):
    with pytest.raises(DatabaseError), transaction.atomic():
        Meter.objects.create(resource=Resource.GAS, number="1")


def test_meter_is_never_deleted(meter):
    with pytest.raises(DatabaseError), transaction.atomic():
        Meter.objects.filter(pk=meter.pk).delete()

    assert Meter.objects.filter(pk=meter.pk).exists()


def test_change_is_told_with_before_and_after(meter, head):
    details = details_of(meter)

    change_meter(meter, Details(**{**details.__dict__, "seal": "П-18"}), by=head)

    assert MeterEvent.objects.get(deed=Deed.CHANGED).changes == {"seal": ["", "П-18"]}
    assert Entry.objects.get(action="meters.change_meter").changes == {"seal": ["", "П-18"]}


def test_change_of_nothing_leaves_no_trace(meter, head):
    change_meter(meter, details_of(meter), by=head)

    assert deeds(meter) == [Deed.ADDED]


def test_readings_keep_their_meaning(account, head):
    meter = MeterFactory(account=account, resource=Resource.ELECTRICITY, first=Seen([Decimal(5)], windows.today()))

    with pytest.raises(DomainError) as tariffs:
        change_meter(meter, Details(**{**details_of(meter).__dict__, "tariffs": 2}), by=head)
    with pytest.raises(DomainError) as resource:
        change_meter(meter, Details(**{**details_of(meter).__dict__, "resource": Resource.GAS}), by=head)

    assert (tariffs.value.field, resource.value.field) == ("tariffs", "resource")


def test_cold_and_hot_taken_for_each_other_are_put_right(account, head):
    meter = MeterFactory(account=account, first=Seen([Decimal(5)], windows.today()))

    change_meter(meter, Details(**{**details_of(meter).__dict__, "resource": Resource.HOT_WATER}), by=head)

    meter.refresh_from_db()
    assert meter.resource == Resource.HOT_WATER


def test_replaced_meter_keeps_its_history(account, head):
    today = windows.today()
    old = MeterFactory(account=account, first=Seen([Decimal(780)], today - timedelta(days=60)))

    new = replace_meter(
        old, Details(resource=Resource.COLD_WATER, number="77"), on=today, last=[Decimal("791.5")],
        first=[Decimal("0.2")], by=head,
    )  # fmt: skip

    old.refresh_from_db()
    assert (old.is_active, old.removed_on, new.replaces, new.installed_on) == (False, today, old, today)
    this_month = windows.window_of(account.house_id).month_of(today)
    assert old.readings.get(month=this_month).value == Decimal("791.5")
    assert new.readings.get().month == windows.previous_month(this_month)
    assert deeds(old) == [Deed.ADDED, Deed.READ, Deed.READ, Deed.REPLACED]
    assert MeterEvent.objects.get(deed=Deed.REPLACED).changes["number"] == [old.number, "77"]


@pytest.mark.parametrize(
    ("details", "field"),
    [({"resource": Resource.HOT_WATER, "number": "77"}, "resource"), ({"number": "43512775"}, "number")],
)
def test_what_cannot_replace_changes_nothing(details, field, meter, head):
    with pytest.raises(DomainError) as refused:
        replace_meter(
            meter, Details(**{"resource": Resource.COLD_WATER, **details}), on=windows.today(), last=[Decimal(9)],
            first=[Decimal(0)], by=head,
        )  # fmt: skip

    meter.refresh_from_db()
    assert (refused.value.field, meter.is_active, Reading.objects.exists()) == (field, True, False)


def test_taken_off_meter_takes_no_readings_until_it_is_back(meter, head):
    today = windows.today()
    stop_meter(meter, on=today, last=[Decimal("12.5")], by=head)
    meter.refresh_from_db()
    assert (meter.is_active, meter.removed_on, meter.readings.get().value) == (False, today, Decimal("12.5"))
    with pytest.raises(DomainError, match="снят"):
        hand_in([Handed(meter, [Decimal(13)])], taken_on=today, source=Source.COMPUTER, by=head)

    start_meter(meter, by=head)

    meter.refresh_from_db()
    assert (meter.is_active, meter.removed_on) == (True, None)
    assert deeds(meter) == [Deed.ADDED, Deed.READ, Deed.STOPPED, Deed.STARTED]


def test_meter_is_not_taken_off_twice_nor_tomorrow(meter, head):
    with pytest.raises(DomainError, match="не наступил"):
        stop_meter(meter, on=windows.today() + timedelta(days=1), by=head)
    stop_meter(meter, on=windows.today(), by=head)
    with pytest.raises(DomainError, match="уже снят"):
        stop_meter(meter, on=windows.today(), by=head)


def test_replaced_meter_does_not_come_back(meter, head):
    replace_meter(
        meter, Details(resource=Resource.COLD_WATER, number="77"), on=windows.today(), last=[Decimal(1)],
        first=[Decimal(0)], by=head,
    )  # fmt: skip

    with pytest.raises(DomainError, match="№ 77"):
        start_meter(meter, by=head)


def test_check_is_written_with_its_control_reading(meter, head):
    today = windows.today()

    check_meter(meter, on=today, values=[Decimal("14.2")], by=head)

    meter.refresh_from_db()
    assert (meter.last_check_on, meter.readings.get().value) == (today, Decimal("14.2"))
    assert deeds(meter) == [Deed.ADDED, Deed.READ, Deed.CHECKED]
    with pytest.raises(DomainError, match="Позже уже была"):
        check_meter(meter, on=today - timedelta(days=1), by=head)


def test_meters_in_force_follow_the_new_owner(account, head):
    stays = MeterFactory(account=account)
    stop_meter(stays, on=windows.today(), by=head)
    moves = MeterFactory(account=account, first=Seen([Decimal(7)], windows.today()))
    new = AccountFactory(house=account.house)

    assert move_meters(old=account, new=new, by=head) == 1

    assert set(new.meters.all()) == {moves}
    assert moves.readings.count() == 1
    assert MeterEvent.objects.get(deed=Deed.CHANGED).changes == {"account": [account.number, new.number]}


def test_change_of_owner_takes_the_meters_along(account, meter, head):
    new = change_owner(account, on=windows.today(), last_name="Петров", first_name="Пётр", by=head)

    meter.refresh_from_db()
    assert meter.account == new


def test_person_is_told_of_meters_and_they_stay(account, meter, head):
    [anchor] = Accounts().anchors([account.pk], lock=False)

    [held] = Meters().held([anchor])

    assert (held.title, held.verdict) == ("ХВС № 43512775", Verdict.KEEP)
    assert account.last_name not in held.neutral


def test_meters_of_other_sections_are_not_ones_own(meter, account):
    master = make_employee(Role.CLIENT_DESK)
    master.access.rows = {rights.EDIT_METERS: Rows.SECTION}
    master.access.save()

    with pytest.raises(DomainError, match="участк"):
        stop_meter(meter, on=windows.today(), by=master)

    meter.refresh_from_db()
    assert meter.is_active
