import csv
import io
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook
from wagtail.users.models import UserProfile

from crm.accounting.domain.accounts import deactivate
from crm.imports.domain import runs
from crm.journal.domain import queries
from crm.journal.domain.entries import record, record_export
from crm.journal.domain.queries import PER_PAGE, Sought
from crm.journal.links import history_url
from crm.journal.models import Entry
from crm.rights.enums import EMPLOYEE_ROLES, Role
from identity.models import User
from tenants import events
from tenants.context import in_schema, on_platform
from tenants.models import Tenant
from tests.conftest import make_employee
from tests.factories import AccountFactory, HouseFactory

pytestmark = [pytest.mark.integration, pytest.mark.django_db]
URL = "/crm/journal/"
EDGE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36"


@pytest.fixture
def browser(tenant: Tenant, head: User, client_of: Callable[..., Client]) -> Client:
    return client_of(tenant, head)


def fill(count: int, **fields: object) -> list[Entry]:
    """Entries of one second, as many."""
    row = {"action": "accounting.change_account", "object_type": "accounting.account", "object_id": "1", **fields}
    return Entry.objects.bulk_create([Entry(**{"object_text": f"Счёт {n}", **row}) for n in range(count)])


def seen(browser: Client, query: str = "") -> list[int]:
    return [one.entry.pk for one in browser.get(f"{URL}?{query}").context["shown"]]


@pytest.mark.parametrize("role", EMPLOYEE_ROLES)
def test_only_the_head_reads_it_unless_somebody_opens_it(role: Role, staff):
    browser = staff(role)
    is_head = role is Role.HEAD
    assert (browser.get(URL).status_code == 200) is is_head
    assert (browser.get(f"{URL}export.csv").status_code == 200) is is_head
    assert (URL in browser.get("/crm/", follow=True).content.decode()) is is_head


def test_an_entry_says_who_what_from_where_and_unfolds(tenant: Tenant, head: User, browser: Client):
    account = AccountFactory(number="77", by=head)
    browser.get(f"/crm/accounts/inspect/{account.pk}/")
    browser.post(
        f"/crm/accounting/accounts/{account.pk}/off/", {"on": "2026-02-01"},
        headers={"user-agent": EDGE}, REMOTE_ADDR="203.0.113.7",
    )  # fmt: skip

    page = browser.get(URL).content.decode()

    for words in ("Лицевой счёт отключён", "Компьютер, 203.0.113.7", "Chrome, Windows", "Отключён с", "01.02.2026"):
        assert words in page
    assert f'href="/crm/accounts/inspect/{account.pk}/"' in page
    assert f"?object=accounting.account%3A{account.pk}" in page


def test_who_may_not_open_the_object_gets_no_link(tenant: Tenant, head: User, client_of):
    account = AccountFactory(by=head)
    from crm.rights.models import Access

    inspector = make_employee(Role.EXECUTOR)
    Access.objects.filter(user=inspector).update(given=["journal.see_journal@computer"])
    page = client_of(tenant, User.objects.get(pk=inspector.pk)).get(URL).content.decode()

    assert str(account) in page
    assert f"/crm/accounts/inspect/{account.pk}/" not in page


def test_an_object_that_is_gone_has_no_link(head: User, browser: Client):
    house = HouseFactory(by=head)
    link = f'href="/crm/houses/inspect/{house.pk}/"'
    assert link in browser.get(URL).content.decode()
    house.delete()
    assert link not in browser.get(URL).content.decode()


def test_the_screen_of_a_row_leads_to_its_history(head: User, browser: Client):
    account, other = AccountFactory(by=head), AccountFactory(by=head)
    assert history_url(account) in browser.get(f"/crm/accounts/edit/{account.pk}/").content.decode()

    found = browser.get(history_url(account))

    assert [one.entry.object_id for one in found.context["shown"]] == [str(account.pk)]
    assert str(account) in found.content.decode()
    assert str(other) not in found.content.decode()


