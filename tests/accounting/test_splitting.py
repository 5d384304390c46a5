"""«Раздербанить ФИО» over accounts that are loaded."""

import pytest
from django.core.cache import cache

from crm.accounting.domain import split_progress, splitting, splitting_all
from crm.accounting.domain.splitting import Split
from crm.accounting.models import Account, House
from crm.journal.models import Entry
from crm.rights.domain.access import Rights, set_rights
from crm.rights.enums import Role, Rows
from crm.rights.models import Access, Section
from identity.models import User
from tenants.errors import DomainError
from tests.conftest import make_employee
from tests.factories import AccountFactory, HouseFactory

pytestmark = pytest.mark.integration

PAGE = "/crm/accounting/names/"


@pytest.fixture
def house(tenant) -> House:
    return HouseFactory(by=None)


def stuck(house: House, *names: str) -> list[Account]:
    """Accounts whose whole name stands in «Фамилия»."""
    made = Account.objects.count()
    return [
        AccountFactory(house=house, number=f"{made + n}", last_name=name, first_name=".", patronymic=".", by=None)
        for n, name in enumerate(names, 1)
    ]


def names_of(account: Account) -> tuple[str, str, str]:
    account.refresh_from_db()
    return account.last_name, account.first_name, account.patronymic


def ticked(*accounts: Account, **parts: str) -> dict[str, str]:
    """What the browser sends for a page where these are ticked."""
    sent = {}
    for account in accounts:
        sent |= {f"{account.pk}-take": "on", f"{account.pk}-seen": account.last_name}
        sent |= {f"{account.pk}-{name}": value for name, value in parts.items()}
    return sent


def test_only_names_that_may_be_a_persons_are_candidates(house, head):
    person, *_ = stuck(house, "Иванов Пётр", "ООО «Лютик»", "Иванов И.И.", "Тоннель", "АО Дом 7")
    AccountFactory(house=house, number="77", last_name="Иванова", first_name="Нина", by=None)

    assert [one.account for one in splitting.propose(splitting.candidates(user=head))] == [person]


def test_ticked_names_are_split_as_they_were_corrected(house, head):
    right, wrong, left = stuck(house, "Иванов Пётр", "Ван Хоа Нгуен", "Белая Лилия")

    done = splitting.split_names(
        [
            Split(right.pk, right.last_name, "Иванов", "Пётр", "."),
            Split(wrong.pk, wrong.last_name, " Нгуен ", "Ван  Хоа", ""),
        ],
        by=head,
    )

    assert done == 2
    assert names_of(right) == ("Иванов", "Пётр", "")
    assert names_of(wrong) == ("Нгуен", "Ван Хоа", "")
    assert (wrong.name_key, wrong.is_legal_entity) == ("нгуен ван хоа", False)
    assert names_of(left) == ("Белая Лилия", ".", ".")
    entry = Entry.objects.filter(action="accounting.split_name", object_id=str(right.pk)).get()
    assert entry.changes == {
        "last_name": ["Иванов Пётр", "Иванов"],
        "first_name": [".", "Пётр"],
        "patronymic": [".", ""],
    }


def test_name_that_somebody_changed_meanwhile_is_left(house, head):
    account = stuck(house, "Иванов Пётр")[0]
    Account.objects.update(last_name="ООО «Лютик»")

    assert splitting.split_names([Split(account.pk, "Иванов Пётр", "Иванов", "Пётр", "")], by=head) == 0
    assert names_of(account) == ("ООО «Лютик»", ".", ".")


@pytest.mark.parametrize("parts", [("", "Пётр", ""), ("Иванов", ".", ""), ("Иванов", "<b>", "")])
def test_half_a_name_is_refused_and_nothing_is_split(house, head, parts):
    account, other = stuck(house, "Иванов Пётр", "Орлова Анна")

    with pytest.raises(DomainError, match="Иванов Пётр"):
        splitting.split_names(
            [Split(other.pk, other.last_name, "Орлова", "Анна", ""), Split(account.pk, "Иванов Пётр", *parts)], by=head
        )

    assert names_of(other) == ("Орлова Анна", ".", ".")


def test_all_that_is_recognised_is_split_and_the_second_time_changes_nothing(house, head, monkeypatch):
    monkeypatch.setattr(splitting, "BLOCK", 2)
    stuck(house, "Иванов Пётр", "Белая Лилия", "Анна Ким", "Орлова Ольга Петровна", "Нгуен Ван Хоа")
    told = []

    assert splitting.split_all(by=head, tell=lambda *reached: told.append(reached)) == 3
    assert told == [(2, 1), (4, 3), (5, 3)]
    before = list(Account.objects.order_by("pk").values())

    assert splitting.split_all(by=head, tell=lambda *reached: None) == 0
    assert list(Account.objects.order_by("pk").values()) == before
    assert [entry.changes for entry in Entry.objects.filter(action="accounting.split_names").order_by("pk")] == [
        {"split_names": [0, 1]},
        {"split_names": [0, 2]},
    ]


