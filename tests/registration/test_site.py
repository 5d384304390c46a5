"""What a visitor of the platform's site sees."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from identity.models import User
from places.map import DISTRICT_SHAPES
from registration import humans
from registration.domain import applications, messages
from registration.models import Application, Message
from tenants.models import Tenant

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


@pytest.fixture
def visitor(db: None, client_of: Callable[..., Client]) -> Client:
    return client_of()


def test_the_home_page_has_prices_questions_and_the_map_with_its_list(visitor: Client):
    page = visitor.get("/").content.decode()

    assert "Одна цена, всё включено" in page
    assert page.count('class="map-shape"') == len(DISTRICT_SHAPES) == 8
    assert page.count("district-link") == 8
    assert page.count("<details") == 8
    assert "Личный кабинет" in page


def test_a_district_on_the_map_leads_to_the_form_with_it(visitor: Client):
    home = visitor.get("/", {"district": "volga"}).content.decode()
    form = visitor.get("/join/", {"district": "volga"}).content.decode()

    assert 'href="/join/?district=volga"' in home
    assert "Приволжский федеральный округ" in form
    assert '<input type="hidden" name="district" value="volga">' in form


@pytest.mark.parametrize(
    ("accounts", "counted"),
    [("2000", 2000), ("2 000", 2000), ("", 2000), ("-5", 2000), ("0", 1), ("9" * 30, 2_000_000)],
)
def test_the_calculator_works_without_scripts(visitor: Client, accounts: str, counted: int):
    quote = visitor.get("/", {"accounts": accounts}).context["quote"]

    assert quote.accounts == counted
    assert quote.fee > 0


def test_the_first_step_costs_two_roubles(visitor: Client):
    quote = visitor.get("/price/", {"accounts": "10"}).context["quote"]

    assert (quote.unit_price, quote.fee) == (Decimal("2.00"), Decimal("20.00"))


def test_the_home_page_asks_the_database_little(visitor: Client):
    visitor.get("/")
    with CaptureQueriesContext(connection) as queries:
        visitor.get("/")

    assert len(queries) <= 12, [query["sql"][:120] for query in queries]


def test_nothing_is_styled_or_scripted_inline(visitor: Client, application: Application):
    for address in ("/", "/join/", "/message/", "/consent/", "/kabinet/", application.get_absolute_url(), "/нет/"):
        page = visitor.get(address).content.decode()
        assert "style=" not in page, address
        assert "<script>" not in page, address
        assert "//cdn" not in page, address


def test_a_good_application_leads_to_its_page(visitor: Client, filled: dict[str, str]):
    answer = visitor.post("/join/", filled, REMOTE_ADDR="203.0.113.9", HTTP_USER_AGENT="Firefox")

    application = Application.objects.get()
    assert answer.url == f"/application/{application.token}/"
    assert (application.ip, application.user_agent) == ("203.0.113.9", "Firefox")
    page = visitor.get(answer.url).content.decode()
    assert "Проверяем заявку" in page
    assert 'content="noindex, nofollow"' in page


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("inn", "5906123450", "Контрольная цифра ИНН"),
        ("inn", "", "Требуется заполнить"),
        ("kind", "", "Требуется заполнить"),
        ("phone", "12", "Телефон не распознан"),
        ("email", "нет", "правильный адрес"),
        ("flats", "много", "целое число"),
        ("flats", "0", "больше либо равно 1"),
        ("city", "Нигдеевск", "нет в справочнике"),
        ("consent", "", "Без согласия мы не вправе"),
        ("website", "http://spam.example", "заполнила программа"),
        ("shown", "forged", "Форма устарела"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(
    visitor: Client, filled: dict[str, str], field: str, value: str, message: str
):
    answer = visitor.post("/join/", {**filled, field: value})

    assert answer.status_code == 422
    assert message in " ".join(answer.context["form"].errors[field])
    assert message in answer.content.decode()
    assert not Application.objects.exists()


def test_a_form_sent_at_once_is_not_a_persons(visitor: Client, filled: dict[str, str], monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(humans, "MINIMAL_AGE", timedelta(minutes=1))
    answer = visitor.post("/join/", filled)

    assert "слишком быстро" in answer.content.decode()
    assert not Application.objects.exists()


def test_a_known_company_is_told_politely(visitor: Client, filled: dict[str, str], alpha: Tenant):
    page = visitor.post("/join/", {**filled, "inn": alpha.inn}).content.decode()

    assert applications.KNOWN_INN in page
    assert "Альфа" not in page


def test_spaces_in_numbers_do_not_matter(visitor: Client, filled: dict[str, str]):
    inn = filled["inn"]
    visitor.post("/join/", {**filled, "inn": f" {inn[:4]} {inn[4:]} "})

    assert Application.objects.get().inn == inn


def test_one_town_among_several_is_chosen_by_region(visitor: Client, filled: dict[str, str]):
    asked = visitor.post("/join/", {**filled, "city": "Киров"})
    assert asked.context["form"].regions == ["Калужская область", "Кировская область"]
    assert 'name="region" value="Кировская область"' in asked.content.decode()

    visitor.post("/join/", {**filled, "city": "Киров", "region": "Кировская область"})
    assert Application.objects.get().place == "Киров, Кировская область"


def test_the_district_from_the_map_tells_towns_of_one_name_apart(visitor: Client, filled: dict[str, str]):
    visitor.post("/join/", {**filled, "city": "Киров", "district": "volga"})

    assert Application.objects.get().place == "Киров, Кировская область"


def test_a_wrong_district_is_put_right_by_the_town(visitor: Client, filled: dict[str, str]):
    visitor.post("/join/", {**filled, "district": "far-east"})

    assert Application.objects.get().settlement.region.district.code == "volga"


def test_suggestions_are_bounded_and_name_the_region(visitor: Client):
    visitor.get("/join/suggest/", {"city": "ки"})
    with CaptureQueriesContext(connection) as queries:
        page = visitor.get("/join/suggest/", {"city": "ки"}).content.decode()

    assert len([query for query in queries if not query["sql"].startswith("SET")]) == 1
    assert 1 <= page.count("<option") <= 8
    assert '<option value="Москва">' in visitor.get("/join/suggest/", {"city": "Москва"}).content.decode()
    assert (
        "Пермский край, Приволжский федеральный округ"
        in visitor.get("/join/suggest/", {"city": "Пермь, Пермский край"}).content.decode()
    )


def test_too_many_forms_from_one_address_are_refused(visitor: Client):
    for _ in range(30):
        visitor.post("/join/", {})
    answer = visitor.post("/join/", {})

    assert answer.status_code == 429
    assert answer["Retry-After"] == "300"
    assert "Подождите пять минут" in answer.content.decode()


def test_the_applicant_answers_on_the_page_of_the_application(
    visitor: Client, application: Application, operator: User
):
    applications.ask(application, question="Сколько домов?", by=operator)
    assert "Сколько домов?" in visitor.get(application.get_absolute_url()).content.decode()

    visitor.post(application.get_absolute_url(), {"text": "Двенадцать"})

    assert application.history.last().text == "Двенадцать"


def test_the_page_of_an_application_is_found_only_by_its_token(visitor: Client, application: Application):
    assert visitor.get("/application/00000000-0000-4000-8000-000000000000/").status_code == 404
    assert visitor.get(f"/application/{application.pk}/").status_code == 404


def test_a_message_lands_in_the_inbox(visitor: Client, shown: str):
    form = {"name": "Пётр", "email": "petr@example.ru", "phone": "89084373418", "text": "Здравствуйте", "shown": shown}
    answer = visitor.post("/message/", form, follow=True)

    message = Message.objects.get()
    assert (message.name, message.phone, message.text) == ("Пётр", "+79084373418", "Здравствуйте")
    assert "Спасибо! Ваше сообщение отправлено" in answer.content.decode()


def test_a_message_that_could_not_be_kept_is_said_so(visitor: Client, shown: str, monkeypatch: pytest.MonkeyPatch):
    def broken(**_: object) -> None:
        raise DatabaseError

    monkeypatch.setattr(messages, "send", broken)
    answer = visitor.post(
        "/message/", {"name": "Пётр", "email": "petr@example.ru", "text": "Здравствуйте", "shown": shown}
    )

    assert answer.status_code == 503
    page = answer.content.decode()
    assert "Извините, сообщение не отправлено, повторите отправку позже" in page
    assert "Здравствуйте</textarea>" in page


def test_a_page_that_is_not_there_has_the_platforms_look(visitor: Client):
    answer = visitor.get("/нет-такой/")

    assert answer.status_code == 404
    assert "Такой страницы нет" in answer.content.decode()
    assert "platform.css" in answer.content.decode()


def test_the_page_of_the_platform_does_not_exist_for_companies(client_of: Callable[..., Client], alpha: Tenant):
    for address in ("/join/", "/application/00000000-0000-4000-8000-000000000000/", "/kabinet/"):
        assert client_of(alpha).get(address).status_code == 404