class TestFilters:
    def test_by_person_act_kind_object_address_and_text(self, head: User, browser: Client):
        other = make_employee(Role.DISPATCHER)
        rights = Entry.objects.create(action="rights.change_rights", actor=other, object_type="identity.user")
        by_nobody = Entry.objects.create(action="accounting.deactivate", object_type="accounting.house", object_id="5")
        from_there = Entry.objects.create(
            action="accounting.activate", object_type="accounting.account", object_id="5", address="203.0.113.7",
            changes={"last_name": ["Ёлкина", "Сидорова"]}, object_text="77, Сидорова",
        )  # fmt: skip

        assert seen(browser, f"who={other.pk}") == [rights.pk]
        assert by_nobody.pk in seen(browser, "who=system")
        assert rights.pk not in seen(browser, "who=system")
        assert seen(browser, "act=accounting.deactivate") == [by_nobody.pk]
        assert seen(browser, "act=kind:people&who=" + str(other.pk)) == [rights.pk]
        assert seen(browser, "type=accounting.account") == [from_there.pk]
        assert seen(browser, "object=accounting.house:5") == [by_nobody.pk]
        assert seen(browser, "address=203.0.113.7") == [from_there.pk]
        assert seen(browser, "q=ёлкина") == [from_there.pk], "in what changed, in whatever case"
        assert seen(browser, "q=сидорова 77") == [from_there.pk], "and in the name of the object"
        assert seen(browser, "q=никого") == []

    def test_by_days_of_the_persons_own_clock(self, tenant: Tenant, head: User, browser: Client):
        UserProfile.objects.update_or_create(user=head, defaults={"current_time_zone": "Asia/Vladivostok"})
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(timezone, "now", lambda: datetime(2026, 2, 1, 20, tzinfo=UTC))  # 2 February there
            entry = record(action="accounting.add_house", obj=tenant, by=head)
        other = record(action="accounting.add_house", obj=tenant, by=head)

        assert seen(browser, "since=2026-02-02&until=2026-02-02") == [entry.pk]
        assert seen(browser, "until=2026-02-01") == []
        assert seen(browser, "since=2026-02-03")[0] == other.pk

    def test_what_is_wrong_is_said_and_not_asked(self, browser: Client):
        fill(1)
        wrong = ["since=вчера", "address=дом", "who=x", "act=x", "object=x", "before=x", "after=" + "9" * 20]
        for query in wrong:
            answer = browser.get(f"{URL}?{query}")
            assert answer.status_code == 200
            assert answer.context["shown"], query

    def test_they_are_reset_by_one_link(self, browser: Client):
        assert "Сбросить фильтры" not in browser.get(URL).content.decode()
        assert "Сбросить фильтры" in browser.get(f"{URL}?q=никого").content.decode()


class TestPages:
    def test_all_entries_each_once_there_and_back(self, browser: Client):
        fill(PER_PAGE * 2 + 7)
        every = list(Entry.objects.order_by("-at", "-id").values_list("pk", flat=True))

        walked, page, query = [], None, ""
        while page is None or page.older:
            page = browser.get(f"{URL}?{query}").context["page"]
            walked += [entry.pk for entry in page.entries]
            query = f"before={page.older}"
        assert walked == every

        back = browser.get(f"{URL}?after={page.newer}").context["page"]
        assert [entry.pk for entry in back.entries] == every[PER_PAGE : 2 * PER_PAGE]
        first = browser.get(f"{URL}?after={back.newer}").context["page"]
        assert ([entry.pk for entry in first.entries], first.newer) == (every[:PER_PAGE], None)

    def test_a_page_costs_the_same_however_many_entries(self, head: User, browser: Client):
        for _ in range(2):
            AccountFactory(by=head)
        browser.get(URL)
        with CaptureQueriesContext(connection) as few:
            browser.get(URL)
        for number in range(20):
            deactivate(AccountFactory(by=make_employee(email=f"e{number}@example.ru")), by=head)
        with CaptureQueriesContext(connection) as many:
            browser.get(URL)
        assert len(many) <= len(few)  # one for each kind of object on the page; the first office has left it by now

    def test_kinds_of_objects_are_met_without_reading_all(self, tenant: Tenant):
        before, entries = queries.types_met(), queries.find(Sought()).count()
        fill(3)
        fill(3, object_type="company.employee")
        assert queries.types_met() == sorted({*before, "accounting.account", "company.employee"})
        assert queries.find(Sought()).count() == entries + 6


