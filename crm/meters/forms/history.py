from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.db.models import Min
from django.utils.dates import MONTHS

from crm.accounting.models import House
from crm.journal.filters import form_in_words
from crm.meters import rights
from crm.meters.domain import profiles, windows
from crm.meters.domain.history import Sought
from crm.meters.domain.windows import month_words, next_month, previous_month
from crm.meters.enums import Deed, Source
from crm.meters.models import ExportProfile, Reading
from crm.rights.domain.rows import within
from identity.models import User

_NOBODY = "nobody"
_MOST_MONTHS = 36


class HistoryFilter(forms.Form):
    """What somebody looks for in «История показаний». A wrong value is left out and says so."""

    month = forms.TypedChoiceField(
        label="Месяц", coerce=int, empty_value=None, required=False,
        choices=[("", "Все"), *((number, str(name).capitalize()) for number, name in MONTHS.items())],
    )  # fmt: skip
    year = forms.TypedChoiceField(label="Год", coerce=int, empty_value=None, required=False)
    house = forms.ModelChoiceField(label="Дом", queryset=House.objects.none(), required=False, empty_label="Все дома")
    deed = forms.ChoiceField(label="Что", required=False, choices=[("", "Всё"), *Deed.choices])
    source = forms.ChoiceField(label="Откуда", required=False, choices=[("", "Отовсюду"), *Source.choices])
    who = forms.ChoiceField(label="Кто", required=False)
    meter = forms.IntegerField(
        label="Прибор", required=False, widget=forms.HiddenInput, min_value=1, max_value=2**62
    )  # fmt: skip

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._field("house").queryset = within(House.objects.all(), rights.SEE_READINGS, user=user)
        people = User.objects.filter(is_staff=True).order_by("last_name", "first_name", "pk")
        self._field("who").choices = [
            ("", "Все"), (_NOBODY, "Жители и программы"), *((str(one.pk), str(one)) for one in people),
        ]  # fmt: skip
        this = windows.today().year
        self._field("year").choices = [("", "Все"), *((year, str(year)) for year in range(this, this - 6, -1))]

    def sought(self) -> Sought:
        """What is asked, as the queries take it; what is wrong is not asked."""
        self.is_valid()
        data = self.cleaned_data
        who, house = data.get("who", ""), data.get("house")
        return Sought(
            month=data.get("month"),
            year=data.get("year"),
            house_id=house.pk if house else None,
            deed=data.get("deed", ""),
            source=data.get("source", ""),
            by_id=int(who) if who.isdigit() else None,
            by_nobody=who == _NOBODY,
            meter_id=data.get("meter"),
        )

    def told(self) -> dict[str, str]:
        """Label → value of what is asked, for the journal's entry of an export."""
        return form_in_words(self)

    def _field(self, name: str) -> Any:
        return self.fields[name]


class MonthForm(forms.Form):
    """A month and a house."""

    month = forms.ChoiceField(label="Месяц", required=False)
    house = forms.ModelChoiceField(label="Дом", queryset=House.objects.none(), required=False, empty_label="Все дома")

    usual: ClassVar[dict[str, str]] = {}

    def __init__(self, data: Mapping[str, Any], *, user: User) -> None:
        super().__init__({**self.usual, "month": f"{self.usual_month:%Y-%m}", **{name: data[name] for name in data}})
        houses: Any = self.fields["house"]
        houses.queryset = within(House.objects.all(), rights.SEE_READINGS, user=user)
        months: Any = self.fields["month"]
        months.choices = [(f"{month:%Y-%m}", month_words(month).capitalize()) for month in _months()]

    @property
    def usual_month(self) -> date:
        """This month: after the last day of the window people look at what has come, not at what begins."""
        return windows.today().replace(day=1)

    def chosen(self) -> tuple[date, House | None]:
        """The month (its first day) and the house; the usual ones instead of wrong ones."""
        self.is_valid()
        month = self.cleaned_data.get("month")
        return (date.fromisoformat(f"{month}-01") if month else self.usual_month), self.cleaned_data.get("house")


class ExportForm(MonthForm):
    """«Экспортировать показания»: of which month, of which house, in which form."""

    profile = forms.ChoiceField(label="Вид выгрузки")
    usual: ClassVar[dict[str, str]] = {"profile": "0"}

    def __init__(self, data: Mapping[str, Any], *, user: User) -> None:
        super().__init__(data, user=user)
        chosen: Any = self.fields["profile"]
        chosen.choices = [(str(one.pk or 0), one.name) for one in profiles.profiles()]

    def profile_chosen(self) -> ExportProfile:
        """The saved profile, or the usual one."""
        return ExportProfile.objects.filter(pk=self.cleaned_data["profile"]).first() or profiles.usual()


class ProfileForm(forms.Form):
    """A profile: the order of columns is that of the fields."""

    name = forms.CharField(label="Название", max_length=80, help_text="Например, «Для 1С» или «Для расчётного центра».")
    encoding = forms.ChoiceField(label="Кодировка", choices=list(profiles.ENCODINGS.items()))
    delimiter = forms.ChoiceField(label="Разделитель", choices=list(profiles.DELIMITERS.items()))
    decimal = forms.ChoiceField(label="Дробный знак", choices=list(profiles.DECIMALS.items()))

    def __init__(self, *args: Any, profile: ExportProfile, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("name", "encoding", "delimiter", "decimal"):
            self.fields[name].initial = getattr(profile, name) if profile.pk or name != "name" else ""
        for place in range(len(profiles.COLUMNS)):
            chosen = profile.columns[place] if place < len(profile.columns) else ""
            self.fields[f"column_{place + 1}"] = forms.ChoiceField(
                label=f"Колонка {place + 1}",
                required=False,
                choices=[("", "—"), *profiles.COLUMNS.items()],
                initial=chosen,
            )

    def columns(self) -> list[str]:
        """The chosen columns in their order, without the empty places."""
        places = (f"column_{place + 1}" for place in range(len(profiles.COLUMNS)))
        return [self.cleaned_data[name] for name in places if self.cleaned_data.get(name)]

    @property
    def column_fields(self) -> list[Any]:
        """The bound fields of the columns."""
        return [self[name] for name in self.fields if name.startswith("column_")]


def _months() -> list[date]:
    """From the month that comes next back to the first reading, three years at most."""
    month = next_month(windows.today())
    first = Reading.objects.aggregate(first=Min("month"))["first"] or previous_month(month)
    months = []
    while month >= min(first, previous_month(previous_month(next_month(windows.today())))):
        months.append(month)
        month = previous_month(month)
        if len(months) >= _MOST_MONTHS:
            break
    return months
