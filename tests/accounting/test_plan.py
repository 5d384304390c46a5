"""Entrances × floors, drawn from accounts; what a riser is; flats spread by their numbers."""

from decimal import Decimal

import pytest

from crm.accounting.domain.accounts import add_account, deactivate
from crm.accounting.domain.houses import add_house, change_house
from crm.accounting.domain.passports import Passport
from crm.accounting.domain.plan import Entrance, Plan, Row, accounts_of, draw, plan_of
from crm.accounting.domain.premises import flat_key
from crm.accounting.domain.spreading import Layout, offered, spread_flats, spread_rows
from crm.accounting.enums import Kind
from crm.accounting.models import Account, House
from crm.journal.models import Entry
from tenants.errors import DomainError

pytestmark = pytest.mark.integration


def row(name: str, entrance: int | None = 1, floor: int | None = 1, *, kind: Kind = Kind.FLAT, account: int = 0) -> Row:
    return Row(account or hash((name, entrance, floor)), name, flat_key(name), kind, entrance, floor, Decimal(0))


def drawn(*rows: Row, floors: int | None = None) -> Plan:
    return draw(sorted(rows, key=lambda one: (one.key, one.account)), floors=floors)


def storeys(entrance: Entrance) -> dict[int, list[str]]:
    """Floor → names by riser, a dash where nobody is."""
    return {floor.number: [flat.name if flat else "—" for flat in floor.flats] for floor in entrance.floors}


@pytest.fixture
def house(head) -> House:
    return add_house(
        city="Верхнекамск", street="Ленина", number="86", passport=Passport(floors=3, entrances=2), by=head
    )


def settle(house: House, flats: list[int], per_floor: int = 2, **told: object) -> list[Account]:
    """Flats of two to a floor, three floors, two entrances."""
    layout = Layout(entrances=2, per_floor=per_floor, first_floor=1, last_floor=3)
    accounts = []
    for flat in flats:
        entrance, floor = layout.place_of(flat)
        accounts.append(
            add_account(
                house=house, number=f"{flat:04d}", last_name="Ли", first_name="Бо", flat=str(flat), entrance=entrance,
                floor=floor, by=None, **told,
            )
        )  # fmt: skip
    return accounts


