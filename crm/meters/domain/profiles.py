"""«Виды выгрузки»: how an accountant's program wants readings."""

from collections.abc import Sequence

from django.db import IntegrityError, transaction

from crm.journal.domain.entries import differences, record
from crm.meters.models import ExportProfile
from identity.models import User
from tenants.errors import DomainError

# Column → its heading. The headings are those by which our own imports know the columns.
COLUMNS = {
    "number": "Л.С",
    "address": "Адрес",
    "flat": "Квартира",
    "resource": "Тип",
    "meter": "Номер прибора",
    "value": "Показание",
    "value_2": "Показание 2",
    "value_3": "Показание 3",
    "taken_on": "Дата",
    "next_verification_on": "Дата следующей поверки",
    "month": "Месяц",
    "previous": "Прошлое показание",
    "used": "Расход",
    "owner": "Собственник",
    "city": "Город",
    "place": "Место",
    "source": "Откуда",
}
OF_SAMPLE = ("number", "address", "flat", "resource", "meter", "value", "next_verification_on")
CP1251, UTF8 = "cp1251", "utf-8-sig"
ENCODINGS = {CP1251: "Windows (cp1251): 1С, Excel", UTF8: "UTF-8 с меткой"}
DELIMITERS = {";": "точка с запятой", ",": "запятая", "\t": "табуляция"}
DECIMALS = {",": "запятая: 791,482", ".": "точка: 791.482"}
USUAL_NAME = "Как в файле приборов"


def usual() -> ExportProfile:
    """What is there without anybody's doing: what is taken out by it can be loaded back."""
    return ExportProfile(name=USUAL_NAME, columns=list(OF_SAMPLE))


def profiles() -> list[ExportProfile]:
    """The usual one and those that were saved."""
    return [usual(), *ExportProfile.objects.all()]


@transaction.atomic
def save_profile(
    profile: ExportProfile | None, *, name: str, columns: Sequence[str], encoding: str, delimiter: str, decimal: str,
    by: User,
) -> ExportProfile:  # fmt: skip
    """Add a profile, or change one. Raises DomainError if a column stands twice, none is chosen, the name is taken, or
    delimiter and decimal sign are the same."""
    name = " ".join(name.split())[:80]
    if not name or name == USUAL_NAME:
        raise DomainError("Назовите вид по-своему, например «Для 1С».", field="name")
    if not columns:
        raise DomainError("Выберите хотя бы одну колонку.", field="columns")
    if len(set(columns)) < len(columns):
        raise DomainError("Одна и та же колонка стоит дважды.", field="columns")
    if set(columns) - set(COLUMNS) or encoding not in ENCODINGS or delimiter not in DELIMITERS:
        raise DomainError("Такой колонки, кодировки или разделителя нет.")
    if decimal not in DECIMALS or decimal == delimiter:
        raise DomainError("Разделитель и дробный знак не могут быть одинаковыми.", field="decimal")
    before = ExportProfile.objects.filter(pk=profile.pk).first() if profile else None
    after = ExportProfile(
        pk=before.pk if before else None, name=name, columns=list(columns), encoding=encoding, delimiter=delimiter,
        decimal=decimal,
    )  # fmt: skip
    try:
        with transaction.atomic():
            after.save()
    except IntegrityError:
        raise DomainError("Вид с таким названием уже есть.", field="name") from None
    if changes := differences(before, after, ["name", "columns", "encoding", "delimiter", "decimal"]):
        record(action="meters.save_profile", obj=after, by=by, changes=changes)
    return after


@transaction.atomic
def remove_profile(profile: ExportProfile, *, by: User) -> None:
    """Remove a profile that nobody needs any more."""
    record(action="meters.remove_profile", obj=profile, by=by)
    profile.delete()
