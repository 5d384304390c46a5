"""Forms of meters: what people type → a call of the domain."""

from collections.abc import Sequence
from copy import deepcopy
from decimal import Decimal
from typing import Any

from django import forms

from crm.accounting.forms.fields import HouseField, ThroughDomainForm, checked
from crm.accounting.widgets import SuggestInput
from crm.meters.domain import choosing, meters, windows
from crm.meters.domain.meters import Details, Seen
from crm.meters.domain.values import read_value
from crm.meters.domain.verification import USUAL_YEARS
from crm.meters.enums import Resource
from crm.meters.models import Meter
from identity.models import User
from tenants.errors import DomainError

VALUES = ("value", "value_2", "value_3")
_LABELS = {"value": "Показание", "value_2": "Показание, второй тариф", "value_3": "Показание, третий тариф"}
_USUAL = ", ".join(
    f"{resource.label} — {years} {'года' if years == 4 else 'лет'}"  # no other of them is less than five
    for resource, years in USUAL_YEARS.items()
)
VERIFICATION_HINT = (
    "По паспорту прибора: отсчитывается от дня выпуска на заводе, а не от дня установки. "
    f"Обычный срок: {_USUAL}; точный — в паспорте."
)
PLACE_FIELDS = ("account", "house")
_DETAILS = tuple(Details.__dataclass_fields__)


class AccountField(forms.CharField):
    """An active account by its number, with suggestions «00012345, Иванова Нина Петровна, ул. Ленина, д. 86»."""

    widget = SuggestInput("suggest_meter_accounts")
    user: User

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        return checked(lambda text: choosing.find_account(text, user=self.user), text) if text else None