class TestDrawing:
    def test_top_floor_is_above_and_entrances_stand_side_by_side(self):
        plan = drawn(*(row(str(n), 1 + (n - 1) // 4, 1 + (n - 1) % 4 // 2) for n in range(1, 9)))

        assert [entrance.number for entrance in plan.entrances] == [1, 2]
        assert storeys(plan.entrances[0]) == {2: ["3", "4"], 1: ["1", "2"]}
        assert storeys(plan.entrances[1]) == {2: ["7", "8"], 1: ["5", "6"]}
        assert list(storeys(plan.entrances[0])) == [2, 1]

    def test_a_flat_without_an_account_leaves_its_place_empty(self):
        """Number 4 is missing: 5 and 6 do not move up to its riser."""
        plan = drawn(*(row(str(n), 1, 1 + (n - 1) // 3) for n in (1, 2, 3, 5, 6, 7, 9)))

        (entrance,) = plan.entrances
        assert storeys(entrance) == {3: ["7", "—", "9"], 2: ["—", "5", "6"], 1: ["1", "2", "3"]}
        assert not entrance.by_order

    def test_one_flat_on_each_floor_may_still_be_one_riser(self):
        (entrance,) = drawn(row("1", 1, 1), row("5", 1, 2), row("9", 1, 3)).entrances

        assert storeys(entrance) == {3: ["9"], 2: ["5"], 1: ["1"]}

    def test_numbers_that_do_not_run_on_evenly_are_taken_in_their_order(self):
        (entrance,) = drawn(row("1", 1, 1), row("2А", 1, 1), row("3", 1, 2), row("40", 1, 2), row("41", 1, 2)).entrances

        assert entrance.by_order
        assert storeys(entrance) == {2: ["3", "40", "41"], 1: ["1", "2А", "—"]}

    def test_ten_stands_after_nine(self):
        (entrance,) = drawn(row("10", 1, 1), row("9", 1, 1)).entrances
        assert storeys(entrance) == {1: ["9", "10"]}

    def test_accounts_of_one_flat_share_its_cell(self):
        (entrance,) = drawn(row("1", account=7), row("1", account=8)).entrances
        assert entrance.floors[0].flats[0].accounts == (7, 8)

    def test_what_is_no_flat_stands_upon_no_riser(self):
        (entrance,) = drawn(row("1"), row("пом. 2Н", kind=Kind.COMMERCIAL), row("3", kind=Kind.PARKING)).entrances

        assert storeys(entrance) == {1: ["1"]}
        assert [one.name for one in entrance.floors[0].others] == ["3", "пом. 2Н"]
        assert entrance.has_others

    def test_without_entrance_or_floor_is_listed_apart(self):
        plan = drawn(row("1"), row("2", None, 1), row("3", 1, None), row("4", None, None))
        assert [one.name for one in plan.unplaced] == ["2", "3", "4"]

    def test_floors_of_the_passport_are_drawn_also_where_nobody_is_and_a_basement_where_somebody_is(self):
        (entrance,) = drawn(row("1", 1, 2), row("кл. 1", 1, -1, kind=Kind.STORAGE), floors=3).entrances
        assert [floor.number for floor in entrance.floors] == [3, 2, 1, -1]

    def test_an_empty_house_has_an_empty_plan(self):
        assert drawn() == Plan([], [])


class TestChoosing:
    def test_entrance_floor_and_riser(self, house, head):
        settle(house, list(range(1, 13)))

        def flats(**chosen: int) -> list[str]:
            return list(accounts_of(house, **chosen).order_by("flat_key").values_list("flat", flat=True))

        assert flats(entrance=2) == ["7", "8", "9", "10", "11", "12"]
        assert flats(floor=1) == ["1", "2", "7", "8"]
        assert flats(entrance=1, riser=2) == ["2", "4", "6"]
        assert flats(entrance=2, floor=3, riser=1) == ["11"]
        assert flats(entrance=1, riser=3) == []
        assert len(flats()) == 12

    def test_a_riser_without_its_entrance_is_refused(self, house):
        with pytest.raises(DomainError, match="выберите и подъезд"):
            accounts_of(house, riser=1)

    def test_switched_off_accounts_and_other_houses_are_not_there(self, house, head):
        gone, *_ = settle(house, [1, 3, 5])
        deactivate(gone, by=head)
        other = add_house(city="Верхнекамск", street="Ленина", number="88", by=head)
        add_account(house=other, number="9", last_name="Ли", first_name="Бо", flat="1", entrance=1, floor=1, by=head)

        assert [account.flat for account in accounts_of(house, entrance=1, riser=1).order_by("flat_key")] == ["3", "5"]
        assert storeys(plan_of(house).entrances[0]) == {3: ["5"], 2: ["3"], 1: ["—"]}

    def test_the_plan_is_one_query_and_a_riser_two(self, house, django_assert_num_queries):
        settle(house, list(range(1, 13)), balance=Decimal(5))
        with django_assert_num_queries(1):
            plan = plan_of(house)
        assert plan.entrances[0].floors[0].flats[0].debt == 5
        with django_assert_num_queries(2):
            list(accounts_of(house, entrance=1, riser=1))


class TestSpreading:
    LAYOUT = Layout(entrances=2, per_floor=2, first_floor=1, last_floor=3)

    def test_the_passport_and_the_largest_number_suggest_a_layout(self, house):
        rows = [row(str(n), None, None) for n in range(1, 13)]
        assert offered(house, rows) == self.LAYOUT
        assert offered(house, rows[:-1]) == self.LAYOUT, "the last flat has no account"
        house.entrances = None
        assert offered(house, rows) is None

    @pytest.mark.parametrize(
        ("flat", "place"), [(1, (1, 2)), (4, (1, 3)), (5, (2, 2)), (8, (2, 3)), (9, None), (0, None)]
    )
    def test_places_begin_at_the_first_floor_with_flats(self, flat, place):
        assert Layout(entrances=2, per_floor=2, first_floor=2, last_floor=3).place_of(flat) == place

    def test_what_somebody_has_written_stays(self):
        told, half, letters = row("3", 2, 2), row("4", 2, None), row("5А", None, None)
        assert spread_rows([told, half, letters], self.LAYOUT) == [told, half, letters]

    def test_flats_get_their_places_and_the_journal_says_how(self, house, head):
        settle(house, list(range(1, 13)))
        Account.objects.exclude(flat="12").update(entrance=None, floor=None)

        assert spread_flats(house, layout=self.LAYOUT, by=head) == 11

        assert storeys(plan_of(house).entrances[1]) == {3: ["11", "12"], 2: ["9", "10"], 1: ["7", "8"]}
        assert Entry.objects.get(action="accounting.spread_flats").changes == {
            "spread_flats": [None, 11], "per_floor": [None, 2], "first_floor": [None, 1],
        }  # fmt: skip
        with pytest.raises(DomainError, match="не нашлось места"):
            spread_flats(house, layout=self.LAYOUT, by=head)

    @pytest.mark.parametrize(
        ("told", "field"),
        [
            ({"entrances": 3}, "entrances"),
            ({"last_floor": 4}, "last_floor"),
            ({"first_floor": 4, "last_floor": 3}, "first_floor"),
            ({"per_floor": 31}, "per_floor"),
        ],
    )
    def test_a_layout_that_is_not_this_house_is_refused(self, told, field, house, head):
        layout = Layout(**{"entrances": 2, "per_floor": 2, "first_floor": 1, "last_floor": 3, **told})
        with pytest.raises(DomainError) as refusal:
            spread_flats(house, layout=layout, by=head)
        assert refusal.value.field == field

    def test_a_passport_that_shrinks_names_the_entrance_in_the_way(self, house, head):
        settle(house, [12])
        with pytest.raises(DomainError, match="в подъезде 2"):
            change_house(
                house, city=house.city, street=house.street, number=house.number, section=None, responsible=None,
                passport=Passport(entrances=1), by=head,
            )  # fmt: skip
