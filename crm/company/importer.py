"""Loading employees from a file: new ones are hired, known ones changed, nobody is let go."""

from collections.abc import Callable
from functools import partial
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from crm.company import rights, tasks
from crm.company.domain import employees
from crm.company.forms.employees_file import EmployeesFileForm
from crm.company.models import Employee
from crm.imports.domain.cells import CellError, text
from crm.imports.domain.reading import column_key
from crm.imports.enums import Outcome
from crm.imports.registry import Cells, Change, Column, Listing, Notice, RowError
from crm.rights.enums import EMPLOYEE_ROLES, Role
from identity.models import User
from identity.phones import normalise_phone
from tenants.errors import DomainError

# What people write besides the names of the roles themselves; nobody becomes a head but by that very word.
_OTHER_NAMES = {
    "абонентский отдел": Role.CLIENT_DESK,
    "клиентская служба": Role.CLIENT_DESK,
    "специалист клиентского отдела": Role.CLIENT_DESK,
    "бухгалтерия": Role.ACCOUNTANT,
    "диспетчерская": Role.DISPATCHER,
    "инспектор": Role.INSPECTOR,
    "контролер": Role.INSPECTOR,
    "контролер ипу": Role.INSPECTOR,
}
_ROLES = {column_key(role.label): role for role in EMPLOYEE_ROLES} | {
    column_key(name): role for name, role in _OTHER_NAMES.items()
}
_WORDS: dict[str, Callable[[str], str]] = {"role": lambda value: str(Role(value).label)}


def clean_role(cell: str) -> str:
    """A role by its name in the manual, in whatever case. Raises CellError for anything else."""
    if role := _ROLES.get(column_key(cell)):
        return str(role.value)
    if column_key(cell) == column_key(Role.CONTRACTOR.label):
        raise CellError("Подрядчики не сотрудники: добавьте их в «Компания — Подрядчики».")
    raise CellError(f"Такой роли нет. Напишите одну из: {', '.join(role.label for role in EMPLOYEE_ROLES)}.")


def clean_email(cell: str) -> str:
    """An e-mail in its one spelling. Raises CellError if it is none."""
    email = cell.strip().lower()
    try:
        validate_email(email)
    except ValidationError:
        raise CellError("Это не почта. Напишите адрес так: ivanova@example.ru.") from None
    return email


def clean_phone(cell: str) -> str:
    """A phone as E.164. Raises CellError if it is none."""
    try:
        return normalise_phone(cell)
    except DomainError as error:
        raise CellError(str(error)) from None


_name = partial(text, limit=100)


