"""Accounts and houses as spreadsheets; accounts have the import's own columns: what is exported can be loaded back."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import QuerySet

from crm.accounting import acts
from crm.accounting.models import Account, House
from crm.shell.exports import CHUNK, ListExportMixin

ACCOUNT_HEADINGS = (
    "Л.С", "Баланс", "Фамилия", "Имя", "Отчество", "Квартира", "Дом", "Город", "Регион", "Площадь",
    "Вид помещения", "Подъезд", "Этаж", "Баланс на дату", "Состояние",
)  # fmt: skip
HOUSE_HEADINGS = (
    "Улица", "Номер дома", "Город", "Регион", "Участок", "Лицевых счетов", "Действуют", "Долг, ₽", "Год постройки",
    "Этажей", "Подъездов", "Общая площадь, м²", "Жилые помещения, м²", "Нежилые помещения, м²",
    "Общее имущество, м²", "ФИАС", "Кадастровый номер", "Кто отвечает", "Памятка диспетчеру",
)  # fmt: skip


class AccountsExportMixin(ListExportMixin):
    """The list of accounts as a file."""

    export_act = acts.EXPORT_ACCOUNTS
    export_headings = ACCOUNT_HEADINGS

    def export_rows(self, found: QuerySet[Account]) -> Iterator[Sequence[Any]]:
        for item in found.iterator(chunk_size=CHUNK):
            house = item.house
            state = "Действует" if item.is_active else f"Отключён с {item.closed_on:%d.%m.%Y}"
            yield (
                item.number, item.balance, item.last_name, item.first_name, item.patronymic, item.flat,
                house.address, house.city, house.region, item.area, item.get_kind_display(), item.entrance,
                item.floor, item.balance_on, state,
            )  # fmt: skip


class HousesExportMixin(ListExportMixin):
    """The list of houses as a file."""

    export_act = acts.EXPORT_HOUSES
    export_headings = HOUSE_HEADINGS

    def export_rows(self, found: QuerySet[House]) -> Iterator[Sequence[Any]]:
        for house in found.select_related("section", "responsible__user").iterator(chunk_size=CHUNK):
            yield (
                house.street, house.number, house.city, house.region, str(house.section or ""),
                house.accounts_total, house.accounts_active, house.debt,  # type: ignore[attr-defined]  # houses_with_totals
                house.built_in, house.floors, house.entrances, house.total_area, house.flats_area,
                house.commercial_area, house.common_area, str(house.fias_id or ""), house.cadastral_number,
                str(house.responsible or ""), house.dispatcher_note,
            )  # fmt: skip
