"""Employees from a file: dry run = result, all or nothing, nobody gets what the uploader lacks."""

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from crm.company.models import Employee
from crm.imports.domain import runs
from crm.imports.enums import Status
from crm.imports.models import ImportRun
from crm.journal.models import Entry
from crm.rights.enums import Role
from crm.rights.models import Access
from identity.models import User
from notifications.models import Letter
from tenants.context import in_schema
from tenants.errors import DomainError
from tenants.models import Tenant
from tests.conftest import make_employee
from tests.factories import ContractorFactory, EmployeeFactory

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

HEADER = "Фамилия;Имя;Отчество;Должность;Роль;Почта;Телефон"
NINA = "Иванова;Нина;Петровна;Старший диспетчер;Диспетчер;ivanova@example.ru;8 908 437-34-18"
PETR = "Сидоров;Пётр;Ильич;Слесарь;исполнитель;Sidorov@example.ru;+7 908 437-34-19"

Check = Callable[..., ImportRun]


def table(*rows: str, header: str = HEADER) -> bytes:
    return "\r\n".join([header, *rows, ""]).encode("cp1251")


@pytest.fixture
def checked(head: User) -> Check:
    def make(content: bytes, by: User = head, **options: object) -> ImportRun:
        run = runs.upload(kind="employees", file=SimpleUploadedFile("люди.csv", content), options=options, by=by)
        runs.check(run.pk)
        return ImportRun.objects.get(pk=run.pk)

    return make


@pytest.fixture
def loaded(checked: Check, head: User) -> Check:
    def make(content: bytes, by: User = head, **options: object) -> ImportRun:
        run = checked(content, by, **options)
        runs.confirm(run, by=by)
        runs.load(run.pk)
        return ImportRun.objects.get(pk=run.pk)

    return make


def people() -> list[tuple[str, str, str, str, str]]:
    known = Employee.objects.select_related("user__access").order_by("user__email")
    return [(str(one), one.position, one.user.access.role, one.user.email, one.user.phone) for one in known]


def counts(run: ImportRun) -> tuple[int, int, int, int, int]:
    return run.added, run.changed, run.unchanged, run.skipped, run.refused


def problems(run: ImportRun) -> list[tuple[int, str, str]]:
    return [(one["row"], one["field"], one["value"]) for one in run.report["problems"]]


HEAD = ("Иванова Нина Петровна", "", "head", "head@example.ru", "")
BOTH = [
    HEAD,
    ("Иванова Нина Петровна", "Старший диспетчер", "dispatcher", "ivanova@example.ru", "+79084373418"),
    ("Сидоров Пётр Ильич", "Слесарь", "executor", "sidorov@example.ru", "+79084373419"),
]


def test_what_the_dry_run_says_is_what_a_load_does(checked: Check, head: User):
    run = checked(table(NINA, PETR))
    assert (run.status, counts(run)) == (Status.CHECKED, (2, 0, 0, 0, 0))
    assert people() == [HEAD], "a dry run leaves nothing"
    assert not Entry.objects.filter(action="company.hire_employee", actor=head).exists()

    runs.confirm(run, by=head)
    runs.load(run.pk)

    run.refresh_from_db()
    assert (run.status, counts(run)) == (Status.DONE, (2, 0, 0, 0, 0))
    assert people() == BOTH
    hired = Entry.objects.filter(action="company.hire_employee")
    assert [entry.actor for entry in hired] == [head, head, None]
    assert Entry.objects.get(action="imports.load_employees").actor == head


def test_the_second_run_changes_nothing(loaded: Check, checked: Check):
    loaded(table(NINA, PETR))
    entries = Entry.objects.count()

    run = checked(table(NINA, PETR))

    assert (counts(run), run.may_load) == ((0, 0, 2, 0, 0), False)
    assert Entry.objects.exclude(action="imports.upload_employees").count() == entries - 1
    assert people() == BOTH


