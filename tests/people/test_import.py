from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from crm.accounting.domain.accounts import deactivate
from crm.accounting.models import Account
from crm.imports.domain import runs
from crm.imports.enums import Status
from crm.imports.models import ImportRun
from crm.people.domain import consents, people
from crm.people.enums import ConsentChannel, ConsentSource
from crm.people.models import AccountPerson, Consent, Person, PersonPhone
from crm.rights.enums import Role
from identity.models import User
from tests.factories import AccountFactory
from tests.people.conftest import MOBILE

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

DATA = Path(__file__).resolve().parents[1] / "data"


@pytest.fixture
def checked(head: User) -> Callable[..., ImportRun]:
    def make(*rows: str, header: str = "Л.С;Телефон", **options: object) -> ImportRun:
        content = "\r\n".join([header, *rows, ""]).encode("cp1251")
        file = SimpleUploadedFile("телефоны.csv", content)
        run = runs.upload(kind="phones", file=file, options=options, by=head)
        runs.check(run.pk)
        return ImportRun.objects.get(pk=run.pk)

    return make


@pytest.fixture
def loaded(checked: Callable[..., ImportRun], head: User) -> Callable[..., ImportRun]:
    def make(*rows: str, **options: object) -> ImportRun:
        run = checked(*rows, **options)
        assert run.may_load, run.report
        runs.confirm(run, by=head)
        runs.load(run.pk)
        run = ImportRun.objects.get(pk=run.pk)
        assert run.status == Status.DONE, run.error
        return run

    return make


def phones_of(account: Account) -> list[str]:
    return sorted(
        PersonPhone.objects.filter(person__ties__account=account, person__ties__until=None).values_list(
            "number", flat=True
        )
    )


def told(run: ImportRun) -> list[tuple[int, str]]:
    return [(problem["row"], problem["message"]) for problem in run.report["problems"]]


def test_phones_in_every_writing_several_rows_and_several_in_a_cell(account: Account, dacha: Account, loaded):
    run = loaded("00012345;+7 (908) 437-34-18", "00012345;89143139546", "777;9289945095, 8 905 850-89-58")

    assert (run.added, run.changed, run.refused) == (3, 0, 0)
    assert phones_of(account) == ["+79084373418", "+79143139546"]
    assert phones_of(dacha) == ["+79058508958", "+79289945095"]
    assert [str(person) for person in Person.objects.all()] == ["Иванова Нина Петровна"] * 2
    assert set(AccountPerson.objects.values_list("kind", flat=True)) == {"owner"}


def test_the_second_time_nothing_changes(account: Account, loaded, checked):
    loaded("00012345;9084373418", "00012345;9143139546")

    again = checked("00012345;89084373418", "00012345;+7 914 313 95 46")
    assert (again.added, again.changed, again.unchanged) == (0, 0, 2)
    assert not again.may_load


def test_a_repeated_row_is_no_second_phone(account: Account, loaded):
    run = loaded("00012345;9084373418", "00012345;+79084373418")

    assert (run.added, run.unchanged) == (1, 1)
    assert phones_of(account) == [MOBILE]


def test_what_is_wrong_is_named_row_by_row_and_nothing_is_loaded(account: Account, dacha: Account, head: User, checked):
    deactivate(dacha, by=head)
    run = checked("00012345;8 342 200-10-03", "404;9084373418", "777;9084373418", "00012345;звонить Ивану", "00012345;")

    assert run.refused == 5
    assert [row for row, _ in told(run)] == [2, 3, 4, 5, 6]
    messages = dict(told(run))
    assert "СМС на городской телефон не придёт" in messages[2]
    assert "Такого лицевого счёта нет" in messages[3]
    assert "отключён" in messages[4]
    assert "не распознан" in messages[5]
    assert "Не заполнено" in messages[6]
    assert not run.may_load


def test_the_owner_of_before_keeps_the_person(owner: Person, account: Account, loaded):
    loaded("00012345;9143139546")

    assert Person.objects.get() == owner
    assert phones_of(account) == [MOBILE, "+79143139546"]


def test_one_name_and_one_phone_on_two_accounts_is_one_person(account: Account, dacha: Account, owner: Person, loaded):
    loaded("777;9084373418")

    assert Person.objects.get() == owner
    assert owner.ties.count() == 2


def test_accounts_that_share_phones_within_the_file_have_one_owner(head: User, house, account, dacha, loaded):
    third = AccountFactory(house=house, number="900", by=head)
    loaded("00012345;9084373418", "777;9084373418 9143139546", "900;9143139546")

    person = Person.objects.get()
    assert {tie.account_id for tie in person.ties.all()} == {account.pk, dacha.pk, third.pk}
    assert person.phones.count() == 2


def test_the_same_phone_under_another_name_is_told_and_allowed(head: User, house, owner: Person, loaded):
    neighbour = AccountFactory(house=house, number="900", last_name="Петров", first_name="Олег", by=head)

    run = loaded("900;9084373418")

    assert phones_of(neighbour) == [MOBILE]
    assert Person.objects.count() == 2
    run = ImportRun.objects.get(pk=run.pk)
    assert run.added == 1


