"""«Найти» on the screen: the box, its suggestions, the page, who may, whose."""

import pytest

from crm.accounting.domain.accounts import add_account
from crm.accounting.domain.houses import add_house
from crm.accounting.models import Account
from crm.dispatch.rights import SEE_REQUESTS
from crm.rights.enums import Role
from crm.rights.models import Access
from tenants.context import speaking_for
from tests.conftest import make_employee

pytestmark = pytest.mark.integration


def books() -> Account:
    house = add_house(city="Верхнекамск", street="Ленина", number="86", by=None)
    for number in range(7):
        add_account(house=house, number=f"5{number}", last_name="Иванова", first_name="Ева", flat=str(number), by=None)
    return add_account(house=house, number="00012345", last_name="Ёлкин", first_name="Олег", flat="12", by=None)


def test_one_thing_found_is_opened_at_once(staff, tenant):
    account = books()

    answer = staff(Role.DISPATCHER).get("/crm/find/", {"q": "ленина 86 12"})

    assert answer["Location"] == f"/crm/accounts/inspect/{account.pk}/"


def test_page_shows_all_kinds_and_keeps_what_was_typed(staff, tenant):
    books()

    page = staff(Role.DISPATCHER).get("/crm/find/", {"q": "иванова"}).content.decode()

    assert page.count('href="/crm/accounts/inspect/') == 7
    assert 'value="иванова"' in page


def test_page_says_that_the_layout_was_wrong(staff, tenant):
    books()

    page = staff(Role.DISPATCHER).get("/crm/find/", {"q": "bdfyjdf"}).content.decode()

    assert "Показано по «иванова»" in page


def test_page_says_what_to_do_when_nothing_is_found(staff, tenant):
    page = staff(Role.DISPATCHER).get("/crm/find/", {"q": "<b>нет</b>"}).content.decode()

    assert "Ничего не найдено" in page
    assert "<b>нет</b>" not in page


def test_suggestions_are_few_options_of_a_list_box(staff, tenant):
    books()

    page = staff(Role.DISPATCHER).get("/crm/find/suggest/", {"q": "иванова", "box": "desk"}).content.decode()

    assert page.count('role="option"') == 5
    assert 'id="find-desk-accounts-1"' in page


def test_box_stands_on_the_desk_and_the_glass_on_every_screen(staff, tenant):
    browser = staff(Role.DISPATCHER)

    assert 'id="find-desk"' in browser.get("/crm/").content.decode()
    for url in ("/crm/", "/crm/accounts/", "/crm/find/"):
        assert 'class="find-here" href="/crm/find/"' in browser.get(url).content.decode()


def test_an_executor_finds_no_accounts(staff, tenant):
    """Requests are all that he may find, and only those that were given to him."""
    books()
    browser = staff(Role.EXECUTOR)

    for url in ("/crm/find/", "/crm/find/suggest/"):
        answer = browser.get(url, {"q": "иванова"})
        assert answer.status_code == 200
        assert "Иванова" not in answer.content.decode()


def test_whoever_may_see_nothing_has_no_search(tenant, client_of):
    books()
    nobody = make_employee(Role.EXECUTOR)
    Access.objects.filter(user=nobody).update(withheld=[f"{SEE_REQUESTS}@computer"])
    browser = client_of(tenant, nobody)

    assert "find-here" not in browser.get("/crm/").content.decode()
    for url in ("/crm/find/", "/crm/find/suggest/"):
        answer = browser.get(url, {"q": "иванова"})
        assert answer.status_code in {302, 403}
        assert "Иванова" not in answer.content.decode()


def test_search_finds_only_in_the_own_company(alpha, beta, client_of):
    for company in (alpha, beta):
        with speaking_for(company):
            account = books()
            if company == beta:
                Account.objects.filter(pk=account.pk).update(last_name="Чужой", name_key="чужой олег")
    with speaking_for(alpha):
        user = make_employee(Role.DISPATCHER)
    browser = client_of(alpha, user)

    assert "Ничего не найдено" in browser.get("/crm/find/", {"q": "чужой"}).content.decode()
    assert browser.get("/crm/find/", {"q": "ёлкин"}).status_code == 302


@pytest.mark.parametrize(("query", "numbers"), [("ёлкин", ["00012345"]), ("12", ["00012345"]), ("`krby", ["00012345"])])
def test_list_of_accounts_searches_the_same_way(query, numbers, staff, tenant):
    books()

    found = staff(Role.DISPATCHER).get("/crm/accounts/", {"q": query}).context["object_list"]

    assert [account.number for account in found] == numbers
