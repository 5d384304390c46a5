from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.db import transaction
from django.forms.boundfield import BoundField

from crm.accounting.domain import houses
from crm.accounting.domain.house_photos import set_house_photo
from crm.accounting.domain.passports import FIELDS, NOTE_LIMIT, Passport
from crm.accounting.forms.fields import AreaField, ThroughDomainForm, TownField
from crm.accounting.models import House
from crm.accounting.widgets import SuggestInput
from crm.company.models import Employee
from crm.rights.models import Section
from files.forms import ImageField
from identity.models import User
from tenants.errors import DomainError

PHOTO_BYTES = 10 * 2**20
_AREAS = ("total_area", "flats_area", "commercial_area", "common_area")
_PANELS = {
    "Адрес": ("city", "street", "number"),
    "Паспорт дома": FIELDS,
    "Кто отвечает": ("section", "responsible"),
    "Памятка диспетчеру": ("dispatcher_note",),
    "Фотография": ("photo", "remove_photo"),
}


@dataclass(frozen=True)
class FieldPanel:
    """A group of fields as it stands on the page; a closed one opens by a click."""

    heading: str
    fields: list[BoundField]
    is_open: bool


class HouseForm(ThroughDomainForm):
    """«Добавление МКД в систему»: manual, section 7. Only the address is required."""

    city = TownField(label="Город")
    street = forms.CharField(
        label="Улица",
        max_length=120,
        help_text="Например, «ул. Ленина» или «пр-кт Мира».",
        widget=SuggestInput("suggest_streets", along="city"),
    )
    number = forms.CharField(label="Номер дома", max_length=30, help_text="Например, «86», «35А» или «44 корп. 1».")
    built_in = forms.IntegerField(label="Год постройки", required=False)
    floors = forms.IntegerField(label="Этажей", required=False, help_text="Если их разное число — наибольшее.")
    entrances = forms.IntegerField(label="Подъездов", required=False)
    total_area = AreaField(label="Общая площадь дома, м²", max_length=15, required=False)
    flats_area = AreaField(label="Жилые помещения, м²", max_length=15, required=False)
    commercial_area = AreaField(label="Нежилые помещения, м²", max_length=15, required=False)
    common_area = AreaField(
        label="Общее имущество, м²", max_length=15, required=False, help_text="Подъезды, подвал, чердак."
    )
    fias_id = forms.CharField(
        label="Идентификатор ФИАС", max_length=60, required=False, help_text="Если известен: fias.nalog.ru."
    )
    cadastral_number = forms.CharField(
        label="Кадастровый номер дома", max_length=40, required=False, help_text="Если известен: 59:01:4410001:123."
    )
    section = forms.ModelChoiceField(
        label="Участок", queryset=Section.objects.all(), required=False, empty_label="Без участка"
    )
    responsible = forms.ModelChoiceField(
        label="Кто отвечает за дом",
        queryset=Employee.objects.filter(user__is_active=True).select_related("user"),
        required=False,
        empty_label="Никто отдельно",
    )
    dispatcher_note = forms.CharField(
        label="Памятка диспетчеру",
        max_length=NOTE_LIMIT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Видна на экране счёта, когда звонят: «Ключ от подвала в кв. 5», «домофон 12К3456».",
    )
    photo = ImageField(label="Фотография дома", required=False, max_bytes=PHOTO_BYTES)
    remove_photo = forms.BooleanField(label="Убрать фотографию", required=False)

    class Meta:
        model = House
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        house = self.instance
        if not house.photo:
            del self.fields["remove_photo"]
        if not house.pk:
            return
        self.fields["city"].initial = f"{house.city}, {house.region}"
        for name in ("street", "number", "dispatcher_note", "built_in", "floors", "entrances", "cadastral_number"):
            self.fields[name].initial = getattr(house, name)
        self.fields["fias_id"].initial = str(house.fias_id or "")
        for name in _AREAS:
            area = getattr(house, name)
            self.fields[name].initial = "" if area is None else str(area).replace(".", ",")
        self.fields["section"].initial = house.section_id
        self.fields["responsible"].initial = house.responsible_id

    def panels(self) -> list[FieldPanel]:
        """The fields as they stand on the page: the address first, of the rest what is filled or wrong is open."""
        return [self._panel(heading, names) for heading, names in _PANELS.items()]

    @transaction.atomic
    def apply(self, *, by: User) -> House:
        city, region = self.cleaned_data["city"]
        data = {"city": city, "region": region, "by": by, "passport": self._passport()}
        same = ("street", "number", "section", "responsible", "dispatcher_note")
        data |= {name: self.cleaned_data[name] for name in same}
        house = houses.change_house(self.instance, **data) if self.instance.pk else houses.add_house(**data)
        return self._with_photo(house, by=by)

    def _with_photo(self, house: House, *, by: User) -> House:
        photo = self.cleaned_data["photo"]
        if not photo and not self.cleaned_data.get("remove_photo"):
            return house
        try:
            return set_house_photo(house, photo=photo, by=by)
        except DomainError as error:
            raise DomainError(str(error), field="photo") from None

    def _passport(self) -> Passport:
        data = {name: self.cleaned_data[name] for name in FIELDS}
        data |= {name: Decimal(data[name]) if data[name] else None for name in _AREAS}
        return Passport(**data)

    def _panel(self, heading: str, names: tuple[str, ...]) -> FieldPanel:
        fields = [self[name] for name in names if name in self.fields]
        is_open = heading == "Адрес" or any(
            field.errors or field.value() or field.name == "remove_photo" for field in fields
        )
        return FieldPanel(heading, fields, is_open)
