"""What goes, what stays, and that the dry run told the truth."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.files.storage import storages
from django.db import DatabaseError, connection, transaction
from django.db.models import Count, Sum
from django.utils import timezone

from crm.accounting.domain.accounts import activate, deactivate
from crm.accounting.domain.erasing import erase_owner
from crm.accounting.models import Account, House
from crm.company.domain.erasing import ERASED, erase_person
from crm.company.models import Employee
from crm.imports.domain.erasing import erase_files
from crm.imports.enums import Status
from crm.imports.models import ImportRun
from crm.journal.models import Entry
from crm.personal_data.domain import erasing, gathering
from crm.personal_data.models import ErasureAct
from crm.rights.domain import access
from crm.rights.enums import Role
from crm.rights.models import Access
from identity.models import User
from notifications.models import Letter
from tenants.context import current_tenant, in_schema, speaking_for
from tenants.errors import DomainError
from tenants.models import Tenant
from tenants.ordering import search_key
from tests.factories import AccountFactory, EmployeeFactory
from tests.personal_data.conftest import key

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

MARKS = ("Кузнецова", "Комаров", "komarov@example.ru", "79084373418", "908 437")


def everything_but_the_journal() -> str:
    """All text that stands in the company's tables, except the journal's."""
    found = []
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")
        for (table,) in cursor.fetchall():
            if table != "journal_entry":
                cursor.execute(f"SELECT coalesce(string_agg(t::text, ' '), '') FROM \"{table}\" t")
                found.append(cursor.fetchone()[0])
    return " ".join(found)


def letters() -> str:
    with in_schema("public"):
        return " ".join(f"{one.recipients} {one.text} {one.html}" for one in Letter.objects.all())


class TestWhatGoes:
    def test_names_and_contacts_go_from_every_table_and_file(
        self, former: Account, left: Employee, loaded: ImportRun, erased, django_capture_on_commit_callbacks
    ):
        before = everything_but_the_journal() + letters()
        file = loaded.file.name
        assert all(mark in before for mark in MARKS[:4]), "it is there to be erased"
        assert storages["private"].exists(file)

        with django_capture_on_commit_callbacks(execute=True):
            act = erased(former, left)

        after = everything_but_the_journal() + letters()
        assert [mark for mark in MARKS if mark in after] == []
        assert not storages["private"].exists(file)
        assert [name for name, _ in act.erased] == [
            f"Сотрудник № {left.pk}",
            "Лицевой счёт 00012345",
            f"Файл загрузки № {loaded.pk} от {timezone.localdate():%d.%m.%Y}",
            *[name for name, _ in act.erased if name.startswith("Письмо")],
        ]
        assert sum(name.startswith("Письмо") for name, _ in act.erased) == 1

    def test_books_are_the_same_to_the_last_kopeck(self, former: Account, head: User, erased):
        Account.objects.filter(pk=former.pk).update(
            balance=Decimal("1520.40"), closed_on=timezone.localdate() - timedelta(days=3 * 366)
        )
        AccountFactory(house=former.house, balance=Decimal("-10.10"), by=head)
        books = {"rows": Count("pk"), "sum": Sum("balance"), "area": Sum("area")}
        kept = [
            "pk", "number", "house_id", "flat", "kind", "balance", "balance_on", "is_active", "closed_on", "created_at",
        ]  # fmt: skip
        before = (Account.objects.aggregate(**books), list(Account.objects.order_by("pk").values(*kept)))
        assert before[0]["sum"] == Decimal("1510.30")

        erased(former)

        assert (Account.objects.aggregate(**books), list(Account.objects.order_by("pk").values(*kept))) == before
        former.refresh_from_db()
        assert (former.owner, former.name_key) == (ERASED, search_key(ERASED))

    def test_history_of_work_stays(self, left: Employee, head: User, erased):
        Entry.objects.create(action="accounting.add_house", actor=left.user, object_type="accounting.house")
        entries = list(Entry.objects.order_by("id").values())

        erased(left)

        now = Entry.objects.order_by("id").values()
        assert list(now[: len(entries)]) == entries, "nothing in the journal is touched"
        left.refresh_from_db()
        assert (str(left), left.position, left.user.is_active) == (ERASED, "Диспетчер", False)
        assert Access.objects.get(user=left.user).role == Role.DISPATCHER

    def test_who_was_erased_does_not_sign_in(self, left: Employee, erased):
        left.user.set_password("Сирень-под-окном-7")
        left.user.save()
        erased(left)
        user = User.objects.get(pk=left.user_id)
        assert (user.has_usable_password(), user.logins) == (False, [])

    def test_a_file_with_the_number_within_another_is_not_this_persons(
        self, former: Account, loaded: ImportRun, head: User
    ):
        short = deactivate(AccountFactory(house=former.house, number="12345", by=head), by=head)
        file = gathering.gather([key(short)])
        assert [row.source for row in file.erasable] == ["accounts"]
        assert [row.source for row in gathering.gather([key(former)]).erasable] == ["accounts", "files"]

    def test_a_run_without_its_file_stays_and_cannot_be_started_again(self, former: Account, loaded: ImportRun, erased):
        counts = (loaded.total, loaded.added, loaded.refused)
        erased(former)
        loaded.refresh_from_db()
        assert (loaded.total, loaded.added, loaded.refused) == counts
        assert (loaded.status, bool(loaded.file), loaded.report) == (Status.CANCELLED, False, {})


class TestWhatStays:
    def test_an_account_in_force(self, head: User, erased):
        account = AccountFactory(by=head)
        (row,) = gathering.gather([key(account)]).sections[0].rows
        assert row.verdict == "keep"
        assert "исполнения договора управления" in row.why

        with pytest.raises(DomainError, match="Стирать нечего"):
            erased(account)
        with pytest.raises(DomainError, match="Сначала отключите счёт"):
            erase_owner(account, by=head)
        assert Account.objects.get(pk=account.pk).owner == "Иванова Нина Петровна"

    @pytest.mark.parametrize(("balance", "word"), [("1520.40", "Долг 1\xa0520,40 ₽"), ("-5", "Переплата 5,00 ₽")])
    def test_one_that_is_not_settled(self, former: Account, balance: str, word: str):
        Account.objects.filter(pk=former.pk).update(balance=Decimal(balance))
        assert word in gathering.gather([key(former)]).kept[0].why

    def test_an_organisation_is_no_person_but_an_entrepreneur_is(self, former: Account, head: User):
        firm = deactivate(AccountFactory(house=former.house, last_name="ООО «Лютик»", first_name=".", by=head), by=head)
        trader = deactivate(
            AccountFactory(house=former.house, last_name="ИП Лютиков", first_name=".", by=head), by=head
        )
        assert "не персональные данные" in gathering.gather([key(firm)]).kept[0].why
        assert gathering.gather([key(trader)]).erasable[0].key == key(trader)

    def test_somebody_who_works(self, head: User, erased):
        employee = EmployeeFactory(role=Role.ACCOUNTANT, by=head)
        with pytest.raises(DomainError, match="Стирать нечего"):
            erased(employee)
        with pytest.raises(DomainError, match="снимите отметку «Работает»"):
            erase_person(employee.user, by=head)

    def test_who_may_less_does_not_erase_who_could_more(self, left: Employee, head: User):
        access.give_role(left.user, role=Role.HEAD, by=head)
        client_desk = EmployeeFactory(role=Role.CLIENT_DESK, by=head).user
        with pytest.raises(DomainError, match="есть права, которых нет у вас"):
            erase_person(left.user, by=client_desk)

    def test_a_file_that_an_account_in_force_stands_in(self, former: Account, loaded: ImportRun, head: User):
        activate(former, by=head)
        file = gathering.gather([key(former)])
        assert file.erasable == []
        assert {row.source for row in file.kept} == {"accounts", "files", "journal"}

    def test_a_file_in_work(self, loaded: ImportRun, head: User):
        ImportRun.objects.filter(pk=loaded.pk).update(status=Status.LOADING)
        with pytest.raises(DomainError, match="Файл сейчас в работе"):
            erase_files(loaded, by=head)

    def test_a_letter_that_is_just_being_sent(self, left: Employee):
        with in_schema("public"):
            Letter.objects.update(state=Letter.State.WAITING)
        file = gathering.gather([key(left)])
        assert "letters" in {row.source for row in file.kept}
        assert "letters" not in {row.source for row in file.erasable}

    def test_namesakes_here_and_in_another_company(self, beta: Tenant, former: Account, left: Employee, erased):
        alpha = current_tenant()
        here = AccountFactory(house=former.house, number="9", last_name="Кузнецова", first_name="Анна", by=None)
        with speaking_for(beta):
            there = EmployeeFactory(role=Role.HEAD, email="komarov@example.ru", last_name="Комаров", send_password=True)
            twin = deactivate(AccountFactory(number="00012345", last_name="Кузнецова", first_name="Анна"), by=None)
        with speaking_for(alpha):
            erased(former, left)
            assert Account.objects.get(pk=here.pk).last_name == "Кузнецова"
        with speaking_for(beta):
            assert Account.objects.get(pk=twin.pk).last_name == "Кузнецова"
            assert User.objects.get(pk=there.user_id).email == "komarov@example.ru"
        with in_schema("public"):
            left_to = [one.schema_name for one in Letter.objects.filter(recipients__contains=["komarov@example.ru"])]
        assert left_to == [beta.schema_name]


class TestTheDeed:
    def test_it_does_exactly_what_the_dry_run_showed(self, former: Account, left: Employee, loaded: ImportRun, erased):
        plan = gathering.gather([key(former), key(left)])

        act = erased(former, left)

        assert [name for name, _ in act.erased] == [row.neutral for row in plan.erasable]
        assert [name for name, _ in act.kept] == [row.neutral for row in plan.kept]
        after = gathering.gather([key(former), key(left)])
        assert after.erasable == []
        done = {row.key for row in after.rows if row.verdict == "done"}
        assert done == {key(former), key(left)}

    def test_nothing_is_done_when_something_has_changed_meanwhile(self, former: Account, left: Employee, erased, head):
        shown = erasing.digest(gathering.gather([key(former), key(left)]))
        activate(former, by=head)

        with pytest.raises(DomainError, match="данные изменились"):
            erased(former, left, shown=shown)

        assert User.objects.get(pk=left.user_id).last_name == "Комаров"
        assert ErasureAct.objects.count() == 0

    def test_all_or_nothing(self, former: Account, left: Employee, erased, head: User, monkeypatch):
        from crm.personal_data.sources.letters import Letters

        def breaks(*_: object, **__: object) -> None:
            raise RuntimeError("почта недоступна")

        monkeypatch.setattr(Letters, "erase", breaks)
        with pytest.raises(RuntimeError), transaction.atomic():
            erased(former, left)
        assert Account.objects.get(pk=former.pk).last_name == "Кузнецова"
        assert User.objects.get(pk=left.user_id).email == "komarov@example.ru"
        assert not Entry.objects.filter(action__startswith="personal_data.").exists()

    def test_repeating_is_safe(self, former: Account, erased, head: User):
        erased(former)
        state = Account.objects.filter(pk=former.pk).values().get()
        entries = Entry.objects.count()

        with pytest.raises(DomainError, match="Стирать нечего"):
            erased(former)
        erase_owner(former, by=head)

        assert Account.objects.filter(pk=former.pk).values().get() == state
        assert (Entry.objects.count(), ErasureAct.objects.count()) == (entries, 1)

    def test_the_act_and_the_journal_name_no_person(self, former: Account, left: Employee, loaded, erased, head: User):
        act = erased(former, left)

        assert act.subject == f"Сотрудник № {left.pk}, Лицевой счёт 00012345"
        text = f"{act.subject} {act.erased} {act.kept} {act.reason}"
        assert [mark for mark in MARKS if mark in text] == []
        entry = Entry.objects.get(action="personal_data.erase")
        assert (entry.object_id, entry.actor) == (str(act.pk), head)
        assert [mark for mark in MARKS if mark in f"{entry.changes} {entry.object_text}"] == []
        own = Entry.objects.filter(action__in=["accounting.erase_owner", "company.erase_person", "imports.erase_files"])
        assert own.count() == 3
        assert [one for one in own if any(mark in f"{one.changes} {one.object_text}" for mark in MARKS)] == []

    def test_acts_are_numbered_and_tell_who_and_for_whom(self, former: Account, left: Employee, erased, head: User):
        first, second = erased(former), erased(left)
        assert (first.number, second.number) == (1, 2)
        assert (first.by, first.by_name, first.operator["inn"]) == (head, str(head), "5904123453")
        assert str(first) == f"Акт № 1 от {timezone.localdate():%d.%m.%Y}"

    @pytest.mark.parametrize(
        ("given", "field"),
        [({"reason": "  "}, "reason"), ({"asked_on": timezone.localdate() + timedelta(days=2)}, "asked_on")],
    )
    def test_reason_and_day_are_asked_for(self, former: Account, erased, given, field: str):
        with pytest.raises(DomainError) as refused:
            erased(former, **given)
        assert refused.value.field == field

    @pytest.mark.parametrize(
        "damage",
        [
            lambda act: ErasureAct.objects.filter(pk=act.pk).update(reason="x"),
            lambda act: act.delete(),
            lambda act: connection.cursor().execute("TRUNCATE personal_data_erasureact"),
        ],
        ids=["update", "delete", "truncate"],
    )
    def test_nobody_changes_an_act(self, former: Account, erased, damage):
        act = erased(former)
        with pytest.raises(DatabaseError), transaction.atomic():
            damage(act)
        assert ErasureAct.objects.get() == act

    def test_houses_and_other_owners_are_untouched(self, former: Account, erased, head: User):
        for _ in range(3):
            AccountFactory(house=former.house, by=head)
        others = Account.objects.exclude(pk=former.pk).order_by("pk").values()
        before = list(others), list(House.objects.values())
        assert len(before[0]) == 3

        erased(former)

        assert (list(others.all()), list(House.objects.values())) == before
