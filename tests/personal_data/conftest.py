from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from crm.accounting.domain.accounts import deactivate
from crm.accounting.models import Account
from crm.company.domain import employees
from crm.company.models import Employee
from crm.imports.domain import runs
from crm.imports.models import ImportRun
from crm.personal_data.domain import erasing, gathering
from crm.personal_data.models import ErasureAct
from crm.rights.enums import Role
from identity.models import User
from tests.factories import AccountFactory, EmployeeFactory, HouseFactory, data_of

REASON = "Отзыв согласия, заявление № 4"


@pytest.fixture
def former(head: User) -> Account:
    """An owner who moved away, with everything settled."""
    house = HouseFactory(by=head)
    account = AccountFactory(house=house, number="00012345", last_name="Кузнецова", first_name="Анна", by=head)
    return deactivate(account, by=head)


@pytest.fixture
def left(head: User) -> Employee:
    """Somebody who worked here, got a letter, and left."""
    employee = EmployeeFactory(
        role=Role.DISPATCHER, last_name="Комаров", first_name="Олег", patronymic="Юрьевич", phone="+79084373418",
        email="komarov@example.ru", position="Диспетчер", send_password=True, by=head,
    )  # fmt: skip
    return employees.change(employee, **data_of(employee, is_active=False), by=head)


@pytest.fixture
def loaded(head: User, former: Account) -> ImportRun:
    """A file in which the account stood once, loaded, with a refused row in a run beside it."""
    text = "Л.С;Фамилия;Имя;Отчество;Квартира\r\n00012345;Кузнецова;Анна;Петровна;1\r\n777;Прохорова;Ия;Львовна;2\r\n"
    run = runs.upload(
        kind="accounts", file=SimpleUploadedFile("счета.csv", text.encode("cp1251")),
        options={"house": former.house_id}, by=head,
    )  # fmt: skip
    runs.check(run.pk)
    return ImportRun.objects.get(pk=run.pk)


def key(row: Account | Employee) -> str:
    return f"accounts:{row.pk}" if isinstance(row, Account) else f"people:{row.user_id}"


@pytest.fixture
def erased(head: User) -> Callable[..., ErasureAct]:
    """Erase as the screen does: look at the dry run, then do it."""

    def make(*rows: Any, shown: str = "", asked_on: date | None = None, reason: str = REASON) -> ErasureAct:
        keys = [key(row) for row in rows]
        shown = shown or erasing.digest(gathering.gather(keys))
        return erasing.erase(keys, shown=shown, reason=reason, asked_on=asked_on or timezone.localdate(), by=head)

    return make