class EmployeesImport:
    """Employees by e-mail, else by phone. Nobody gets a right that who uploaded the file lacks."""

    kind: ClassVar[str] = "employees"
    title: ClassVar[str] = "Сотрудники"
    subject: ClassVar[str] = "Сотрудник"
    action: ClassVar[str] = rights.MANAGE_EMPLOYEES
    form: ClassVar[type] = EmployeesFileForm
    by_rows: ClassVar[bool] = True
    max_rows: ClassVar[int] = 1_000
    listing: ClassVar[Listing] = Listing("employees:index", "Открыть список сотрудников")
    columns: ClassVar[tuple[Column, ...]] = (
        Column("last_name", "Фамилия", _name, ("фио", "сотрудник", "фамилия имя отчество"), required=True),
        Column("first_name", "Имя", _name),
        Column("patronymic", "Отчество", _name),
        Column("position", "Должность", partial(text, limit=120)),
        Column("role", "Роль", clean_role, ("роль в системе", "права", "доступ")),
        Column(
            "email", "Почта", clean_email, ("email", "e-mail", "электронная почта", "эл почта", "логин"),
            required=True, repeats=False,
        ),
        Column(
            "phone", "Телефон", clean_phone, ("мобильный телефон", "мобильный", "сотовый"),
            repeats=False, may_begin_with_plus=True,
        ),
        Column("extension", "Добавочный", partial(text, limit=10), ("доб", "внутренний номер"), repeats=False),
    )  # fmt: skip
    example: ClassVar[tuple[tuple[str, ...], ...]] = (
        ("Фамилия", "Имя", "Отчество", "Должность", "Роль", "Почта", "Телефон", "Добавочный"),
        (
            "Иванова", "Нина", "Петровна", "Старший диспетчер", "Диспетчер",
            "ivanova@example.ru", "8 908 437-34-18", "101",
        ),
        ("Сидоров", "Пётр", "Ильич", "Слесарь-сантехник", "Исполнитель", "sidorov@example.ru", "", ""),
    )  # fmt: skip

    clears: frozenset[str] = frozenset()

    def __init__(self, options: dict[str, Any]) -> None:
        self.send_passwords = bool(options.get("send_passwords"))
        self.notices: list[Notice] = []
        self.seen: dict[str, int] = {}
        self.met: dict[int, int] = {}
        self.hired: list[int] = []

    def row(self, number: int, cells: Cells) -> Cells:
        """The cells, a whole name in one of them cut into its parts; no login may stand in the file twice."""
        last_name, first_name, patronymic, position, role, email, phone, extension = cells
        if not first_name and len(parts := last_name.split(" ", 2)) > 1:
            last_name, first_name, patronymic = (*parts, patronymic)[:3]
        for title, login in (("Почта", email), ("Телефон", phone)):
            if login and (before := self.seen.setdefault(login, number)) != number:
                raise RowError(title, login, f"Это уже есть в строке {before}. Оставьте одну строку на человека.")
        return last_name, first_name, patronymic, position, role, email, phone, extension

    def apply(self, number: int, values: Cells, *, by: User) -> tuple[Outcome, list[Change]]:
        """Hire or change one person by the domain's own rules."""
        given = {column.name: value for column, value in zip(self.columns, values, strict=True) if value}
        employee = self._find(given)
        try:
            if employee is None:
                return self._hire(given, by=by)
            return self._change(number, employee, given, by=by)
        except DomainError as error:
            # What names no field is about rights, and those come with the role.
            name = error.field if error.field in given else "role"
            value = given.get(name, employee.user.access.role if employee else "")
            title = next(column.title for column in self.columns if column.name == name)
            raise RowError(title, _WORDS.get(name, str)(value), str(error)) from None

    def applied(self) -> None:
        """Passwords go out one by one when everything is in."""
        if self.send_passwords:
            for employee_id in self.hired:
                transaction.on_commit(partial(tasks.send_first_password.delay, employee_id))

    def _find(self, given: dict[str, str]) -> Employee | None:
        known = Employee.objects.select_related("user__access")
        found = known.filter(user__email=given["email"]).first()
        return found or (known.filter(user__phone=given["phone"]).first() if "phone" in given else None)

    def _hire(self, given: dict[str, str], *, by: User) -> tuple[Outcome, list[Change]]:
        for name, title in (("first_name", "Имя"), ("role", "Роль")):
            if name not in given:
                raise RowError(title, "", f"Такого сотрудника ещё нет, а новому нужно поле «{title}».")
        employee = employees.hire(
            last_name=given["last_name"],
            first_name=given["first_name"],
            patronymic=given.get("patronymic", ""),
            position=given.get("position", ""),
            role=Role(given["role"]),
            email=given["email"],
            phone=given.get("phone", ""),
            extension=given.get("extension", ""),
            send_password=False,
            by=by,
        )
        self.hired.append(employee.pk)
        return Outcome.ADDED, []

    def _change(
        self, number: int, employee: Employee, given: dict[str, str], *, by: User
    ) -> tuple[Outcome, list[Change]]:
        if (before := self.met.setdefault(employee.pk, number)) != number:
            raise RowError("Почта", given["email"], f"Это тот же сотрудник, что в строке {before}: {employee}.")
        if not employee.user.is_active:
            self.notices.append(
                Notice(
                    number, f"{employee}: больше не работает, строка пропущена. Вернулся — отметьте это на странице."
                )
            )
            return Outcome.SKIPPED, []
        now = _as_in_file(employee)
        wanted = now | given
        changes = [
            Change(number, str(employee), column.title, *(_shown(column.name, row) for row in (now, wanted)))
            for column in self.columns
            if now[column.name] != wanted[column.name]
        ]
        if not changes:
            return Outcome.SAME, []
        if now["email"] != wanted["email"]:
            self.notices.append(
                Notice(number, f"{employee} узнан по телефону: почта, с которой он входит, станет {wanted['email']}.")
            )
        employees.change(
            employee,
            last_name=wanted["last_name"],
            first_name=wanted["first_name"],
            patronymic=wanted["patronymic"],
            email=wanted["email"],
            phone=wanted["phone"],
            position=wanted["position"],
            extension=wanted["extension"],
            request_types=employee.request_types.all(),
            sections=employee.user.sections.all(),
            role=Role(wanted["role"]),
            is_active=True,
            by=by,
        )
        return Outcome.CHANGED, changes


def _as_in_file(employee: Employee) -> dict[str, str]:
    user = employee.user
    names = ("last_name", "first_name", "patronymic", "email", "phone")
    return {name: getattr(user, name) for name in names} | {
        "position": employee.position,
        "extension": employee.extension,
        "role": user.access.role,
    }


def _shown(name: str, values: dict[str, str]) -> str:
    return _WORDS.get(name, str)(values[name])