def test_many_are_split_by_a_worker_with_progress(house, head, monkeypatch, django_capture_on_commit_callbacks):
    monkeypatch.setattr(splitting_all, "AT_ONCE", 1)
    accounts = stuck(house, "Иванов Пётр", "Анна Ким")
    with django_capture_on_commit_callbacks() as sent:
        assert splitting_all.start(by=head) is None
    assert len(sent) == 1
    assert split_progress.in_work()
    with pytest.raises(DomainError, match="уже делятся"):
        splitting_all.start(by=head)

    splitting_all.run(head.pk)

    reached = split_progress.last()
    assert (reached.total, reached.split, reached.ended, split_progress.in_work()) == (2, 2, True, False)
    assert names_of(accounts[1]) == ("Ким", "Анна", "")


def test_worker_that_died_may_be_followed_by_another(house, head):
    split_progress.tell(split_progress.Progress(total=10, looked=5))
    assert split_progress.in_work()

    cache.delete("split-names-alive")

    assert not split_progress.in_work()
    assert splitting_all.start(by=head) == 0


def test_only_own_houses_are_touched(house, tenant):
    other = HouseFactory(number="2", by=None)
    own, foreign = stuck(house, "Иванов Пётр")[0], stuck(other, "Анна Ким")[0]
    desk = _of_one_section(house)

    assert list(splitting.candidates(user=desk)) == [own]
    assert splitting.split_names([Split(foreign.pk, "Анна Ким", "Ким", "Анна", "")], by=desk) == 0
    assert splitting.split_all(by=desk, tell=lambda *reached: None) == 1
    assert names_of(foreign) == ("Анна Ким", ".", ".")


def test_page_shows_what_is_proposed_and_applies_what_is_ticked(house, staff):
    account, odd = stuck(house, "Пётр Петрович Иванов", "Белая Лилия")
    browser = staff(Role.ACCOUNTANT)
    page = browser.get(PAGE).content.decode()
    assert f'name="{account.pk}-take" checked' in page
    assert f'name="{odd.pk}-take" checked' not in page
    assert f'name="{account.pk}-first_name" value="Пётр"' in page

    answer = browser.post(
        PAGE,
        ticked(account, last_name="Иванов", first_name="Пётр", patronymic="Петрович")
        | {f"{odd.pk}-seen": "Белая Лилия"},
        follow=True,
    )

    assert "Разделено ФИО: 1." in answer.content.decode()
    assert names_of(account) == ("Иванов", "Пётр", "Петрович")
    assert names_of(odd) == ("Белая Лилия", ".", ".")


def test_page_with_a_mistake_comes_back_as_it_was_typed(house, staff):
    account = stuck(house, "Белая Лилия")[0]

    answer = staff(Role.ACCOUNTANT).post(PAGE, ticked(account, last_name="Белая", first_name=""))

    assert answer.status_code == 422
    assert "«Белая Лилия»: заполните фамилию и имя" in answer.content.decode()
    assert 'value="Белая"' in answer.content.decode()
    assert names_of(account) == ("Белая Лилия", ".", ".")


def test_next_page_leaves_out_what_was_passed_over(house, staff, monkeypatch):
    from crm.accounting import split_views

    monkeypatch.setattr(split_views, "ON_A_PAGE", 1)
    first, second = stuck(house, "Белая Лилия", "Анна Ким")
    browser = staff(Role.ACCOUNTANT)
    assert f'href="{PAGE}?after={first.pk}"' in browser.get(PAGE).content.decode()

    page = browser.get(PAGE, {"after": first.pk}).content.decode()
    assert f'name="{second.pk}-take" checked' in page
    assert f'name="{first.pk}-take"' not in page


def test_all_at_once_from_the_page(house, staff):
    stuck(house, "Анна Ким", "Белая Лилия")

    answer = staff(Role.ACCOUNTANT).post(f"{PAGE}all/", follow=True)

    assert "Разделено ФИО: 1." in answer.content.decode()


def test_page_costs_the_same_however_many_names(house, staff, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    stuck(house, "Анна Ким")
    browser = staff(Role.ACCOUNTANT)
    browser.get(PAGE)
    with CaptureQueriesContext(connection) as few:
        browser.get(PAGE)
    for n in range(9):
        stuck(HouseFactory(number=f"{n + 20}", by=None), "Орлова Анна")

    with django_assert_num_queries(len(few)):
        browser.get(PAGE)


def _of_one_section(house: House) -> User:
    """Somebody of the client desk whose right to edit extends to the houses of one section."""
    user = make_employee(Role.CLIENT_DESK)
    section = Section.objects.create(name="Центр")
    section.people.add(user)
    House.objects.filter(pk=house.pk).update(section=section)
    now = Rights.of(Access.objects.get(user=user))
    set_rights(user, Rights(now.role, now.boxes, {**now.rows, "accounting.edit_accounts": Rows.SECTION}), by=None)
    return User.objects.get(pk=user.pk)