def test_where_else_a_number_stands_is_told_before(head: User, house, owner: Person, checked):
    AccountFactory(house=house, number="900", last_name="Петров", first_name="Олег", by=head)
    run = checked("900;9084373418")

    assert [notice["message"] for notice in run.report["notices"]] == [
        "+7 908 437-34-18: такой номер есть и у счёта 00012345. Это можно."
    ]
    assert run.report["changes"][0]["new"] == "+7 908 437-34-18"


class TestConsents:
    HEADER = "Л.С;Телефон;Согласие на СМС"

    def test_on_paper_with_the_version_of_the_form(self, account: Account, head: User, loaded):
        loaded("00012345;9084373418;да", header=self.HEADER, text_version="Бланк № 4")

        given = Consent.objects.get()
        assert (given.channel, given.is_given, given.source, given.text_version, given.by) == (
            ConsentChannel.SMS, True, ConsentSource.PAPER, "Бланк № 4", head,
        )  # fmt: skip

    def test_the_same_word_again_changes_nothing(self, account: Account, loaded, checked):
        loaded("00012345;9084373418;да", header=self.HEADER)
        again = checked("00012345;9084373418;Да", header=self.HEADER)

        assert (again.added, again.changed, again.unchanged) == (0, 0, 1)

    def test_no_takes_back_what_was_given_and_is_no_refusal_of_who_was_not_asked(
        self, account: Account, dacha: Account, owner: Person, head: User, loaded
    ):
        consents.give(owner, channel=ConsentChannel.SMS, source=ConsentSource.PHONE_CALL, by=head)
        run = loaded("00012345;9084373418;нет", "777;9289945095;нет", header=self.HEADER)

        assert (run.added, run.changed) == (1, 1)
        assert [row.is_given for row in consents.history(owner)] == [False, True]
        assert Consent.objects.exclude(person=owner).count() == 0

    def test_another_word_is_refused(self, account: Account, checked):
        run = checked("00012345;9084373418;может быть", header=self.HEADER)
        assert told(run) == [(2, "Напишите «да» или «нет».")]


def test_whoever_appears_between_check_and_load_is_not_made_twice(account: Account, head: User, checked):
    run = checked("00012345;9084373418")
    owner = people.add_account_phone(account, phone=MOBILE, by=head)
    runs.confirm(run, by=head)
    runs.load(run.pk)

    assert Person.objects.get() == owner
    assert owner.phones.count() == 1


def test_an_account_that_has_gone_since_the_check_stops_everything(account: Account, dacha, head: User, checked):
    run = checked("00012345;9084373418", "777;9143139546")
    runs.confirm(run, by=head)
    deactivate(dacha, by=head)
    runs.load(run.pk)

    run = ImportRun.objects.get(pk=run.pk)
    assert run.status == Status.FAILED
    assert "777" in run.error
    assert Person.objects.count() == 0


def test_excel_ate_the_zeros(account: Account, head: User, checked, loaded):
    run = checked("12345;9084373418", "12345;9143139546")
    assert not run.may_load
    assert run.refused == 0

    loaded("12345;9084373418", "12345;9143139546", engine={"answers": {"twins": "same"}})
    assert phones_of(account) == [MOBILE, "+79143139546"]


def test_a_load_is_undone_to_the_last_row(account: Account, dacha: Account, owner: Person, head: User, loaded):
    from crm.imports.domain import undoing

    run = loaded("00012345;9143139546;да", "777;9289945095;да", header=TestConsents.HEADER)
    undoing.ask_undo(run, by=head)
    undoing.undo(run.pk)

    assert Person.objects.get() == owner
    assert [phone.number for phone in owner.phones.all()] == [MOBILE]
    assert AccountPerson.objects.count() == 1
    assert Consent.objects.count() == 0


def test_the_sample_file_of_the_accountant(head: User, checked, loaded):
    """Every account of the sample however its phone is written; the second time there is nothing new."""
    accounts = SimpleUploadedFile("счета.csv", (DATA / "accounts.csv").read_bytes())
    run = runs.upload(kind="accounts", file=accounts, options={}, by=head)
    runs.check(run.pk)
    runs.confirm(ImportRun.objects.get(pk=run.pk), by=head)
    runs.load(run.pk)
    rows = (DATA / "phones.csv").read_bytes().decode("cp1251").splitlines()[1:]

    run = loaded(*rows)

    assert (run.total, run.added, run.refused) == (1092, 1092, 0)
    assert PersonPhone.objects.count() == 1092
    again = checked(*rows)
    assert (again.added, again.changed, again.unchanged) == (0, 0, 1092)


def test_the_button_and_the_right(staff):
    button = 'href="/crm/imports/phones/new/"'
    accountant, dispatcher = staff(Role.ACCOUNTANT), staff(Role.DISPATCHER)
    for screen in ("/crm/people/", "/crm/accounts/"):  # the manual comes from «Список собственников»
        assert button in accountant.get(screen).content.decode(), screen
        assert button not in dispatcher.get(screen).content.decode(), screen
    assert dispatcher.get("/crm/imports/phones/new/").status_code == 302
