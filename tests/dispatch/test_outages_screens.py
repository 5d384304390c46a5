"""«Диспетчерская — Отключения» on the screen: the list, the form, the page, what to say to a caller."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from crm.accounting.models import House
from crm.dispatch.domain import outages
from crm.dispatch.domain.calls import Call
from crm.dispatch.domain.outage_places import Spot
from crm.dispatch.domain.outages import Change
from crm.dispatch.enums import OutageKind, Place, Supply
from crm.dispatch.models import Outage
from crm.request_types.models import RequestType
from crm.rights.enums import Role
from identity.models import User
from tests.dispatch.announcing import announced, clock
from tests.factories import AccountFactory, HouseFactory, RequestFactory

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

LIST = "/crm/dispatch/outages/"
NEW = "/crm/dispatch/outages/new/"


@pytest.fixture
def house(tenant) -> House:
    return HouseFactory(street="Ленина", number="86")


@pytest.fixture
def dispatcher(staff: Callable[[Role], Client]) -> Client:
    return staff(Role.DISPATCHER)


def form(**told: object) -> dict[str, object]:
    usual = {
        "kind": "emergency", "supply": "cold_water", "house": "Ленина 86", "starts_at": "2026-11-27T14:20",
        "ends_at": "2026-11-27T18:00", "reason": "Прорыв", "doing": "Варим трубу",
    }  # fmt: skip
    return usual | told


def page_of(outage: Outage) -> str:
    return f"{LIST}inspect/{outage.pk}/"


class TestForm:
    def test_announces_at_several_places(self, house: House, dispatcher: Client):
        HouseFactory(street="Мира", number="3")

        answer = dispatcher.post(
            NEW, form(entrance="2", riser="1", more="Мира 3\n\nМира 3а, подъезд 1"), follow=True
        )  # fmt: skip
        assert "нет в списке" in str(answer.context["form"].errors["more"])

        answer = dispatcher.post(NEW, form(entrance="2", riser="1", more="Мира 3, подъезд 1\n"), follow=True)

        outage = Outage.objects.get()
        assert "Объявлено. Аварийное: холодная вода." in answer.content.decode()
        assert [(place.house.street, place.entrance, place.riser) for place in outage.places.all()] == [
            (house.street, 2, 1), ("ул. Мира", 1, None)
        ]  # fmt: skip
        assert (outage.starts_at, outage.ends_at) == (clock("2026-11-27 14:20"), clock("2026-11-27 18:00"))

    @pytest.mark.parametrize(
        ("told", "field", "message"),
        [
            ({"house": ""}, "house", "Требуется заполнить"),
            ({"riser": "1"}, "entrance", "укажите и подъезд"),
            ({"more": "Ленина 86, подъезд 1"}, "more", "уже входит"),
            ({"ends_at": "2026-11-27T10:00"}, "ends_at", "раньше, чем начнётся"),
        ],
    )
    def test_what_is_wrong_stands_at_its_field(self, told, field, message, house: House, dispatcher: Client):
        answer = dispatcher.post(NEW, form(**told))

        assert message in str(answer.context["form"].errors[field])
        assert not Outage.objects.exists()

    def test_the_place_is_known_from_the_address(self, house: House, dispatcher: Client):
        shown = dispatcher.get(f"{NEW}?house={house.pk}&entrance=2&riser=1&supply=gas").context["form"]

        assert [shown[name].value() for name in ("house", "entrance", "riser", "supply")] == [
            str(house), "2", "1", "gas"
        ]  # fmt: skip

    @pytest.mark.parametrize("query", ["house=0", "house=x", "house=99999999999999999999", "house=&type=", "type=7"])
    def test_a_wrong_address_is_an_empty_form(self, query: str, house: House, dispatcher: Client):
        assert dispatcher.get(f"{NEW}?{query}").context["form"]["house"].value() is None

    def test_from_a_burst_all_is_filled_in_and_its_requests_join(self, house: House, dispatcher: Client):
        cold = RequestType.objects.get(name="Холодное водоснабжение")
        flats = [AccountFactory(house=house, flat=str(n), entrance=1, floor=n) for n in range(1, 6)]
        made = [RequestFactory(house=house, type=cold, call=Call(account=flat)) for flat in flats]
        other = RequestFactory(house=house)

        answer = dispatcher.get(f"{NEW}?house={house.pk}&type={cold.pk}")

        shown = answer.context["form"]
        names = ("house", "entrance", "riser", "supply", "requests")
        filled = {name: shown[name].value() for name in names}
        assert filled == {
            "house": str(house), "entrance": 1, "riser": 1, "supply": Supply.COLD_WATER,
            "requests": ",".join(str(one.number) for one in made),
        }  # fmt: skip
        assert "обращений за полчаса — 5" in answer.content.decode()

        dispatcher.post(NEW, form(**filled))

        assert set(Outage.objects.get().requests.all()) == set(made)
        other.refresh_from_db()
        assert other.outage is None

    def test_a_late_notice_is_warned_of_and_kept(self, house: House, dispatcher: Client):
        soon = timezone.localtime() + timedelta(days=2)
        told = form(kind="planned", starts_at=f"{soon:%Y-%m-%dT%H:%M}", ends_at="")

        page = dispatcher.post(NEW, told, follow=True).content.decode()

        assert ("за 10 рабочих дней (ПП РФ 354" in page, Outage.objects.get().kind) == (True, OutageKind.PLANNED)
        assert "Объявлено меньше чем за 10 рабочих дней" in page

    def test_a_timely_notice_is_not(self, house: House, dispatcher: Client):
        later = timezone.localtime() + timedelta(days=40)
        told = form(kind="planned", starts_at=f"{later:%Y-%m-%dT%H:%M}", ends_at="")

        page = dispatcher.post(NEW, told, follow=True).content.decode()

        assert "Объявлено меньше чем" not in page

    def test_putting_off_shows_what_is_known_and_keeps_what_was_said(self, house: House, dispatcher: Client):
        outage = announced(
            Spot(house, 2, 1), Spot(house, 3), starts_at=clock("2026-11-27 14:20"), reason="Прорыв", doing="Варим"
        )
        url = f"{LIST}edit/{outage.pk}/"
        shown = dispatcher.get(url).context["form"]
        sent = {name: shown[name].value() or "" for name in shown.fields} | {"starts_at": "2026-11-27T14:20"}
        assert (sent["house"], sent["entrance"], sent["riser"], sent["more"]) == (
            str(house), 2, 1, f"{house}, подъезд 3"
        )  # fmt: skip

        dispatcher.post(url, sent | {"ends_at": "2026-11-27T20:00"})

        assert [list(one.changes) for one in outage.history.all()] == [["ends_at"]]
        page = dispatcher.get(page_of(outage)).content.decode()
        assert "пусто → 27.11.2026 20:00" in page


class TestList:
    @pytest.fixture
    def four(self, house: House) -> dict[str, Outage]:
        made = {
            "over": announced(house, supply=Supply.GAS),
            "planned": announced(HouseFactory(street="Мира", number="3"), hours=50, kind=OutageKind.PLANNED),
            "going": announced(house, hours=-3),
            "late": announced(house, hours=-5, ends_at=timezone.now() - timedelta(hours=1)),
        }
        outages.end_outage(made["over"], by=None)
        return made

    @pytest.mark.parametrize(
        ("asked", "found"),
        [
            ("", ["going", "late", "planned", "over"]),
            ("state=on", ["going", "late"]),
            ("state=planned", ["planned"]),
            ("state=over", ["over"]),
            ("kind=planned", ["planned"]),
            ("supply=gas", ["over"]),
            ("q=мира", ["planned"]),
        ],
    )
    def test_what_goes_on_stands_first_and_is_cut_as_asked(self, asked, found, four, dispatcher: Client):
        answer = dispatcher.get(f"{LIST}?{asked}")

        assert list(answer.context["object_list"]) == [four[name] for name in found]

    def test_cut_to_a_house_each_outage_once(self, house: House, four, dispatcher: Client):
        both = announced(Spot(house, 1), Spot(house, 2))

        answer = dispatcher.get(f"{LIST}?house={house.pk}&state=on")

        assert list(answer.context["object_list"]) == [both, four["going"], four["late"]]

    def test_says_in_words_where_each_is(self, four, dispatcher: Client):
        page = dispatcher.get(LIST).content.decode()

        assert [word in page for word in ("Идёт", "Срок прошёл", "Запланировано", "Закончилось", "Отменено")] == [
            True, True, True, True, False
        ]  # fmt: skip

    def test_an_empty_one_says_what_to_do(self, tenant, dispatcher: Client):
        assert "Объявите первое" in dispatcher.get(LIST).content.decode()

    def test_queries_do_not_grow_with_the_rows(self, house: House, dispatcher: Client):
        announced(house)
        dispatcher.get(LIST)

        def asked() -> int:
            with CaptureQueriesContext(connection) as queries:
                dispatcher.get(LIST)
            return len(queries)

        one = asked()
        for number in range(10):
            announced(Spot(house, number + 1), Spot(house, number + 2))
        dispatcher.get(LIST)  # the site shows outages, so the process has forgotten what it knew of the company

        assert asked() == one


class TestPage:
    def test_says_what_to_say(self, house: House, dispatcher: Client):
        page = dispatcher.get(page_of(announced(house))).content.decode()

        assert "«В вашем доме аварийно отключена холодная вода с" in page
        assert "Закончилось</a>" in page

    @pytest.mark.parametrize(
        ("places", "said"),
        [
            ([(1, None), (2, 1)], "В вашем подъезде"),
            ([(1, 1), (2, 1)], "По вашему стояку"),
            ([(None, None)], "В вашем доме"),
        ],
    )
    def test_speaks_as_widely_as_its_places_are(self, places, said, house: House, dispatcher: Client):
        page = dispatcher.get(page_of(announced(*(Spot(house, *place) for place in places)))).content.decode()

        assert f"«{said} аварийно" in page

    def test_ends_cancels_and_opens_again(self, house: House, dispatcher: Client):
        outage = announced(house)

        dispatcher.post(f"{LIST}{outage.pk}/end/", {"version": 1, "at": ""})
        dispatcher.post(f"{LIST}{outage.pk}/reopen/", {"version": 2, "reason": "Снова потекло"})
        page = dispatcher.post(
            f"{LIST}{outage.pk}/cancel/", {"version": 3, "reason": "Записали дважды"}, follow=True
        ).content.decode()

        assert [sorted(one.changes) for one in outage.history.all()] == [
            ["ended_at"], ["ended_at", "reason_why"], ["cancelled_at", "reason_why"]
        ]  # fmt: skip
        assert ("Записали дважды" in page, "Открыть снова" in page, "Что сказать" in page) == (True, True, False)

    def test_ends_at_the_minute_that_the_form_shows(self, house: House, dispatcher: Client):
        outage, url = announced(house, hours=0), "{}{}/end/"
        shown = dispatcher.get(url.format(LIST, outage.pk)).context["form"]
        moment = shown["at"].value()

        dispatcher.post(url.format(LIST, outage.pk), {"version": 1, "at": f"{moment:%Y-%m-%dT%H:%M}"})

        assert Outage.objects.get().ended_at is not None

    def test_another_persons_change_is_seen_before_it_is_ended(self, house: House, dispatcher: Client, head: User):
        outage = announced(house)
        outages.change_outage(outage, Change(doing="Варим"), by=head)

        answer = dispatcher.post(f"{LIST}{outage.pk}/end/", {"version": 1})

        assert (answer.status_code, "отключение изменили: Иванова" in answer.content.decode()) == (422, True)
        assert Outage.objects.get().ended_at is None

    def test_joins_the_ticked_requests_and_parts_them(self, house: House, dispatcher: Client):
        outage = announced(house)
        one, two = (RequestFactory(house=house, place=Place.YARD, text=text) for text in ("Нет воды", "Лампочка"))
        assert "Лампочка" in dispatcher.get(page_of(outage)).content.decode()

        dispatcher.post(f"{LIST}{outage.pk}/join/", {"number": [one.number]})
        assert list(outage.requests.all()) == [one]

        dispatcher.post(f"{LIST}{outage.pk}/part/{one.number}/")
        assert list(outage.requests.all()) == []
        two.refresh_from_db()
        assert two.outage is None

    def test_joins_all_or_none(self, house: House, dispatcher: Client):
        outage, here, elsewhere = announced(house), RequestFactory(house=house), RequestFactory()

        page = dispatcher.post(
            f"{LIST}{outage.pk}/join/", {"number": [here.number, elsewhere.number]}, follow=True
        ).content.decode()

        assert ("не в её доме" in page, outage.requests.exists()) == (True, False)

    def test_queries_do_not_grow_with_places_requests_and_changes(self, house: House, dispatcher: Client):
        def asked(*places: Spot, requests: int) -> int:
            outage = announced(*places)
            for number in range(requests):
                outages.join_to_outage(RequestFactory(house=house), outage, by=None)
                RequestFactory(house=house)
                outages.change_outage(outage, Change(doing=str(number)), by=None)
            dispatcher.get(page_of(outage))
            with CaptureQueriesContext(connection) as queries:
                dispatcher.get(page_of(outage))
            return len(queries)

        assert asked(Spot(house), requests=1) == asked(Spot(house, 1), Spot(house, 2), requests=4)


class TestHere:
    def test_the_sentence_until_and_what_is_being_done(self, house: House, dispatcher: Client):
        announced(Spot(house, 2), doing="Варим трубу", ends_at=timezone.now() + timedelta(hours=2))
        announced(Spot(house, 1), doing="Меняем насос")

        answer = dispatcher.get(f"{LIST}here/?house={house.pk}&entrance=2").content.decode()

        assert "«В вашем подъезде аварийно отключена холодная вода с" in answer
        assert ("Варим трубу" in answer, "Меняем насос" in answer, "<html" in answer) == (True, False, False)

    def test_nothing_where_nothing_goes_on(self, house: House, dispatcher: Client):
        assert dispatcher.get(f"{LIST}here/?house={house.pk}&entrance=").content.decode().strip() == ""

    @pytest.mark.parametrize("query", ["", "house=x", "house=0"])
    def test_no_such_house(self, query: str, tenant, dispatcher: Client):
        assert dispatcher.get(f"{LIST}here/?{query}").status_code == 404


class TestRoles:
    @pytest.mark.parametrize(
        ("role", "sees", "manages"),
        [
            (Role.HEAD, True, True),
            (Role.DISPATCHER, True, True),
            (Role.CLIENT_DESK, True, False),
            (Role.EXECUTOR, True, False),
            (Role.ACCOUNTANT, False, False),
            (Role.INSPECTOR, False, False),
        ],
    )
    def test_who_sees_and_who_manages(self, role, sees, manages, house: House, staff):
        outage, browser = announced(house), staff(role)

        seen = [browser.get(url).status_code == 200 for url in (LIST, page_of(outage), f"{LIST}here/?house={house.pk}")]
        managed = [
            browser.get(url).status_code == 200
            for url in (NEW, f"{LIST}edit/{outage.pk}/", *(f"{LIST}{outage.pk}/{deed}/" for deed in ("end", "cancel")))
        ]

        assert (set(seen), set(managed)) == ({sees}, {manages})

    def test_whoever_only_looks_has_no_buttons(self, house: House, staff):
        page = staff(Role.CLIENT_DESK).get(page_of(announced(house))).content.decode()

        assert ("Закончилось</a>" in page, "Отменить</a>" in page, "Что сказать звонящему" in page) == (
            False, False, True
        )  # fmt: skip

    @pytest.mark.parametrize(("role", "is_there"), [(Role.DISPATCHER, True), (Role.ACCOUNTANT, False)])
    def test_menu(self, role, is_there, tenant, staff):
        assert (f'"{LIST}"' in staff(role).get("/crm/").content.decode()) is is_there
