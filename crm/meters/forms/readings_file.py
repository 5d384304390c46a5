from crm.meters.domain import windows
from crm.meters.forms.file import MetersFileForm
from crm.meters.forms.meters import DayField


class ReadingsFileForm(MetersFileForm):
    """A file of readings; the day stands for the column that the file has not."""

    values_on = DayField(
        label="Когда снято",
        initial=windows.today,
        help_text="Каким днём считать показания, если в файле нет колонки «Дата». От дня зависит месяц.",
    )
