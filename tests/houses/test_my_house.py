"""«Что с моим домом»: by address, without signing in."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from crm.accounting.models import House
from crm.dispatch.domain.calls import Call, join_call
from crm.dispatch.domain.outage_places import Spot
from crm.dispatch.domain.outages import Change, change_outage, join_to_outage
from crm.dispatch.enums import Source
from sites_cms.alerts.enums import AlertKind
from tenants.models import Tenant
from tests.alerts.test_alerts import hang
from tests.dispatch.announcing import announced
from tests.factories import AccountFactory, HouseFactory, RequestFactory
from tests.houses.test_house_pages import add_news

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


@pytest.fixture
def house(tenant: Tenant) -> House:
    return HouseFactory(street="Берёзовая", number="86")


@pytest.fixture
def visitor(tenant: Tenant, client_of) -> Client:
    return client_of(tenant)


def asked(client: Client, text: str) -> str:
    return client.get("/moy-dom/", {"adres": text}).content.decode()


@pytest.mark.parametrize(
    "text", ["Берёзовая 86", "березовая, д.86", "ул. Берёзовая 86 кв 5", "<thtpjdfz 86", "березовая 86 иванова"]
)
def test_a_house_is_found_as_people_write_it(text: str, house: House, visitor: Client):
    HouseFactory(street="Берёзовая", number="8")
    answer = asked(visitor, text)

    assert "<b>ул. Берёзовая, д. 86</b>" in answer
    assert "Отключений нет" in answer


def test_several_are_asked_which_and_none_says_what_to_do(house: House, visitor: Client):
    HouseFactory(street="Берёзовая", number="88")

    assert "Который из них?" in asked(visitor, "берёзовая")
    assert "среди наших нет" in asked(visitor, "Несуществующая 1")
    assert "среди наших нет" in asked(visitor, "\x00';--")


def test_neither_flats_nor_people_can_be_guessed(house: House, visitor: Client):
    AccountFactory(house=house, last_name="Ковалёва", flat="5", number="00012345")
    known, unknown = asked(visitor, "Берёзовая 86 кв 5"), asked(visitor, "Берёзовая 86 кв 6")

    strip = lambda text: text.partition("<main")[2].partition("csrfmiddlewaretoken")[0]  # noqa: E731  said once
    assert strip(known) == strip(unknown)
    assert "Ковалёва" not in known
    assert "среди наших нет" in asked(visitor, "Ковалёва")
    assert "среди наших нет" in asked(visitor, "00012345")


def test_it_tells_what_is_off_what_is_done_and_how_the_term_moved(house: House, visitor: Client):
    outage = announced(house, ends_at=timezone.now() + timedelta(hours=2), doing="Варим трубу")
    change_outage(outage, Change(ends_at=timezone.now() + timedelta(hours=5)), by=None)

    answer = asked(visitor, "Берёзовая 86")

    assert "В вашем доме" in answer
    assert "Варим трубу" in answer
    assert "срок перенесли: был" in answer


def test_an_outage_of_an_entrance_names_it(house: House, visitor: Client):
    announced(Spot(house, 2))

    answer = asked(visitor, "Берёзовая 86")
    assert "Сейчас: подъезд 2" in answer
    assert "В вашем подъезде" not in answer


@pytest.mark.parametrize(("neighbours", "told"), [(2, False), (3, True)])
def test_neighbours_are_counted_only_if_they_are_many(neighbours: int, told: bool, house: House, visitor: Client):
    outage = announced(house)
    request = RequestFactory(house=house)
    for number in range(neighbours - 1):
        join_call(
            request, Call(name="Сосед", phone=f"+7 975 000-77-0{number}", text="И у нас"), source=Source.PHONE, by=None
        )
    join_to_outage(request, outage, by=None)

    assert ("Об этом уже сообщили из вашего дома: 3." in asked(visitor, "Берёзовая 86")) is told


def test_suggestions_are_the_companys_own_houses(house: House, visitor: Client):
    answer = visitor.get("/moy-dom/podskazki/", {"adres": "берез"})

    assert answer.json() == {"houses": ["Верхнекамск, ул. Берёзовая, д. 86"]}
    assert visitor.get("/moy-dom/podskazki/", {"adres": "б"}).json() == {"houses": []}


def test_a_suggestion_finds_the_house_that_it_names(house: House, visitor: Client):
    assert "<b>ул. Берёзовая, д. 86</b>" in asked(visitor, "Верхнекамск, ул. Берёзовая, д. 86")


def test_a_house_is_remembered_only_when_it_is_asked_and_forgotten_as_easily(house: House, visitor: Client):
    asked(visitor, "Берёзовая 86")
    assert "house" not in visitor.cookies
    assert visitor.get("/moy-dom/moyo/").content.strip() == b""

    hang("Меняем стояк", kind=AlertKind.WORKS, houses=[house])
    add_news("Собрание дома", house)
    visitor.post("/moy-dom/zapomnit/", {"dom": house.pk})
    own = visitor.get("/moy-dom/moyo/")

    assert own.headers["Cache-Control"] == "private, no-store"
    for words in ("Мой дом: ул. Берёзовая, д. 86", "Меняем стояк", "Собрание дома"):
        assert words in own.content.decode()
    assert "Берёзовая" not in visitor.get("/").content.decode(), "the page itself is the same for all"

    visitor.post("/moy-dom/zapomnit/", {"dom": ""})
    assert visitor.cookies["house"].value == ""


@pytest.mark.parametrize("number", ["abc", "-1", "9" * 40, "987654"])
def test_a_made_up_number_is_no_house(number: str, house: House, visitor: Client):
    visitor.cookies["house"] = number
    assert visitor.get("/moy-dom/moyo/").content.strip() == b""
    assert "Берёзовая" not in visitor.get(f"/moy-dom/?dom={number}").content.decode()


def test_asking_too_often_is_refused(house: House, visitor: Client):
    answers = [visitor.get("/moy-dom/").status_code for _ in range(61)]
    assert answers == [200] * 60 + [429]