class TestExport:
    def test_csv_holds_what_is_filtered_and_no_formula(self, head: User, browser: Client):
        fill(3)
        Entry.objects.create(
            action="accounting.add_house", object_type="accounting.house", object_text="=1+1", actor=head,
            changes={"city": [None, "Тверь"]},
        )  # fmt: skip
        answer = browser.get(f"{URL}export.csv?act=accounting.add_house")

        heading, row = csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig")), delimiter=";")
        told = dict(zip(heading, row, strict=True))
        assert (told["Кто"], told["Действие"], told["Вид действия"]) == (str(head), "Дом добавлен", "Данные")
        assert told["Объект"] == "'=1+1"
        assert told["Что изменилось"] == "Населённый пункт: пусто → Тверь"

    def test_csv_is_made_in_the_companys_schema_after_the_answer_has_left(self, browser: Client):
        fill(3)
        with in_schema("public"):  # where a server's connection stands between requests
            answer = browser.get(f"{URL}export.csv?act=accounting.change_account")
            lines = b"".join(answer.streaming_content).splitlines()
            assert on_platform()
        assert len(lines) == 4

    def test_xlsx_has_moments_by_the_persons_clock_and_text_as_text(self, head: User, browser: Client):
        (entry,) = fill(1, object_text="=1+1")
        answer = browser.get(f"{URL}export.xlsx?object=accounting.account:1")

        heading, row = load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active.iter_rows()
        told = dict(zip((cell.value for cell in heading), row, strict=True))
        local = timezone.localtime(entry.at, ZoneInfo("Europe/Moscow")).replace(tzinfo=None)
        assert abs(told["Когда"].value - local) < timedelta(seconds=1)
        assert (told["Объект"].value, told["Объект"].data_type) == ("=1+1", "s")

    def test_it_is_itself_written_with_filters_and_count(self, head: User, browser: Client):
        fill(3)
        b"".join(browser.get(f"{URL}export.csv?act=accounting.change_account&q=Счёт").streaming_content)

        entry = Entry.objects.get(action="journal.export_journal")
        assert (entry.actor, entry.object_text) == (head, "Журнал действий")
        assert entry.changes == {
            "export_rows": [None, 3],
            "export_filters": [None, "Действие: Лицевой счёт изменён; Текст: Счёт"],
            "export_form": [None, "CSV"],
        }

    def test_too_many_for_xlsx_are_refused_with_a_way_out(self, browser: Client, monkeypatch: pytest.MonkeyPatch):
        from files import spreadsheets

        monkeypatch.setattr(spreadsheets, "MOST_XLSX_ROWS", 2)
        fill(3)
        answer = browser.get(f"{URL}export.xlsx?q=Счёт", follow=True)
        assert "в CSV: там строк сколько угодно" in answer.content.decode()
        assert not Entry.objects.filter(action="journal.export_journal").exists()
        assert browser.get(f"{URL}export.pdf").status_code == 404

    def test_lists_of_people_that_leave_are_written(self, head: User, browser: Client):
        house = HouseFactory(by=head)
        AccountFactory(house=house, number="1", by=head)
        AccountFactory(number="2", by=head)
        b"".join(browser.get(f"/crm/accounts/?export=xlsx&house={house.pk}&q=Иванова").streaming_content)

        entry = Entry.objects.get(action="accounting.export_accounts")
        assert (entry.actor, entry.object_text, entry.channel) == (head, "Лицевые счета", "computer")
        assert entry.changes == {
            "export_rows": [None, 1],
            "export_filters": [None, f"Дом: {house}; Поиск: Иванова"],
            "export_form": [None, "XLSX"],
        }

    def test_refused_rows_that_leave_are_written(self, head: User, browser: Client):
        house = HouseFactory(by=head)
        file = SimpleUploadedFile("счета.csv", "Л.С;Фамилия\r\n;Петрова\r\n".encode())
        run = runs.upload(kind="accounts", file=file, options={"house": house.pk}, by=head)
        runs.check(run.pk)
        browser.get(f"/crm/imports/{run.pk}/refused.csv")

        entry = Entry.objects.get(action="imports.export_refusals")
        assert (entry.object_id, entry.changes["export_rows"]) == (str(run.pk), [None, 1])

    def test_an_archive_of_the_company_is_written(self, tenant: Tenant, tmp_path: Path):
        from tenants.context import in_schema

        with in_schema("public"):
            events.archive_asked.send(sender=Tenant, tenant=tenant)
        assert Entry.objects.get(action="tenants.export_archive").object_text == "УК «Альфа»"

    def test_what_is_counted_says_so_when_there_is_no_filter(self, head: User):
        entry = record_export(action="accounting.export_accounts", what=Entry, by=head, rows=0)
        assert entry.changes["export_filters"] == [None, "без отбора"]
