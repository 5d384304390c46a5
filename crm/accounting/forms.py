from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django import forms
from wagtail.admin.forms import WagtailAdminModelForm

from crm.accounting.domain import accounts, houses, sections
from crm.accounting.enums import Kind
from crm.accounting.models import NO_NAME, Account, House
from crm.accounting.widgets import SuggestInput
from crm.company.models import Employee
from crm.imports.domain import cells
from crm.imports.forms import UploadForm
from crm.rights.domain import access
from crm.rights.models import Section
from identity.may import may
from identity.models import User
from places.domain import settlements
from tenants.errors import DomainError


class AmountField(forms.CharField):
    """Roubles as people write them: «1 234,50», minus for an overpayment."""

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        return _checked(cells.amount, text) if text else "0"


class AreaField(forms.CharField):
    """Square metres with a comma or a point; empty is unknown."""

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        return _checked(cells.measure, text) if text else None


class HouseField(forms.CharField):
    """A house by its address, with suggestions."""

    widget = SuggestInput("suggest_houses")

    def clean(self, value: Any) -> House | None:
        text = super().clean(value)
        return _checked(houses.find_house, text) if text else None


class TownField(forms.CharField):
    """A town of the platform's directory as «Верхнекамск» or «Верхнекамск, Пермский край», with suggestions."""

    widget = SuggestInput("suggest_towns")

    def clean(self, value: Any) -> tuple[str, str] | None:
        text = super().clean(value)
        if not text:
            return None
        name, _, region = text.partition(",")
        town = _checked(lambda name: settlements.find(name=name, region=region), name)
        return houses.town_name(town), town.region.name


class _ThroughDomainForm(WagtailAdminModelForm):
    """A form of values for a domain function: the instance is neither filled nor checked here."""

    def _post_clean(self) -> None:
        pass


class HouseForm(_ThroughDomainForm):
    """«Добавление МКД в систему»: manual, section 7."""

    city = TownField(label="Город", help_text="Начните писать и выберите из подсказки. Регион подставится сам.")
    street = forms.CharField(label="Улица", max_length=120, help_text="Например, «ул. Ленина» или «пр-кт Мира».")
    number = forms.CharField(label="Номер дома", max_length=30, help_text="Например, «86», «35А» или «44 корп. 1».")
    section = forms.ModelChoiceField(
        label="Участок", queryset=Section.objects.all(), required=False, empty_label="Без участка"
    )
    responsible = forms.ModelChoiceField(
        label="Кто отвечает за дом",
        queryset=Employee.objects.filter(user__is_active=True).select_related("user"),
        required=False,
        empty_label="Никто отдельно",
    )

    class Meta:
        model = House
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if house := self.instance if self.instance.pk else None:
            self.fields["city"].initial = f"{house.city}, {house.region}"
            self.fields["street"].initial = house.street
            self.fields["number"].initial = house.number
            self.fields["section"].initial = house.section_id
            self.fields["responsible"].initial = house.responsible_id

    def apply(self, *, by: User) -> House:
        city, region = self.cleaned_data["city"]
        data = {"city": city, "region": region, "by": by}
        data |= {name: self.cleaned_data[name] for name in ("street", "number", "section", "responsible")}
        if self.instance.pk:
            return houses.change_house(self.instance, **data)
        return houses.add_house(**data)


