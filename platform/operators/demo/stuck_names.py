"""Some owners of the demo whose whole name somebody typed into «Фамилия»: what «Раздербанить ФИО» is for."""

from crm.accounting.domain.accounts import change_account
from crm.accounting.enums import Kind
from crm.accounting.models import NO_NAME, Account
from identity.models import User

_WRITINGS = (
    "{0.first_name} {0.patronymic} {0.last_name}",
    "{0.last_name} {0.first_name}",
    "{0.last_name} {0.first_name} {0.patronymic}",
    "{0.first_name} {0.last_name}",
)
_HOW_MANY = 12


def glue_names(*, by: User) -> None:
    """Do it for a few accounts, unless it was done."""
    people = Account.objects.filter(is_active=True).exclude(first_name=NO_NAME).select_related("house").order_by("-pk")
    if Account.objects.filter(first_name=NO_NAME, last_name__regex=r"^[А-ЯЁ][а-яё]+ [А-ЯЁ][а-яё]+$").exists():
        return
    for number, account in enumerate(people[:_HOW_MANY]):
        change_account(
            account, house=account.house, number=account.number, kind=Kind(account.kind), flat=account.flat,
            entrance=account.entrance, floor=account.floor, area=account.area, balance=account.balance,
            first_name=NO_NAME, patronymic=NO_NAME,
            last_name=_WRITINGS[number % len(_WRITINGS)].format(account), by=by,
        )  # fmt: skip
