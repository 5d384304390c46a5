"""What is wrong with what is known of a contractor, field by field, in words that say how to mend it."""

from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from crm.company.enums import ContractorKind
from crm.company.models import Contractor
from tenants import requisites

Check = Callable[[str], None]

_BY_KIND: dict[str, dict[str, Check]] = {
    ContractorKind.ORGANISATION: {
        "inn": requisites.validate_organisation_inn,
        "kpp": requisites.validate_kpp,
        "ogrn": requisites.validate_organisation_ogrn,
    },
    ContractorKind.ENTREPRENEUR: {
        "inn": requisites.validate_entrepreneur_inn,
        "ogrn": requisites.validate_entrepreneur_ogrn,
    },
}
_OF_BOTH: dict[str, Check] = {
    "email": validate_email,
    "bik": requisites.validate_bik,
    "settlement_account": requisites.validate_account_number,
    "correspondent_account": requisites.validate_account_number,
}
_ACCOUNTS = ("settlement_account", "correspondent_account")


def faults(contractor: Contractor) -> dict[str, str]:
    """Field → what is wrong there and how to mend it; empty if everything fits."""
    found: dict[str, str] = {}
    if not contractor.short_name:
        found["short_name"] = "Напишите название: под ним подрядчика выбирает диспетчер."
    for field, check in {**_BY_KIND[contractor.kind], **_OF_BOTH}.items():
        if value := getattr(contractor, field):
            _note(found, field, check, value)
    if contractor.kind == ContractorKind.ENTREPRENEUR and contractor.kpp:
        found["kpp"] = "У предпринимателя нет КПП: оставьте поле пустым."
    _check_accounts(contractor, found)
    _check_dates(contractor, found)
    if "inn" not in found and _is_taken(contractor):
        found["inn"] = "Подрядчик с этим ИНН уже есть в списке. Найдите его поиском по ИНН."
    return found


def _check_accounts(contractor: Contractor, found: dict[str, str]) -> None:
    for field in _ACCOUNTS:
        account = getattr(contractor, field)
        if not account or field in found or "bik" in found:
            continue
        if not contractor.bik:
            found["bik"] = "Укажите БИК банка: без него счёт не проверить."
            return
        _note(found, field, lambda value: requisites.validate_account_key(value, bik=contractor.bik), account)


def _check_dates(contractor: Contractor, found: dict[str, str]) -> None:
    end = contractor.valid_until
    if end and contractor.valid_from and contractor.valid_from > end:
        found["valid_until"] = "Договор не может кончиться раньше, чем начнётся. Проверьте обе даты."
    elif end and contractor.signed_on and contractor.signed_on > end:
        found["valid_until"] = "Договор не может кончиться раньше, чем его подписали. Проверьте обе даты."


def _is_taken(contractor: Contractor) -> bool:
    if not contractor.inn or not contractor.is_active:
        return False
    return Contractor.objects.filter(inn=contractor.inn, is_active=True).exclude(pk=contractor.pk).exists()


def _note(found: dict[str, str], field: str, check: Check, value: str) -> None:
    try:
        check(value)
    except ValidationError as error:
        found[field] = error.messages[0]
