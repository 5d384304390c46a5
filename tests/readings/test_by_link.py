"""The page of a resident's link, as a resident sees it; the button that makes the link, as the office uses it."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from django.test import Client
from django.utils import timezone

from crm.accounting.models import Account
from crm.journal.models import Entry as JournalEntry
from crm.meters.domain import windows
from crm.meters.domain.links import issue_link, revoke_links
from crm.meters.domain.meters import Details, change_meter, details_of
from crm.meters.enums import Resource, Source
from crm.meters.models import Meter, ReadingLink
from crm.rights.enums import Role, Rows
from crm.rights.models import Access
from sites_cms.cache.middleware import PAGE_OF
from tenants.context import speaking_for
from tenants.models import Tenant
from tests.conftest import make_employee
from tests.factories import AccountFactory, HouseFactory
from tests.meters.making import give, make_meter, of_rows

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

TODAY = date(2026, 11, 20)
NOVEMBER = date(2026, 11, 1)


@pytest.fixture(autouse=True)
def _day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(windows, "today", lambda: TODAY)
    monkeypatch.setattr(timezone, "now", lambda: datetime(2026, 11, 20, 9, tzinfo=UTC))


@pytest.fixture
def cold(tenant: Tenant) -> Meter:
    account = AccountFactory(
        house=HouseFactory(street="ул. Ленина", number="86"), number="00012345", last_name="Соколова", flat="12",
        balance=4321,
    )  # fmt: skip
    meter = make_meter(account, number="43512775", place="Кухня")
    for month, value in ((8, 780), (9, 785), (10, 791)):
        give(meter, value, on=date(2026, month, 20))
    return meter


@pytest.fixture
def resident(tenant: Tenant, client_of: Callable[..., Client]) -> Client:
    """A browser of somebody who has never been here."""
    return client_of(tenant)


def path_of(account: Account) -> str:
    url = issue_link(account, by=None).url
    return url[url.index("/p/") :]


def page(answer) -> str:
    main = re.search(r"<main.*</main>", answer.content.decode(), re.DOTALL)
    assert main
    return " ".join(re.sub(r"<[^>]+>", " ", main[0]).split())


def current(meter: Meter) -> list[str]:
    return [f"{reading.value:.0f}" for reading in meter.readings.filter(is_current=True, month=NOVEMBER)]


def test_it_shows_the_flat_its_meters_and_nothing_of_a_person(resident: Client, cold: Meter):
    answer = resident.get(path_of(cold.account))
    text = page(answer)
    assert "ул. Ленина, д. 86, кв. 12" in text
    assert "ХВС № 43512775, кухня В прошлый раз: 791 м³ , 20 октября 2026" in text
    assert "Принимаем до 25 ноября включительно" in text
    for secret in ("Соколова", "00012345", "4321"):
        assert secret not in answer.content.decode(), secret


def test_it_goes_nowhere_else(resident: Client, cold: Meter):
    path = path_of(cold.account)
    sent = resident.post(path, {f"v{cold.pk}_1": "796"})
    for answer in (resident.get(path), sent, resident.get("/p/" + "A" * 22 + "/")):
        assert "no-store" in answer["Cache-Control"]
        assert answer["Referrer-Policy"] == "no-referrer"
        assert "noindex" in answer["X-Robots-Tag"]
        assert not answer.cookies
        assert PAGE_OF not in answer.wsgi_request.META, "the memory of pages does not keep it"
    html = resident.get(path).content.decode()
    assert 'rel="canonical"' not in html
    assert "og:url" not in html


def test_handed_in_is_thanked_for_with_what_was_kept(resident: Client, cold: Meter):
    path = path_of(cold.account)
    answer = resident.post(path, {f"v{cold.pk}_1": "796,5"})
    assert answer["Location"] == f"{path}?done"
    text = page(resident.get(answer["Location"]))
    assert "Спасибо, показания приняты За ноябрь 2026: ХВС" in text
    assert "ХВС № 43512775, кухня — 796,5 м³ , 20 ноября; расход 5,5 м³" in text
    assert cold.readings.get(month=NOVEMBER).source == Source.LINK
    later = page(resident.get(path))
    assert "Уже передано" in later
    assert "Спасибо" not in later


def test_opening_it_uses_nothing_up(resident: Client, cold: Meter):
    """Messengers look at links before people do."""
    path = path_of(cold.account)
    resident.get(path)
    resident.head(path)
    assert ReadingLink.objects.get().used_at is None


def test_a_mistake_is_mended_by_the_same_link(resident: Client, cold: Meter):
    path = path_of(cold.account)
    resident.post(path, {f"v{cold.pk}_1": "797"})
    assert 'value="797"' in resident.get(path).content.decode()
    resident.post(path, {f"v{cold.pk}_1": "796"})
    assert current(cold) == ["796"]


def test_less_than_last_stands_beside_the_field(resident: Client, cold: Meter):
    answer = resident.post(path_of(cold.account), {f"v{cold.pk}_1": "79"})
    assert answer.status_code == 422
    assert "Меньше прошлого показания: за октябрь 2026 было 791." in page(answer)
    assert 'value="79"' in answer.content.decode()
    assert current(cold) == []


def test_nothing_typed_is_said(resident: Client, cold: Meter):
    assert "Впишите хотя бы одно показание." in page(resident.post(path_of(cold.account), {f"v{cold.pk}_1": ""}))


def test_what_is_unusual_is_asked_about(resident: Client, cold: Meter):
    path = path_of(cold.account)
    asked = resident.post(path, {f"v{cold.pk}_1": "991"})
    assert "Расход 200 м³, а обычно около" in page(asked)
    assert current(cold) == []
    resident.post(path, {f"v{cold.pk}_1": "991", f"ok{cold.pk}": "on"})
    assert current(cold) == ["991"]


def test_cold_and_hot_are_exchanged_by_one_button(resident: Client, cold: Meter):
    hot = make_meter(cold.account, Resource.HOT_WATER)
    give(hot, 220, on=date(2026, 10, 20))
    path, typed = path_of(cold.account), {f"v{cold.pk}_1": "223", f"v{hot.pk}_1": "795"}
    assert "поменяли местами ХВС и ГВС" in page(resident.post(path, typed))
    resident.post(path, typed | {"swap": f"{cold.pk}-{hot.pk}"})
    assert (current(cold), current(hot)) == (["795"], ["223"])


def test_meters_that_are_not_asked_for_have_no_field(resident: Client, cold: Meter, head):
    supplied = make_meter(cold.account, Resource.ELECTRICITY, read_by_supplier=True, number="111")
    own = make_meter(cold.account, Resource.HEAT, number="222")
    change_meter(own, Details(**(details_of(own).__dict__ | {"is_automatic": True})), by=head)
    gas = make_meter(cold.account, Resource.GAS, number="333")
    give(gas, 5, on=TODAY, by=head)
    answer = resident.get(path_of(cold.account))
    text = page(answer)
    assert "Электроэнергия № 111: показания снимает поставщик" in text
    assert "Тепло № 222: прибор передаёт сам" in text
    assert "Газ № 333: 5 м³ — уже внесли мы, 20 ноября" in text
    for meter in (supplied, own, gas):
        assert f'name="v{meter.pk}_1"' not in answer.content.decode()
    resident.post(answer.wsgi_request.path, {f"v{supplied.pk}_1": "5", f"v{cold.pk}_1": "796"})
    assert (current(supplied), current(cold)) == ([], ["796"])


def test_outside_the_window_it_says_when_the_next_opens(resident: Client, cold: Meter, monkeypatch: pytest.MonkeyPatch):
    path = path_of(cold.account)
    monkeypatch.setattr(windows, "today", lambda: date(2026, 11, 27))
    answer = resident.get(path)
    assert "Сейчас показания не принимаем." in page(answer)
    assert "ближайший откроется 15 декабря" in page(answer)
    assert "<form" not in answer.content.decode()
    resident.post(path, {f"v{cold.pk}_1": "796"})
    assert current(cold) == []


def test_a_dead_link_and_a_guess_look_the_same(resident: Client, cold: Meter, head):
    path = path_of(cold.account)
    revoke_links(cold.account, by=head)
    dead, guess = resident.get(path), resident.get("/p/" + "A" * 22 + "/")
    assert (dead.status_code, guess.status_code) == (404, 404)
    assert page(dead) == page(guess)
    assert "Ссылка больше не действует" in page(dead)
    assert "Ленина, д. 86" not in page(dead)


def test_a_link_of_another_company_opens_nothing(alpha: Tenant, beta: Tenant, client_of: Callable[..., Client]):
    with speaking_for(alpha):
        meter = make_meter(AccountFactory(house=HouseFactory(street="ул. Мира"), number="1", flat="1"))
        path = path_of(meter.account)
    assert client_of(alpha).get(path).status_code == 200
    with speaking_for(beta):
        make_meter(AccountFactory(house=HouseFactory(street="ул. Мира"), number="1", flat="1"))
    assert client_of(beta).get(path).status_code == 404
    assert client_of(beta).post(path, {f"v{meter.pk}_1": "5"}).status_code == 404
    with speaking_for(alpha):
        assert current(meter) == []


def test_guesses_are_counted_and_links_are_not_by_address(resident: Client, cold: Meter):
    path = path_of(cold.account)
    guesses = [resident.get(f"/p/{number:022}/").status_code for number in range(31)]
    assert guesses == [404] * 30 + [429]
    assert resident.get(path).status_code == 200, "neighbours behind one address of a phone network"
    visits = [resident.get(path).status_code for _ in range(60)]
    assert visits == [200] * 59 + [429]


def test_it_costs_the_same_for_one_meter_and_for_many(resident: Client, cold: Meter, django_assert_max_num_queries):
    path = path_of(cold.account)

    def cost() -> int:
        resident.get(path)
        with django_assert_max_num_queries(30) as asked:
            resident.get(path)
        return of_rows(asked)

    few = cost()
    for _ in range(12):
        give(make_meter(cold.account), 5, on=date(2026, 10, 20))
    assert cost() == few


class TestOffice:
    def test_the_link_is_shown_once(self, staff, cold: Meter, resident: Client):
        client = staff(Role.CLIENT_DESK)
        card = client.get(f"/crm/accounts/inspect/{cold.account_id}/").content.decode()
        button = f"/crm/meters/links/{cold.account_id}/"
        assert button in card
        assert "/p/" not in client.get(button).content.decode()

        shown = client.post(button).content.decode()

        found = re.search(r'value="https?://[^"/]+(/p/[\w-]{22}/)"', shown)
        assert found
        assert resident.get(found[1]).status_code == 200
        assert "/p/" not in client.get(button).content.decode()
        assert JournalEntry.objects.filter(action="meters.issue_link").count() == 1

    def test_it_is_taken_back(self, staff, cold: Meter, resident: Client):
        path = path_of(cold.account)
        client = staff(Role.CLIENT_DESK)
        assert "Отозвать прежнюю" in client.get(f"/crm/meters/links/{cold.account_id}/").content.decode()
        client.post(f"/crm/meters/links/{cold.account_id}/revoke/")
        assert resident.get(path).status_code == 404

    def test_only_for_flats_that_are_ones_own(self, tenant: Tenant, client_of, cold: Meter):
        user = make_employee(Role.DISPATCHER)
        client = client_of(tenant, user)
        assert client.get(f"/crm/meters/links/{cold.account_id}/").status_code == 200
        Access.objects.filter(user=user).update(rows={"meters.enter_readings": Rows.ASSIGNED})
        for path in (f"/crm/meters/links/{cold.account_id}/", f"/crm/meters/links/{cold.account_id}/revoke/"):
            assert client.post(path).status_code == 404, path
        assert not ReadingLink.objects.exists()

    def test_without_meters_of_the_resident_it_says_so(self, staff, cold: Meter):
        Meter.objects.update(read_by_supplier=True)
        answer = staff(Role.CLIENT_DESK).post(f"/crm/meters/links/{cold.account_id}/")
        assert "нет действующих счётчиков" in answer.content.decode()
