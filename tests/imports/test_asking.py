"""«Помогите загрузить»: a company shows a file that will not load to the operators of Бурмистр, and nothing else."""

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from crm.imports.domain import answering, asking, erasing, runs
from crm.imports.domain.letting_go import waits_for_help
from crm.imports.enums import Status
from crm.imports.models import ImportRun
from crm.journal.models import Entry
from identity.models import User
from notifications.models import Letter
from support.models import FileAsk
from tenants.context import in_schema, speaking_for
from tenants.errors import DomainError
from tenants.models import Tenant
from tests.imports.conftest import DATA

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

WRONG = "№ ЛС;Адрес\n0001;\n".encode()
MENDED = (DATA / "accounts.csv").read_bytes()

Checked = Callable[..., ImportRun]


@pytest.fixture
def console(operator: User, client_of: Callable[..., Client]) -> Client:
    """An operator's browser, signed in before the test speaks for the company."""
    return client_of(None, operator)


@pytest.fixture
def asked(operator: User, checked: Checked, head: User) -> ImportRun:
    """The operator is first: a row of the platform, made before the test speaks for the company."""
    return asking.ask_help(checked(WRONG), message="Не видит колонок", by=head)


def the_ask() -> FileAsk:
    with in_schema("public"):
        return FileAsk.objects.select_related("tenant").get()


def letters() -> list[Letter]:
    with in_schema("public"):
        return list(Letter.objects.order_by("pk"))


def acts(run: ImportRun) -> list[str]:
    return list(Entry.objects.filter(object_id=str(run.pk)).order_by("pk").values_list("action", flat=True))


def test_a_file_that_does_not_load_is_put_before_the_operators(asked: ImportRun, head: User):
    ask = the_ask()
    assert (ask.tenant.slug, ask.run_id, ask.message) == ("alpha", asked.pk, "Не видит колонок")
    assert waits_for_help(asked)
    with pytest.raises(DomainError):
        asking.ask_help(asked, message="ещё раз", by=head)


def test_a_loaded_file_needs_no_help(loaded: Checked, head: User):
    with pytest.raises(DomainError, match="ещё не загружен"):
        asking.ask_help(loaded("accounts.csv"), message="", by=head)


def test_the_operators_look_is_in_the_companys_journal(console: Client, asked: ImportRun, alpha: Tenant):
    answer = console.get(f"/operator/file_asks/{the_ask().pk}/file/")
    assert b"".join(answer.streaming_content) == WRONG
    with speaking_for(alpha):
        assert acts(asked)[-1] == "imports.show_operator"


def test_an_answer_in_words_closes_the_file_to_operators(console: Client, asked: ImportRun, alpha: Tenant, head: User):
    ask = the_ask()
    console.post(f"/operator/file_asks/{ask.pk}/answer/", {"text": "Нет колонки «Фамилия»."})

    with speaking_for(alpha):
        asked.refresh_from_db()
    assert asked.help_answer == "Нет колонки «Фамилия»."
    assert letters()[-1].recipients == [head.email]
    page = console.get(f"/operator/file_asks/{ask.pk}/file/", follow=True).content.decode()
    assert "Эта просьба закрыта: ответили." in page
    with speaking_for(alpha):
        assert "imports.show_operator" not in acts(asked)


def test_a_mended_file_waits_for_the_companys_own_word(asked: ImportRun, operator: User, head: User):
    mended = answering.answer(
        the_ask(), text="Разнесли по колонкам.", by=operator, file=SimpleUploadedFile("ваши счета.csv", MENDED)
    )
    assert mended is not None
    runs.check(mended.pk)
    mended.refresh_from_db()
    assert (mended.created_by_id, mended.status) == (head.pk, Status.CHECKED)
    assert "Без вас ничего не загрузится" in letters()[-1].text


def test_nothing_is_answered_without_words(asked: ImportRun, operator: User):
    with pytest.raises(DomainError):
        answering.answer(the_ask(), text="  ", by=operator)
    assert the_ask().is_waiting


def test_no_file_is_sent_to_one_who_left(asked: ImportRun, operator: User, head: User):
    User.objects.filter(pk=head.pk).update(is_active=False)
    with pytest.raises(DomainError, match="больше не работает"):
        answering.answer(the_ask(), text="Вот.", by=operator, file=SimpleUploadedFile("счета.csv", MENDED))
    assert the_ask().is_waiting


@pytest.mark.parametrize("ends", [asking.take_back, runs.cancel, erasing.erase_files])
def test_whatever_ends_the_matter_takes_the_file_from_the_operators(
    asked: ImportRun, head: User, ends: Callable[..., ImportRun], operator: User
):
    ends(asked, by=head)
    ask = the_ask()
    assert ask.state == "Больше не нужно"
    with pytest.raises(DomainError), answering.looking_at(ask):
        pass


def test_an_answered_file_may_be_asked_about_again(asked: ImportRun, operator: User, head: User):
    answering.answer(the_ask(), text="Проверьте шапку.", by=operator)
    again = asking.ask_help(asked, message="Проверили, всё равно", by=head)
    assert waits_for_help(again)


def test_the_page_asks_and_says_who_sees_the_file(checked: Checked, tenant: Tenant, head: User, client_of):
    run, client = checked(WRONG), client_of(tenant, head)
    assert "Помогите загрузить" in client.get(f"/crm/imports/{run.pk}/").content.decode()

    page = client.post(f"/crm/imports/{run.pk}/help/", {"message": "помогите"}, follow=True).content.decode()
    assert "Бурмистр смотрит файл" in page
    page = client.post(f"/crm/imports/{run.pk}/no-help/", follow=True).content.decode()
    assert "Помогите загрузить" in page


def test_the_operators_screens_show_no_cell_of_the_file(console: Client, asked: ImportRun):
    page = console.get(f"/operator/file_asks/inspect/{the_ask().pk}/").content.decode()
    assert "УК «Альфа»" in page
    assert "№ ЛС · Адрес" in page
    assert "0001" not in page
    assert "Помощь с файлами" in console.get("/operator/file_asks/").content.decode()


def test_the_run_of_another_company_with_that_number_is_not_touched(
    asked: ImportRun, operator: User, beta: Tenant, head: User
):
    with speaking_for(beta):
        other = ImportRun.objects.create(pk=asked.pk, kind="accounts", file_name="чужой.csv", created_by=_somebody())
    answering.answer(the_ask(), text="Готово.", by=operator)
    with speaking_for(beta):
        other.refresh_from_db()
        assert other.help_answer == ""


def _somebody() -> User:
    from tests.factories import EmployeeFactory

    return User.objects.get(pk=EmployeeFactory().user_id)


@pytest.mark.parametrize("path", ["file/", "answer/"])
def test_nobody_of_a_company_comes_to_the_operators_side(
    asked: ImportRun, tenant: Tenant, head: User, client_of, path: str
):
    assert client_of(tenant, head).post(f"/operator/file_asks/{the_ask().pk}/{path}").status_code == 404