def test_known_ones_are_changed_where_the_file_differs(loaded: Check, checked: Check):
    loaded(table(NINA, PETR))
    by_email = "Иванова;Нина;;Начальник смены;;IVANOVA@example.ru;"
    by_phone = "Сидоров;Пётр;Ильич;Слесарь;;petr@example.ru;8(908)437-34-19"

    run = checked(table(by_email, by_phone))

    told = [(one["row"], one["object"], one["field"], one["old"], one["new"]) for one in run.report["changes"]]
    assert told == [
        (2, "Иванова Нина Петровна", "Должность", "Старший диспетчер", "Начальник смены"),
        (3, "Сидоров Пётр Ильич", "Почта", "sidorov@example.ru", "petr@example.ru"),
    ]
    assert [one["message"] for one in run.report["notices"]] == [
        "Сидоров Пётр Ильич узнан по телефону: почта, с которой он входит, станет petr@example.ru."
    ]
    assert people() == BOTH
    assert loaded(table(by_email, by_phone)).changed == 2
    assert people() == [
        HEAD,
        ("Иванова Нина Петровна", "Начальник смены", "dispatcher", "ivanova@example.ru", "+79084373418"),
        ("Сидоров Пётр Ильич", "Слесарь", "executor", "petr@example.ru", "+79084373419"),
    ]


def test_nobody_is_let_go_and_one_who_left_does_not_come_back_by_a_file(loaded: Check, checked: Check):
    loaded(table(NINA, PETR))
    User.objects.filter(email="sidorov@example.ru").update(is_active=False)

    run = checked(table(PETR.replace("Слесарь", "Мастер")))

    assert counts(run) == (0, 0, 0, 1, 0)
    assert "не работает, строка пропущена" in run.report["notices"][0]["message"]
    assert list(User.objects.filter(is_active=True).order_by("email").values_list("email", flat=True)) == [
        "head@example.ru",
        "ivanova@example.ru",
    ]


def test_wrong_rows_are_named_one_by_one_and_nothing_is_loaded(checked: Check, head: User):
    EmployeeFactory(role=Role.INSPECTOR, phone="+79084370001")
    stranger = User.objects.create_user("resident@example.ru", "Сирень-под-окном-7", last_name="Жилец")
    run = checked(
        table(
            NINA,
            "Зимин;Фёдор;;;Царь;zimin@example.ru;",  # 3 no such role
            "Зимин;Фёдор;;;Диспетчер;zimin;",  # 4 no e-mail
            "Зимин;Фёдор;;;Диспетчер;zimin@example.ru;12",  # 5 no phone
            "Зимин;;;;Диспетчер;zimin@example.ru;",  # 6 no name
            "Зимин;Фёдор;;;;zimin2@example.ru;",  # 7 no role
            "Зимин;Фёдор;;;Диспетчер;;",  # 8 e-mail is required
            "Петров;Олег;;;Диспетчер;IVANOVA@example.ru;",  # 9 the e-mail of row 2
            "Петров;Олег;;;Диспетчер;petrov@example.ru;+79084373418",  # 10 the phone of row 2
            "Жилец;Олег;;;Диспетчер;resident@example.ru;",  # 11 a resident's login
            "Белова;Анна;;;Подрядчик;belova@example.ru;",  # 12 no role of employees
            "Титова;Анна;;;Диспетчер;=A1;",  # 13 a formula
        )
    )

    assert problems(run) == [
        (3, "Роль", "Царь"),
        (4, "Почта", "zimin"),
        (5, "Телефон", "12"),
        (6, "Имя", ""),
        (7, "Роль", ""),
        (8, "Почта", ""),
        (9, "Почта", "ivanova@example.ru"),
        (10, "Телефон", "+79084373418"),
        (11, "Почта", "resident@example.ru"),
        (12, "Роль", "Подрядчик"),
        (13, "Почта", "=A1"),
    ]
    assert (run.added, run.refused, run.may_load) == (1, 11, False)
    with pytest.raises(DomainError, match="Часть строк с ошибками"):
        runs.confirm(run, by=head)
    assert Employee.objects.count() == 2
    stranger.refresh_from_db()
    assert not stranger.is_staff


