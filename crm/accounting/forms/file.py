from typing import Any

from crm.accounting.forms.debts import DataDateField
from crm.accounting.forms.fields import HouseField, TownField
from crm.imports.forms import UploadForm


class AccountsFileForm(UploadForm):
    """A file of accounts; town and house stand for the columns that the file has not."""

    city = TownField(
        label="Город", required=False, help_text="Если в файле нет колонки «Город». Начните писать и выберите."
    )
    house = HouseField(label="Дом", required=False, help_text="Если весь файл об одном доме и в нём нет колонки «Дом».")
    on = DataDateField(
        label="На какой день баланс", help_text="Если он есть в файле. Эту дату увидят жители рядом со своим балансом."
    )
    field_order = ["city", "house", "on", "file"]

    def options(self) -> dict[str, Any]:
        city, region = self.cleaned_data["city"] or ("", "")
        house = self.cleaned_data["house"]
        return {
            "city": city,
            "region": region,
            "house": house.pk if house else None,
            "on": self.cleaned_data["on"].isoformat(),
        }
