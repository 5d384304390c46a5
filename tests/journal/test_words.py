"""Every act has its words, and what changed is told as people say it."""

import ast
import importlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from crm.accounting.domain.accounts import change_account, deactivate
from crm.company.domain import employees
from crm.imports.registry import importers
from crm.journal import acts
from crm.journal.domain.entries import record
from crm.journal.domain.showing import changes_of, name_of_type, show
from crm.journal.models import Entry
from crm.rights.domain import access
from crm.rights.enums import Role, Rows
from crm.rights.models import Access
from crm.rights.registry import Box
from identity.channels import Channel
from identity.models import User
from tenants.secrets import Secret
from tests.conftest import make_employee
from tests.factories import AccountFactory, EmployeeFactory, data_of

WRITERS = {"record", "record_export"}
CODE = r"^[a-z_]+\.[a-z_]+$"


def calls() -> Iterator[tuple[Path, ast.Call, ast.AST]]:
    """Every call that writes the journal, with the function it stands in."""
    for folder in ("crm", "sites_cms", "platform", "tenants"):
        for path in sorted((Path(settings.ROOT) / folder).rglob("*.py")):
            tree = ast.parse(path.read_text())
            functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
            for node in ast.walk(tree):
                if isinstance(node, ast.Call) and ast.unparse(node.func).removeprefix("entries.") in WRITERS:
                    inside = [one for one in functions if one.lineno <= node.lineno <= (one.end_lineno or 0)]
                    yield path, node, inside[-1] if inside else tree


def codes_in(path: Path, value: ast.AST, around: ast.AST) -> list[str]:
    """The codes that an expression can mean: text, a constant of a module, a name set nearby, a text with a kind."""
    if isinstance(value, ast.JoinedStr):
        head = value.values[0]
        assert isinstance(head, ast.Constant)
        return [f"{head.value}{importing.kind}" for importing in importers()]
    if isinstance(value, ast.Constant):
        return [value.value]
    if isinstance(value, ast.IfExp):
        return [*codes_in(path, value.body, around), *codes_in(path, value.orelse, around)]
    if isinstance(value, ast.Name):
        set_here = [
            node.value
            for node in ast.walk(around)
            if isinstance(node, ast.Assign) and any(isinstance(t, ast.Name) and t.id == value.id for t in node.targets)
        ]
        if set_here:
            return [code for one in set_here for code in codes_in(path, one, around)]
    return [_of_module(path, ast.unparse(value))]


def _of_module(path: Path, expression: str) -> str:
    root = Path(settings.ROOT)
    inside = path.relative_to(root / "platform" if (root / "platform") in path.parents else root)
    found: Any = importlib.import_module(".".join(inside.with_suffix("").parts))
    for name in expression.split("."):
        found = getattr(found, name)
    assert isinstance(found, str)
    return found


@pytest.mark.unit
def test_every_act_that_is_written_is_declared_by_its_module():
    seen: dict[str, str] = {}
    for path, call, around in calls():
        given = {keyword.arg: keyword.value for keyword in call.keywords}
        for code in codes_in(path, given["action"], around):
            seen[code] = f"{path}:{call.lineno}"

    assert len(seen) > 20
    assert {code: where for code, where in seen.items() if acts.find(code) is None} == {}, (
        "declare it in acts.py of the module (crm.journal.acts.Act)"
    )


@pytest.mark.unit
def test_words_are_russian_and_none_twice():
    words = [act.words for act in acts.acts()]
    assert len(words) == len(set(words))
    assert all(any("а" <= sign <= "я" for sign in text.lower()) for text in words)


def told(entry: Entry) -> dict[str, tuple[str, str]]:
    return {change.label: (change.before, change.after) for change in changes_of(entry)}


