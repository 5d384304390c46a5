from typing import Any

from django import forms

from crm.accounting.domain import houses
from crm.accounting.forms.fields import ThroughDomainForm, TownField
from crm.accounting.models import House
from crm.company.models import Employee
from crm.rights.models import Section
from identity.models import User


class HouseForm(ThroughDomainForm):
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
