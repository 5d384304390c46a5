"""What people read of houses and accounts in the company's archive."""

from crm.accounting.models import Account, BalanceChange, House
from tenants.archive.registry import Sheet
from tenants.archive.registry import register as register_in_archive

HOUSES = Sheet(
    title="Дома",
    order=10,
    rows=lambda _: House.objects.order_by("address_key", "pk"),
    columns={
        "region": "", "city": "", "street": "", "number": "", "section__name": "участок",
        "responsible__user__last_name": "кто отвечает за дом", "fias_id": "", "cadastral_number": "",
        "built_in": "", "floors": "", "entrances": "", "total_area": "", "flats_area": "", "commercial_area": "",
        "common_area": "", "dispatcher_note": "", "photo": "файл фотографии", "created_at": "",
    },
)  # fmt: skip
ACCOUNTS = Sheet(
    title="Лицевые счета",
    order=20,
    rows=lambda _: Account.objects.order_by("number", "pk"),
    columns={
        "number": "", "house__city": "", "house__street": "", "house__number": "", "kind": "", "flat": "",
        "entrance": "", "floor": "", "area": "", "last_name": "", "first_name": "", "patronymic": "",
        "balance": "баланс, ₽ (плюс — долг)", "balance_on": "", "is_active": "", "closed_on": "",
    },
)  # fmt: skip


BALANCES = Sheet(
    title="История балансов",
    order=21,
    rows=lambda _: BalanceChange.objects.order_by("pk"),
    columns={
        "account__number": "", "balance_on": "", "balance": "баланс, ₽ (плюс — долг)", "import_run__file_name": "",
        "by__email": "кто", "at": "",
    },
)  # fmt: skip


def register() -> None:
    """Add the sheets to archives."""
    register_in_archive(HOUSES, ACCOUNTS, BALANCES)