@pytest.mark.integration
@pytest.mark.django_db
class TestChanges:
    def test_an_account_by_the_names_and_labels_of_its_fields(self, head: User):
        account = AccountFactory(number="77", last_name="Иванова", flat="12", by=head)
        change_account(
            account, house=account.house, number="77", last_name="Петрова", first_name="Нина", patronymic="",
            kind="parking", flat="12", entrance=None, floor=None, area=None, balance="1520.40", by=head,
        )  # fmt: skip

        assert told(Entry.objects.get(action="accounting.change_account")) == {
            "Фамилия или название": ("Иванова", "Петрова"),
            "Отчество": ("Петровна", "пусто"),
            "Вид помещения": ("Квартира", "Машиноместо"),
            "Баланс": ("0,00", "1\xa0520,40"),
        }

    def test_days_are_written_as_people_write_them(self, head: User):
        import datetime

        deactivate(AccountFactory(by=head), by=head, on=datetime.date(2026, 2, 1))
        assert told(Entry.objects.get(action="accounting.deactivate")) == {"Отключён с": ("пусто", "01.02.2026")}

    def test_an_employee_has_the_words_of_the_account_behind_and_of_the_role(self, head: User):
        employee = EmployeeFactory(role=Role.DISPATCHER, phone="+79084373418", by=head)
        employees.change(employee, **data_of(employee, phone="", role=Role.INSPECTOR, is_active=False), by=head)

        assert told(Entry.objects.get(action="company.change_employee")) == {
            "Мобильный телефон": ("+7 908 437-34-18", "пусто"),
            "Активен": ("да", "нет"),
        }
        assert told(Entry.objects.get(action="rights.change_rights"))["Роль"] == ("Диспетчер", "Инспектор ИПУ")

    def test_boxes_and_rows_of_rights(self, head: User, monkeypatch: pytest.MonkeyPatch):
        user = make_employee(Role.DISPATCHER)
        boxes = access.boxes_of(Access.objects.get(user=user)) ^ {Box("company.see_profile", Channel.COMPUTER)}
        access.set_rights(user, access.Rights(Role.DISPATCHER, boxes, {}), by=head)
        entry = Entry.objects.get(action="rights.change_rights")
        assert told(entry) == {"Право: Видеть «Мою компанию» (Компьютер)": ("да", "нет")}

        entry = record(
            action="rights.change_rights", obj=user, by=head,
            changes={"rows:accounting.see_accounts": [str(Rows.ALL), str(Rows.SECTION)]},
        )  # fmt: skip
        assert told(entry) == {"Чьи строки: Видеть дома и лицевые счета": ("все", "мои участки")}

    def test_lists_are_read_whole(self, head: User):
        entry = record(action="company.change_employee", obj=head, by=head, changes={"kinds": [[], ["Лифт", "Свет"]]})
        assert told(entry) == {"kinds": ("пусто", "Лифт, Свет")}

    def test_a_secret_is_written_nowhere(self, head: User):
        changes = {
            "telphin_key": [Secret(), Secret.of("ключ-от-телефонии")],
            "password": ["старый-пароль", "новый-пароль"],
            "must_change_password": [True, False],
        }
        entry = record(action="company.change_employee", obj=head, by=head, changes=changes)

        assert told(Entry.objects.get(pk=entry.pk)) == {
            "telphin_key": ("пусто", "скрыто"),
            "Пароль": ("скрыто", "скрыто"),
            "Сменить пароль при входе": ("да", "нет"),
        }
        assert "пароль" not in str(Entry.objects.get(pk=entry.pk).changes)

    def test_an_old_entry_with_a_secret_does_not_show_it(self, head: User):
        entry = Entry.objects.create(
            action="x", object_type="identity.user", changes={"password": ["старый-пароль", "новый-пароль"]}
        )
        assert told(entry) == {"Пароль": ("скрыто", "скрыто")}

    def test_what_nobody_knows_any_more_is_shown_as_it_was_written(self, head: User):
        entry = Entry.objects.create(action="gone.do_it", object_type="gone.thing", changes={"colour": ["a", "b"]})
        (shown,) = show([entry])
        assert (shown.act, shown.object_name, shown.who) == ("gone.do_it", "gone.thing", "Система")
        assert told(entry) == {"colour": ("a", "b")}
        assert name_of_type("accounting.account") == "Лицевой счёт"
