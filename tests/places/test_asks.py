"""A company asks for a town, an operator answers: each sees its own side."""

import pytest
from django.db import IntegrityError, transaction

from identity.models import User
from notifications.models import Letter
from places.domain.asks import MOST_WAITING, add_town, asks, asks_of_company, refuse_town
from places.domain.asks import ask as ask_for
from places.domain.settlements import find
from places.enums import AskState, SettlementKind
from places.models import Region, Settlement, TownAsk
from tenants.context import in_schema, speaking_for
from tenants.errors import DomainError
from tenants.models import Tenant
from tests.conftest import make_employee

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


@pytest.fixture
def region(db) -> Region:
    return Region.objects.get(code="59")


def asked(tenant: Tenant, region: Region, name: str = "Новые Ляды", email: str = "") -> tuple[TownAsk, User]:
    with speaking_for(tenant):
        person = make_employee(email=email or f"{tenant.slug}@example.ru")
        return ask_for(name=name, kind=SettlementKind.TOWN, region=region, by=person), person


def letters() -> list[tuple[str, str, str]]:
    return [(letter.recipients[0], letter.subject, letter.schema_name) for letter in Letter.objects.order_by("pk")]


def test_what_was_asked_waits_with_the_company(alpha, region):
    _, person = asked(alpha, region, name="  пос.  Новые   Ляды ")

    found = asks().get()
    assert (found.tenant, found.name, found.kind, found.state) == (alpha, "Новые Ляды", "town", AskState.WAITING)
    assert (found.asked_by_id, str(found)) == (person.pk, "посёлок Новые Ляды, Пермский край")


def test_nothing_of_the_person_but_a_number_is_kept_on_our_side(alpha, region):
    _, person = asked(alpha, region)
    kept = " ".join(str(value) for value in TownAsk.objects.values().get().values())
    assert person.email not in kept
    assert person.last_name not in kept


@pytest.mark.parametrize("name", ["", "  ", "123", "г.", "я" * 101])
def test_what_is_no_name_is_refused(name, alpha, region):
    with pytest.raises(DomainError):
        asked(alpha, region, name=name)


def test_a_town_of_the_directory_is_not_asked_for(alpha, region):
    with pytest.raises(DomainError, match="уже есть в справочнике"):
        asked(alpha, region, name="полазна")
    Settlement.objects.filter(name="Полазна").update(is_active=False)
    asked(alpha, region, name="полазна", email="second@example.ru")


def test_one_asks_once_and_for_no_endless_list(alpha, beta, region):
    asked(alpha, region)
    with pytest.raises(DomainError, match="вы уже попросили"):
        asked(alpha, region, name="новые ляды", email="b@example.ru")
    asked(beta, region)
    for count in range(MOST_WAITING - 1):
        asked(alpha, region, name=f"Ляды {'я' * (count + 1)}", email=f"c{count}@example.ru")
    with pytest.raises(DomainError, match="ещё не ответили"):
        asked(alpha, region, name="Лишние Ляды", email="d@example.ru")


def test_a_company_sees_its_own_asks_only(alpha, beta, region, django_assert_num_queries):
    mine, _ = asked(alpha, region)
    asked(beta, region, name="Чужие Ляды")
    with speaking_for(alpha):
        assert asks_of_company() == [mine]


def test_an_added_town_answers_everybody_who_waits(alpha, beta, region, operator):
    ask, _ = asked(alpha, region, name="новые ляды")
    asked(beta, region, name="Новые Ляды")
    asked(beta, region, name="Старые Ляды", email="other@example.ru")

    town = add_town(ask, name="Новые Ляды", kind="town", region=region, by=operator)

    assert find(name="пос. Новые Ляды") == town
    assert [one.state for one in asks().order_by("pk")] == ["added", "added", "waiting"]
    assert {one.settlement for one in asks().filter(state="added")} == {town}
    assert letters() == [
        ("alpha@example.ru", "новые ляды: добавили в справочник", "uk_alpha"),
        ("beta@example.ru", "Новые Ляды: добавили в справочник", "uk_beta"),
    ]


