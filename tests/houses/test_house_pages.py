"""«Дома» and the page of a house."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from crm.accounting.domain.house_photos import set_house_photo
from crm.accounting.domain.houses import remove_house
from crm.accounting.models import House
from crm.dispatch.domain import moves
from crm.dispatch.enums import Place
from sites_cms.alerts.enums import AlertKind
from sites_cms.houses.models import HousesPage
from sites_cms.pages.models import NewsIndexPage, NewsPage
from tenants.models import Tenant
from tests.alerts.test_alerts import hang
from tests.dispatch.announcing import announced
from tests.factories import AccountFactory, EmployeeFactory, HouseFactory, RequestFactory

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


@pytest.fixture
def house(tenant: Tenant) -> House:
    return HouseFactory(street="Ленина", number="86")


def address(house: House) -> str:
    return f"/doma/{house.pk}-ul-lenina-d-86/"


def shown(client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


def add_news(title: str, *houses: House) -> NewsPage:
    page = NewsPage(title=title, announcement=f"{title}: коротко.", date=date(2026, 11, 1))
    NewsIndexPage.objects.get().add_child(instance=page)
    page.houses.set(houses)
    page.save()
    return page


def test_houses_are_listed_by_street_and_in_the_menu_once_there_are_some(tenant: Tenant, client_of):
    client = client_of(tenant)
    assert 'href="/doma/"' not in shown(client, "/")

    house = HouseFactory(street="Ленина", number="86")
    assert 'href="/doma/"' in shown(client, "/")
    assert f'href="{address(house)}"' in shown(client, "/doma/")


def test_a_house_about_which_nothing_is_known_has_no_empty_sections(house: House, tenant: Tenant, client_of):
    text = shown(client_of(tenant), address(house))

    assert "<h1>ул. Ленина, д. 86</h1>" in text
    for section in ("Отключения", "Новости дома", "Работы", "Паспорт дома"):
        assert f">{section}</h2>" not in text


def test_it_shows_all_that_is_known_and_nothing_of_people(house: House, tenant: Tenant, client_of):
    House.objects.filter(pk=house.pk).update(
        built_in=1974, floors=9, total_area=Decimal("3512.40"), dispatcher_note="Ключ в кв. 5"
    )
    AccountFactory(house=house, last_name="Ковалёва", number="00012345")
    announced(house, doing="Меняем участок трубы")
    add_news("Собрание дома", house)
    hang("Красим подъезды", kind=AlertKind.WORKS, houses=[house])

    text = shown(client_of(tenant), address(house))

    for words in ("В вашем доме", "Меняем участок трубы", "Собрание дома", "Красим подъезды", "1974", "3 512,4 м²"):
        assert words in text.replace("\N{NO-BREAK SPACE}", " "), words
    for secret in ("Ковалёва", "00012345", "Ключ в кв. 5"):
        assert secret not in text


def test_it_tells_what_was_done_for_everybody_and_not_in_whose_flat(house: House, tenant: Tenant, client_of, head):
    for place in (Place.LIFT, Place.LIFT, Place.YARD, Place.FLAT):
        request = RequestFactory(house=house, place=place, text="Скрипит и стучит")
        moves.take(request, employees=[EmployeeFactory(email=f"{request.number}@example.ru")], by=head)
        moves.finish(request, by=head)

    text = " ".join(shown(client_of(tenant), address(house)).split())

    assert "<dt>Лифт</dt><dd>2 заявки</dd>" in text
    assert "<dt>Двор</dt><dd>1 заявка</dd>" in text
    assert "Квартира, помещение" not in text
    assert "Скрипит" not in text


def test_after_a_house_is_renamed_its_address_leads_on(house: House, tenant: Tenant, client_of):
    answer = client_of(tenant).get(f"/doma/{house.pk}-ul-stalina-d-1/")

    assert (answer.status_code, answer.headers["Location"]) == (301, address(house))
    assert client_of(tenant).get("/doma/987654-ul-lenina-d-86/").status_code == 404
    assert client_of(tenant).get(f"/doma/{10**30}-ul-lenina-d-86/").status_code == 404


def test_search_engines_know_every_house(house: House, tenant: Tenant, client_of):
    assert f"<loc>http://alpha.localhost:8000{address(house)}</loc>" in shown(client_of(tenant), "/sitemap.xml")


def test_its_photo_is_seen_without_signing_in(house: House, tenant: Tenant, client_of, head, picture_bytes: bytes):
    client = client_of(tenant)
    assert client.get(f"/foto-doma/{house.pk}.jpg").status_code == 404

    set_house_photo(house, photo=ContentFile(picture_bytes, "дом.png"), by=head)

    answer = client.get(f"/foto-doma/{house.pk}.jpg")
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "public, max-age=3600")
    assert f"/foto-doma/{house.pk}.jpg" in shown(client, address(house))


def test_news_for_a_house_stand_in_the_list_with_its_mark_and_not_on_home(house: House, tenant: Tenant, client_of):
    page = add_news("Собрание дома", house)
    client = client_of(tenant)

    assert "Собрание дома" not in shown(client, "/")
    assert "ул. Ленина, д. 86" in shown(client, "/novosti/")
    assert "ул. Ленина, д. 86" in shown(client, page.get_url())
    assert "Собрание дома" in shown(client, address(house))
    assert "Собрание дома" not in shown(
        client, f"/doma/{HouseFactory(street='Ленина', number='87').pk}-ul-lenina-d-87/"
    )


def test_news_of_a_house_that_is_removed_do_not_become_news_for_all(house: House, tenant: Tenant, client_of, head):
    other = HouseFactory(street="Ленина", number="87")
    page, of_both = add_news("Собрание дома", house), add_news("Собрание двух домов", house, other)
    remove_house(house, by=head)

    page.refresh_from_db()
    of_both.refresh_from_db()
    assert (page.live, of_both.live) == (False, True)
    assert "Собрание дома" not in shown(client_of(tenant), "/")


def test_home_says_where_something_is_off_now(house: House, tenant: Tenant, client_of):
    announced(house, hours=24)
    client = client_of(tenant)
    assert "Сейчас отключено" not in shown(client, "/")

    announced(house)
    text = shown(client, "/")
    assert "Сейчас отключено" in text
    assert "ул. Ленина, д. 86" in text


def test_pages_cost_as_much_for_many_houses_and_outages_as_for_few(house: House, tenant: Tenant, client_of):
    client, counts = client_of(tenant), []
    announced(house)
    add_news("Первая", house)
    for more in (0, 6):
        for number in range(more):
            announced(house, HouseFactory(street="Садовая", number=str(number + 1)))
            add_news(f"Ещё {number}", house)
        row = []
        for path in ("/", "/doma/", address(house), "/novosti/"):
            client.get(path)
            with CaptureQueriesContext(connection) as queries:
                client.get(path)
            row.append(len(queries))
        counts.append(row)

    assert counts[0] == counts[1]
    assert max(counts[1]) <= 28


def test_a_company_has_one_page_of_houses(tenant: Tenant):
    page = HousesPage.objects.get()
    assert (page.title, page.slug, page.show_in_menus) == ("Дома", "doma", True)


def test_news_that_wait_appear_by_the_clock_and_the_list_says_when(tenant: Tenant, client_of, staff):
    from sites_cms.houses.tasks import watch

    page = NewsPage(title="Отопление включили", announcement="Коротко.", live=False)
    NewsIndexPage.objects.get().add_child(instance=page)
    page.go_live_at = timezone.now() + timedelta(hours=1)
    page.save_revision().publish()
    client = client_of(tenant)
    assert "Отопление включили" not in shown(client, "/novosti/")
    assert "выйдет" in shown(staff(), "/crm/news/")

    revision, moment = page.latest_revision, timezone.now() - timedelta(minutes=1)
    revision.content["go_live_at"] = revision.approved_go_live_at = moment
    revision.save()
    watch()
    assert "Отопление включили" in shown(client, "/novosti/")