class DayField(forms.DateField):
    """A day, by the browser's own calendar."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class ValuesForm(forms.Form):
    """What stands on the dial: as many values as tariffs."""

    values_required = False

    def __init__(self, *args: Any, meter: Meter | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number, name in enumerate(VALUES, start=1):
            if meter is None or number <= meter.tariffs:
                self.fields[name] = value_field(_LABELS[name], required=self.values_required)

    def values(self) -> list[Decimal]:
        """The values that were typed. Raises DomainError if one is unreadable or one of several is missing."""
        return typed_values(self.cleaned_data, [name for name in VALUES if name in self.fields])


class MeterForm(ThroughDomainForm):
    """«Добавление прибора ИПУ»: manual, section 13."""

    account = AccountField(
        label="Лицевой счёт", help_text="Начните писать номер, фамилию или квартиру и выберите из подсказки."
    )
    resource = forms.ChoiceField(label="Что считает", choices=Resource.choices)
    number = forms.CharField(label="Номер прибора", max_length=40, help_text="Стоит на корпусе и в паспорте.")
    model = forms.CharField(label="Марка", max_length=80, required=False)
    tariffs = forms.TypedChoiceField(
        label="Тарифов",
        choices=[(1, "Один"), (2, "Два: день и ночь"), (3, "Три: пик, полупик, ночь")],
        coerce=int,
        initial=1,
        required=False,
        empty_value="1",
        help_text="Несколько бывает только у электроэнергии.",
    )
    digits = forms.IntegerField(
        label="Цифр до запятой",
        min_value=1,
        max_value=9,
        initial=5,
        help_text="Сколько чёрных цифр на приборе: по ним видно, когда он пошёл с нуля.",
    )
    place = forms.CharField(label="Где стоит", max_length=80, required=False, help_text="«Кухня», «санузел».")
    installed_on = DayField(label="Дата установки", required=False)
    next_verification_on = DayField(label="Дата следующей поверки", required=False, help_text=VERIFICATION_HINT)
    last_check_on = DayField(
        label="Дата последней проверки показаний",
        required=False,
        help_text="Когда сотрудник последний раз сверял показания на месте: попадёт в акты.",
    )
    seal = forms.CharField(label="Номер пломбы", max_length=40, required=False)
    is_automatic = forms.BooleanField(label="Передаёт показания сам", required=False)
    read_by_supplier = forms.BooleanField(
        label="Показания снимает поставщик", required=False, help_text="Жителей о таком приборе не спрашиваем."
    )

    class Meta:
        model = Meter
        fields: list[str] = []

    def __init__(self, *args: Any, for_user: User, **kwargs: Any) -> None:
        super().__init__(*args, for_user=for_user, **kwargs)
        if self.instance.pk:
            for name in PLACE_FIELDS:
                self.fields.pop(name, None)
            fill(self, self.instance)
            return
        if isinstance(account := self.fields.get("account"), AccountField):
            account.user = for_user
        for name in VALUES:
            self.fields[name] = value_field(_LABELS[name], required=False)
        self.fields["value"].help_text = "Что на приборе сейчас. Можно не заполнять."
        self.fields["values_on"] = DayField(label="Показание на дату", required=False, initial=windows.today)

    def apply(self, *, by: User) -> Meter:
        details = details_from(self.cleaned_data)
        if self.instance.pk:
            return meters.change_meter(self.instance, details, by=by)
        return meters.add_meter(
            details,
            account=self.cleaned_data.get("account"),
            house=self.cleaned_data.get("house"),
            first=self._first(),
            by=by,
        )

    def _first(self) -> Seen | None:
        values = typed_values(self.cleaned_data, VALUES[: int(self.cleaned_data["tariffs"])])
        return Seen(values, self.cleaned_data["values_on"] or windows.today()) if values else None


class HouseMeterForm(MeterForm):
    """The same for a meter of a whole house («общедомовой прибор»)."""

    account = None  # type: ignore[assignment]  # Django's way of leaving a field of the parent out
    house = HouseField(label="Дом", help_text="Начните писать улицу и выберите дом из подсказки.")
    field_order = ["house"]


class StopForm(ValuesForm):
    """«Снять»: from which day, and what the meter showed."""

    on = DayField(label="С какого дня", initial=windows.today)
    field_order = ["on"]


class CheckForm(StopForm):
    """«Проверка показаний»: when an employee was there and what stood on the dial."""

    on = DayField(label="Когда проверили", initial=windows.today)


class ReadForm(StopForm):
    """«Внести показания» of a meter of a whole house; `confirmed` is asked only about what is unusual."""

    on = DayField(label="Снято", initial=windows.today)
    values_required = True

    def ask(self) -> None:
        """Show the box to confirm with."""
        self.fields["confirmed"] = forms.BooleanField(label="Всё верно, внести", required=False)


class ReplaceForm(ThroughDomainForm):
    """«Заменить»: the last reading of the old meter, then the new one with its first."""

    on = DayField(label="Когда заменили", initial=windows.today)

    class Meta:
        model = Meter
        fields: list[str] = []

    def __init__(self, *args: Any, for_user: User, meter: Meter, **kwargs: Any) -> None:
        super().__init__(*args, for_user=for_user, **kwargs)
        self.meter = meter
        for number, name in enumerate(VALUES[: meter.tariffs], start=1):
            tariff = f", тариф {number}" if meter.tariffs > 1 else ""
            self.fields[f"old_{name}"] = value_field(f"Последнее показание прежнего{tariff}", required=True)
        for name in ("number", "model", "digits", "place", "next_verification_on", "seal", "is_automatic"):
            self.fields[name] = deepcopy(MeterForm.base_fields[name])
        self.fields["number"].label = "Номер нового прибора"
        for name in ("digits", "place"):
            self.fields[name].initial = getattr(meter, name)
        for number, name in enumerate(VALUES[: meter.tariffs], start=1):
            tariff = f", тариф {number}" if meter.tariffs > 1 else ""
            self.fields[name] = value_field(f"Первое показание нового{tariff}", required=True)
            self.fields[name].initial = "0"

    def apply(self, *, by: User) -> Meter:
        tariffs = self.meter.tariffs
        given = {"resource": self.meter.resource, "tariffs": tariffs, "read_by_supplier": self.meter.read_by_supplier}
        return meters.replace_meter(
            self.meter,
            details_from(given | self.cleaned_data),
            on=self.cleaned_data["on"],
            last=typed_values(self.cleaned_data, [f"old_{name}" for name in VALUES[:tariffs]]),
            first=typed_values(self.cleaned_data, VALUES[:tariffs]),
            by=by,
        )


def value_field(label: str, *, required: bool) -> forms.CharField:
    """A reading as people write it: «791,482»."""
    return forms.CharField(
        label=label, max_length=20, required=required, widget=forms.TextInput(attrs={"inputmode": "decimal"})
    )


def typed_values(data: dict[str, Any], names: Sequence[str]) -> list[Decimal]:
    """The values under these names; none if nothing is typed. Raises DomainError at the field that is wrong."""
    typed = {name: data.get(name) or "" for name in names}
    if not any(typed.values()):
        return []
    values = []
    for name, text in typed.items():
        if not text:
            raise DomainError("Нужно показание по каждому тарифу.", field=name)
        try:
            values.append(read_value(text))
        except DomainError as error:
            raise DomainError(str(error), field=name) from None
    return values


def details_from(data: dict[str, Any]) -> Details:
    """What the fields say of a meter."""
    given = {name: data[name] for name in _DETAILS if data.get(name) is not None}
    return Details(**given | {"resource": Resource(given["resource"])})


def fill(form: forms.BaseForm, meter: Meter) -> None:
    """Show what is known of a meter in the fields."""
    for name in _DETAILS:
        if name in form.fields:
            form.fields[name].initial = getattr(meter, name)