def test_one_person_in_two_rows_by_different_logins(checked: Check, loaded: Check):
    loaded(table(NINA))
    run = checked(
        table("Иванова;Нина;Петровна;;;ivanova@example.ru;", "Иванова;Нина;Петровна;;;new@example.ru;+79084373418")
    )
    assert problems(run) == [(3, "Почта", "new@example.ru")]
    assert "Это тот же сотрудник, что в строке 2" in run.report["problems"][0]["message"]


def test_all_or_nothing(checked: Check, head: User):
    """Between check and load somebody takes the second row's phone."""
    run = checked(table(NINA, PETR))
    runs.confirm(run, by=head)
    EmployeeFactory(role=Role.INSPECTOR, phone="+79084373419", email="taken@example.ru")
    User.objects.filter(email="taken@example.ru").update(is_staff=False)
    Employee.objects.filter(user__email="taken@example.ru")._raw_delete("default")

    runs.load(run.pk)

    run.refresh_from_db()
    assert run.status == Status.FAILED
    assert "строка 3, Телефон: Этот телефон уже занят" in run.error
    assert people() == [HEAD]


@pytest.fixture
def clerk(tenant: Tenant) -> User:
    """Somebody of the client desk who may add employees, and no more than that desk."""
    user = make_employee(Role.CLIENT_DESK)
    Access.objects.filter(user=user).update(given=["company.manage_employees@computer"])
    return User.objects.get(pk=user.pk)


def test_a_file_gives_no_right_that_its_uploader_lacks(checked: Check, clerk: User):
    run = checked(
        table(
            "Хитров;Лев;;;Руководитель;boss@example.ru;",
            "Хитров;Лев;;;Бухгалтер;book@example.ru;",
            "Честная;Анна;;;Клиентский отдел;desk@example.ru;",
        ),
        clerk,
    )

    assert problems(run) == [(2, "Роль", "Руководитель"), (3, "Роль", "Бухгалтер")]
    assert "Нельзя дать право, которого нет у вас" in run.report["problems"][0]["message"]
    assert run.added == 1
    assert not User.objects.filter(last_name="Хитров").exists()


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("Иванова;Нина;Петровна;;Руководитель;client_desk@example.ru;", (2, "Роль", "Руководитель")),
        ("Иванова;Нина;Другая;;;head@example.ru;", (2, "Роль", "Руководитель")),
    ],
)
def test_nor_for_oneself_nor_over_those_who_may_more(checked: Check, clerk: User, row: str, problem: tuple):
    run = checked(table(row), clerk)
    assert problems(run) == [problem]
    assert sorted(Access.objects.values_list("role", flat=True)) == ["client_desk", "head"]


def test_the_last_head_is_not_lost_by_a_file(checked: Check):
    run = checked(table("Иванова;Нина;Петровна;;Диспетчер;head@example.ru;"))
    assert problems(run) == [(2, "Роль", "Диспетчер")]
    assert "последний руководитель" in run.report["problems"][0]["message"]


def test_what_one_checked_another_does_not_load(checked: Check, clerk: User, head: User):
    run = checked(table("Новый;Глава;;;Руководитель;boss@example.ru;"))
    assert run.may_load

    with pytest.raises(DomainError, match="проверен с правами другого сотрудника"):
        runs.confirm(run, by=clerk)
    runs.confirm(run, by=head)


@pytest.mark.parametrize("wanted", [True, False])
def test_passwords_go_to_the_new_ones_and_only_if_that_was_ticked(
    loaded: Check, wanted: bool, django_capture_on_commit_callbacks
):
    loaded(table(NINA))
    row = NINA.replace("Старший диспетчер", "Диспетчер")
    with django_capture_on_commit_callbacks(execute=True):
        loaded(table(row, PETR), send_passwords=wanted)

    with in_schema("public"):
        sent = [letter.recipients for letter in Letter.objects.all()]
    assert sent == ([["sidorov@example.ru"]] if wanted else [])


def test_a_dry_run_sends_nothing(checked: Check, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True) as callbacks:
        run = checked(table(NINA), send_passwords=True)
    assert run.added == 1
    assert callbacks
    with in_schema("public"):
        assert not Letter.objects.exists()