class _PeopleField(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return str(obj.get_full_name())


class SectionForm(_ThroughDomainForm):
    """«Участок»: its houses and its people."""

    name = forms.CharField(label="Название", max_length=100, help_text="Например, «Центр» или «Участок № 2».")
    houses = forms.ModelMultipleChoiceField(
        label="Дома",
        queryset=House.objects.select_related("section"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Дом бывает на одном участке: отмеченный здесь уйдёт с прежнего.",
    )
    people = _PeopleField(
        label="Кто здесь работает",
        queryset=User.objects.filter(is_active=True, employee__isnull=False).order_by("last_name", "first_name"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Тот, кому открыты «мои участки», увидит дома отсюда.",
    )

    class Meta:
        model = Section
        fields: list[str] = []

    def __init__(self, *args: Any, for_user: User, **kwargs: Any) -> None:
        super().__init__(*args, for_user=for_user, **kwargs)
        if self.instance.pk:
            self.fields["name"].initial = self.instance.name
            self.fields["houses"].initial = list(self.instance.houses.values_list("pk", flat=True))
            self.fields["people"].initial = list(self.instance.people.values_list("pk", flat=True))
        if not may(for_user, access.MANAGE_RIGHTS):
            self.fields["people"].disabled = True
            self.fields["people"].help_text = "Меняет тот, кто раздаёт права."

    def apply(self, *, by: User) -> Section:
        before = self.instance if self.instance.pk else None
        return sections.save_section(before, **self.cleaned_data, by=by)


class AccountForm(_ThroughDomainForm):
    """«Добавить Л/С»: manual, section 7, «Вариант 1»."""

    house = HouseField(label="Объект", help_text="Начните писать улицу и выберите дом из подсказки.")
    number = forms.CharField(label="Номер лицевого счёта", max_length=30, help_text="Нули в начале сохраняются.")
    kind = forms.ChoiceField(label="Вид помещения", choices=Kind.choices)
    flat = forms.CharField(label="Квартира, помещение", max_length=30, required=False)
    area = AreaField(label="Площадь, м²", max_length=12, required=False)
    last_name = forms.CharField(
        label="Фамилия", max_length=200, help_text="У организации здесь всё название, например ООО «Лютик»."
    )
    first_name = forms.CharField(label="Имя", max_length=100, required=False, help_text="У организации — точка.")
    patronymic = forms.CharField(label="Отчество", max_length=100, required=False, help_text="У организации — точка.")
    balance = AmountField(
        label="Баланс л/с, ₽",
        max_length=20,
        required=False,
        help_text="Долг — без знака, переплата — с минусом. Можно не заполнять и загрузить потом.",
    )

    class Meta:
        model = Account
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        account = self.instance
        if not account.pk:
            return
        for name in ("house", "number", "kind", "flat", "last_name", "first_name", "patronymic"):
            self.fields[name].initial = str(getattr(account, name))
        self.fields["area"].initial = "" if account.area is None else str(account.area).replace(".", ",")
        self.fields["balance"].initial = str(account.balance).replace(".", ",")

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean()
        if data.get("patronymic") and not data.get("first_name") and data["patronymic"] != NO_NAME:
            self.add_error("first_name", "Укажите имя. Если это организация, поставьте точку и здесь, и в отчестве.")
        return data

    def apply(self, *, by: User) -> Account:
        data = dict(self.cleaned_data)
        data["kind"] = Kind(data["kind"])
        data["balance"] = Decimal(data["balance"])
        data["area"] = Decimal(data["area"]) if data["area"] else None
        if self.instance.pk:
            return accounts.change_account(self.instance, **data, by=by)
        return accounts.add_account(**data, by=by)


class DeactivateForm(forms.Form):
    """«Отключить»: from which day."""

    on = forms.DateField(
        label="С какого дня",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="Номер счёта освободится: его можно будет дать новому собственнику.",
    )


class AccountsFileForm(UploadForm):
    """A file of accounts; town and house stand for the columns that the file has not."""

    city = TownField(
        label="Город", required=False, help_text="Если в файле нет колонки «Город». Начните писать и выберите."
    )
    house = HouseField(label="Дом", required=False, help_text="Если весь файл об одном доме и в нём нет колонки «Дом».")
    field_order = ["city", "house", "file"]

    def options(self) -> dict[str, Any]:
        city, region = self.cleaned_data["city"] or ("", "")
        house = self.cleaned_data["house"]
        return {"city": city, "region": region, "house": house.pk if house else None}


def _checked(clean: Callable[[str], Any], text: str) -> Any:
    try:
        return clean(text)
    except DomainError as error:
        raise forms.ValidationError(str(error)) from None
