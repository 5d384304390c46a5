"""Residents as a spreadsheet: one line for each, with their accounts and phones, written as they are loaded."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import QuerySet

from crm.people import acts
from crm.people.models import Person
from crm.shell.exports import CHUNK, ListExportMixin

HEADINGS = (
    "Фамилия", "Имя", "Отчество", "Телефоны", "Электронная почта", "Лицевые счета", "Адреса", "Примечание",
    "Личный кабинет",
)  # fmt: skip


class PeopleExportMixin(ListExportMixin):
    """The list of residents as a file."""

    export_act = acts.EXPORT_PEOPLE
    export_headings = HEADINGS

    def export_rows(self, found: QuerySet[Person]) -> Iterator[Sequence[Any]]:
        for person in found.iterator(chunk_size=CHUNK):
            accounts = [tie.account for tie in person.ties_in_force]  # type: ignore[attr-defined]  # people_with_everything
            yield (
                person.last_name, person.first_name, person.patronymic,
                ", ".join(phone.number.removeprefix("+7") for phone in person.phones.all()), person.email,
                ", ".join(account.number for account in accounts),
                "; ".join(f"{account.house.address}, {account.premises}".rstrip(", ") for account in accounts),
                person.note, "есть" if person.user_id else "нет",
            )  # fmt: skip
