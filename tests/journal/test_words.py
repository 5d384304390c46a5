"""Every act has its words, and what changed is told as people say it."""

import ast
import importlib
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
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


@cache
def trees() -> list[tuple[Path, ast.Module]]:
    """Every file of ours, parsed."""
    folders = [Path(settings.ROOT) / folder for folder in ("crm", "sites_cms", "platform", "tenants")]
    return [(path, ast.parse(path.read_text())) for folder in folders for path in sorted(folder.rglob("*.py"))]


Call = tuple[Path, ast.Call, ast.AST]


@cache
def _every_call() -> dict[str, list[Call]]:
    """Every call by the name of what is called, with the function it stands in."""
    found: dict[str, list[Call]] = defaultdict(list)
    for path, tree in trees():
        functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
        for node in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            inside = [one for one in functions if one.lineno <= node.lineno <= (one.end_lineno or 0)]
            found[name].append((path, node, inside[-1] if inside else tree))
    return found


def calls(*names: str) -> list[Call]:
    """Every call of these functions."""
    return [call for name in names for call in _every_call()[name]]


def codes_in(path: Path, value: ast.AST, around: ast.AST) -> list[str]:
    """The codes that an expression can mean: text, a constant of a module, a name set nearby, a text with a kind."""
    if isinstance(value, ast.JoinedStr):
        head = value.values[0]
        assert isinstance(head, ast.Constant)
        return [f"{head.value}{ending}" for ending in _endings(path, value.values[1], around)]
    if isinstance(value, ast.Constant):
        return [value.value]
    if isinstance(value, ast.IfExp):
        return [*codes_in(path, value.body, around), *codes_in(path, value.orelse, around)]
    if ast.unparse(value).startswith("self."):
        return list(_of_classes(ast.unparse(value).removeprefix("self.")))
    if isinstance(value, ast.Name) and (named := _of_name(path, value, around)):
        return named
    return [_of_module(path, ast.unparse(value))]


def _endings(path: Path, last: ast.AST, around: ast.AST) -> list[str]:
    """What a text with a value behind it ends with: the values of a parameter's enum, or the kinds of imports."""
    assert isinstance(last, ast.FormattedValue)
    name = ast.unparse(last.value).removesuffix(".value")
    arguments = around.args.args if isinstance(around, ast.FunctionDef) else []
    kinds = [ast.unparse(one.annotation) for one in arguments if one.arg == name and one.annotation]
    if kinds:
        return [member.value for member in _thing_of_module(path, kinds[0])]
    return [importing.kind for importing in importers()]


def _of_name(path: Path, value: ast.Name, around: ast.AST) -> list[str]:
    """What a name set nearby stands for, or a parameter."""
    set_here = [
        node.value
        for node in ast.walk(around)
        if isinstance(node, ast.Assign) and any(isinstance(t, ast.Name) and t.id == value.id for t in node.targets)
    ]
    if set_here:
        return [code for one in set_here for code in codes_in(path, one, around)]
    return list(_passed(path, around, value.id)) if isinstance(around, ast.FunctionDef) else []


def _of_classes(name: str) -> Iterator[str]:
    """What classes that share a view say of themselves under this name."""
    for path, tree in trees():
        for owner in (node for node in ast.walk(tree) if isinstance(node, ast.ClassDef)):
            for line in owner.body:
                if isinstance(line, ast.Assign) and ast.unparse(line.targets[0]) == name:
                    yield from codes_in(path, line.value, tree)


def _passed(home: Path, function: ast.FunctionDef, name: str) -> Iterator[str]:
    """What is given for a parameter wherever the function is called."""
    places = [one.arg for one in function.args.args]
    if name not in [*places, *(one.arg for one in function.args.kwonlyargs)]:
        return
    for path, call, around in calls(function.name):
        if function.name.startswith("_") and path != home:
            continue  # another file's own of that name
        given: dict[str | None, ast.AST] = {**dict(zip(places, call.args, strict=False))}
        given |= {keyword.arg: keyword.value for keyword in call.keywords}
        if name in given:
            yield from codes_in(path, given[name], around)


def _of_module(path: Path, expression: str) -> str:
    found = _thing_of_module(path, expression)
    assert isinstance(found, str)
    return found


def _thing_of_module(path: Path, expression: str) -> Any:
    root = Path(settings.ROOT)
    inside = path.relative_to(root / "platform" if (root / "platform") in path.parents else root)
    found: Any = importlib.import_module(".".join(inside.with_suffix("").parts))
    for name in expression.split("."):
        found = getattr(found, name)
    return found


@pytest.mark.unit
def test_every_act_that_is_written_is_declared_by_its_module():
    seen: dict[str, str] = {}
    for path, call, around in calls(*sorted(WRITERS)):
        given = {keyword.arg: keyword.value for keyword in call.keywords}
        if "action" not in given:  # somebody else's `record`: the journal's takes keywords only
            continue
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