def test_a_town_that_is_there_by_now_is_the_answer_too(alpha, region, operator):
    ask, _ = asked(alpha, region, name="Палазна")

    assert add_town(ask, name="Полазна", kind="town", region=region, by=operator) == find(name="пос. Полазна")
    assert "под именем «Полазна»" in Letter.objects.get().text


def test_a_refusal_says_why(alpha, region, operator):
    ask, _ = asked(alpha, region)
    with pytest.raises(DomainError, match="почему"):
        refuse_town(ask, reason="  ", by=operator)

    refuse_town(ask, reason="Это часть города Перми.", by=operator)

    assert asks().get().answer == "Это часть города Перми."
    assert letters() == [("alpha@example.ru", "Новые Ляды: не добавили в справочник", "uk_alpha")]
    assert "Это часть города Перми." in Letter.objects.get().text
    asked(alpha, region, email="again@example.ru")


def test_an_answer_is_given_once(alpha, region, operator):
    ask, _ = asked(alpha, region)
    refuse_town(ask, reason="Нет такого.", by=operator)
    with pytest.raises(DomainError, match="уже ответили: отказано"):
        add_town(ask, name="Новые Ляды", kind="town", region=region, by=operator)
    with pytest.raises(Exception, match="Invalid transition"), transaction.atomic():
        TownAsk.objects.update(state="waiting", answered_at=None)


@pytest.mark.parametrize("told", [{"state": "added"}, {"state": "refused"}, {"answer": "", "state": "refused"}])
def test_the_database_itself_wants_an_answer_whole(told, alpha, region):
    asked(alpha, region)
    with pytest.raises(IntegrityError), transaction.atomic():
        TownAsk.objects.update(**told)


def test_nobody_is_written_to_who_left(alpha, region, operator):
    ask, person = asked(alpha, region)
    with speaking_for(alpha):
        User.objects.filter(pk=person.pk).update(is_active=False)
    refuse_town(ask, reason="Нет такого.", by=operator)
    assert letters() == []


class TestConsole:
    """The operators' side."""

    def test_an_operator_adds(self, alpha, region, operator, client_of):
        ask, person = asked(alpha, region)
        console = client_of(None, operator)
        listed = console.get("/operator/town_asks/").content.decode()
        assert "посёлок Новые Ляды, Пермский край" in listed
        assert str(alpha) in listed
        assert "Просят добавить город" in console.get("/operator/").content.decode()
        page = console.get(f"/operator/town_asks/inspect/{ask.pk}/").content.decode()
        assert person.email not in page
        assert person.last_name not in page

        url = f"/operator/town_asks/{ask.pk}/add/"
        answer = console.post(url, {"name": "Новые Ляды", "kind": "town", "region": region.pk}, follow=True)

        assert "есть в справочнике" in answer.content.decode()
        with in_schema("public"):
            assert asks().get().state == AskState.ADDED

    def test_an_operator_refuses_with_a_word(self, alpha, region, operator, client_of):
        ask, _ = asked(alpha, region)
        console = client_of(None, operator)
        url = f"/operator/town_asks/{ask.pk}/refuse/"

        assert "Напишите, почему" in console.post(url, {"reason": ""}, follow=True).content.decode()
        assert "Отказано" in console.post(url, {"reason": "Нет такого."}, follow=True).content.decode()
        assert "уже ответили" in console.post(url, {"reason": "Нет."}, follow=True).content.decode()

    def test_screens_are_for_operators_only(self, alpha, region, client_of):
        ask, _ = asked(alpha, region)
        for path in ("", f"inspect/{ask.pk}/"):
            assert client_of(None).get(f"/operator/town_asks/{path}").status_code == 302
        for act in ("add", "refuse"):
            client_of(None).post(f"/operator/town_asks/{ask.pk}/{act}/", {"reason": "Нет.", "name": "Ляды"})
        assert asks().get().state == AskState.WAITING
