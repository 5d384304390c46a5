"""Lists of meters as spreadsheets, with the columns of the import first: what is exported can be loaded back."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import QuerySet

from crm.meters import acts
from crm.meters.domain import windows
from crm.meters.domain.verification import state_of
from crm.meters.models import Meter
from crm.shell.exports import CHUNK, ListExportMixin

HEADINGS = (
    "Л.С", "Адрес", "Квартира", "Тип", "Номер прибора", "Показание", "Дата следующей поверки", "Показание 2",
    "Показание 3", "Показание на дату", "Марка", "Тарифов", "Цифр", "Место", "Пломба", "Дата установки",
    "Дата последней проверки", "Передаёт показания сам", "Снимает поставщик", "Состояние", "Поверка",
)  # fmt: skip


class MetersExportMixin(ListExportMixin):
    """A list of meters as a file."""

    export_act = acts.EXPORT_METERS
    export_headings = HEADINGS

    def export_rows(self, found: QuerySet[Meter]) -> Iterator[Sequence[Any]]:
        return lines(found)


def lines(meters: QuerySet[Meter]) -> Iterator[Sequence[Any]]:
    """A line of a spreadsheet for each meter, which comes with its last reading; rows stream."""
    today = windows.today()
    for meter in meters.iterator(chunk_size=CHUNK):
        house = meter.house or (meter.account.house if meter.account else None)
        last = next(iter(meter.last_readings), None)  # type: ignore[attr-defined]  # with_last_readings
        state = "Действует" if meter.is_active else f"Снят {meter.removed_on:%d.%m.%Y}"
        yield [
            meter.account.number if meter.account else "", house.address if house else "",
            meter.account.flat if meter.account else "", meter.get_resource_display(), meter.number,
            last and last.value, meter.next_verification_on, last and last.value_2, last and last.value_3,
            last and last.taken_on, meter.model, meter.tariffs, meter.digits, meter.place, meter.seal,
            meter.installed_on, meter.last_check_on, _yes(meter.is_automatic), _yes(meter.read_by_supplier), state,
            state_of(meter, today=today).label if meter.is_active else "",
        ]  # fmt: skip


def _yes(value: bool) -> str:
    return "да" if value else ""