def test_a_password_that_is_sent_again_by_the_broker_goes_out_once(loaded: Check):
    from crm.company import tasks

    loaded(table(PETR))
    employee = Employee.objects.get(user__email="sidorov@example.ru")
    for _ in range(2):
        tasks.send_first_password(employee.pk)
    with in_schema("public"):
        assert Letter.objects.count() == 1


def test_whole_name_in_one_cell(loaded: Check):
    loaded(table("Сидоров Пётр Ильич;исполнитель;sidorov@example.ru", header="ФИО;Роль;E-mail"))
    assert people()[1][0] == "Сидоров Пётр Ильич"
    assert User.objects.get(email="sidorov@example.ru").patronymic == "Ильич"


@pytest.mark.parametrize(
    ("written", "role"),
    [
        ("РУКОВОДИТЕЛЬ", Role.HEAD),
        (" клиентский  отдел ", Role.CLIENT_DESK),
        ("Бухгалтерия", Role.ACCOUNTANT),
        ("инспектор", Role.INSPECTOR),
        ("Контролёр ИПУ", Role.INSPECTOR),
    ],
)
def test_roles_by_their_russian_names(loaded: Check, written: str, role: Role):
    loaded(table(f"Сидоров;Пётр;;;{written};sidorov@example.ru;"))
    assert User.objects.get(email="sidorov@example.ru").access.role == role


def test_more_than_a_thousand_rows_are_not_taken(checked: Check):
    rows = [f"Ф{n};Имя;;;Царь;a{n}@example.ru;" for n in range(1001)]
    run = checked(table(*rows))
    assert (run.status, run.error) == (Status.FAILED, "В файле больше 1000 строк. Разделите его на части.")


def test_from_the_list_to_the_loaded_file(staff, tenant: Tenant, django_capture_on_commit_callbacks):
    head = staff()
    assert "/crm/imports/employees/new/" in head.get("/crm/employees/").content.decode()
    sample = head.get("/crm/imports/employees/sample.csv").content
    page = head.get("/crm/imports/employees/new/").content.decode()
    assert "Отправить пароли на почту новым" in page

    with django_capture_on_commit_callbacks(execute=True):
        answer = head.post(
            "/crm/imports/employees/new/",
            {"file": SimpleUploadedFile("люди.csv", sample), "send_passwords": "on"},
        )
    shown = head.get(answer.url).content.decode()
    assert "Файл проверен, ошибок нет" in shown
    with django_capture_on_commit_callbacks(execute=True):
        head.post(f"{answer.url}load/")

    assert "Открыть список сотрудников" in head.get(answer.url).content.decode()
    assert Employee.objects.count() == 3
    with in_schema("public"):
        assert Letter.objects.count() == 2


@pytest.mark.parametrize("role", [Role.CLIENT_DESK, Role.ACCOUNTANT, Role.DISPATCHER, Role.EXECUTOR, Role.INSPECTOR])
def test_who_may_not_load_employees(staff, checked: Check, role: Role):
    run = checked(table(NINA))
    client = staff(role)
    for path in ("/crm/imports/employees/new/", "/crm/imports/employees/sample.csv"):
        assert client.get(path).status_code == 302, path
    assert client.get(f"/crm/imports/{run.pk}/").status_code == 404
    assert client.post(f"/crm/imports/{run.pk}/load/").status_code == 404


def test_a_contractors_person_is_not_made_an_employee(checked: Check, head: User):
    from crm.company.domain import contractor_people

    contractor_people.add_person(
        ContractorFactory(), last_name="Русланов", first_name="Тимур", patronymic="", email="master@example.ru",
        phone="", by=head, send_password=False,
    )  # fmt: skip
    run = checked(table("Русланов;Тимур;;;Руководитель;master@example.ru;"))
    assert problems(run) == [(2, "Почта", "master@example.ru")]
    assert User.objects.get(email="master@example.ru").access.role == Role.CONTRACTOR
