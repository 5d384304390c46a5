from copy import copy
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from wagtail.admin.forms import WagtailAdminModelForm

from crm.company.domain import contractor_documents, contractor_people, contractor_queries, contractors
from crm.company.domain.contractor_requisites import faults
from crm.company.domain.contractors import Details
from crm.company.enums import ContractorKind
from crm.company.models import Contractor, ContractorDocument, ContractorPerson
from files.forms import DOCUMENTS, FileField
from identity.models import User
from tenants import requisites


class DigitsField(forms.CharField):
    """A number of requisites: spaces and hyphens that were pasted along are dropped before anything is counted."""

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, max_length=60, **options)

    def to_python(self, value: Any) -> str:
        return requisites.digits_only(super().to_python(value) or "").upper()


class ContractorForm(WagtailAdminModelForm):
    """«Добавить подрядчика»: manual, section 4. What is wrong is said at every field at once."""

    card = forms.CharField(
        label="Вставьте реквизиты из письма или карточки",
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Найдём в тексте ИНН, КПП, ОГРН, БИК и счета и поставим в поля ниже. Вы проверите и сохраните.",
    )
    kind = forms.ChoiceField(label="Кто это", choices=ContractorKind.choices, widget=forms.RadioSelect)
    inn = DigitsField(label="ИНН", help_text="10 цифр у организации, 12 у ИП.")
    kpp = DigitsField(label="КПП", help_text="9 знаков; у ИП его нет.")
    ogrn = DigitsField(label="ОГРН или ОГРНИП", help_text="13 цифр у организации, 15 у ИП.")
    bik = DigitsField(label="БИК", help_text="9 цифр.")
    settlement_account = DigitsField(label="Расчётный счёт", help_text="20 цифр; проверим по БИК.")
    correspondent_account = DigitsField(label="Корреспондентский счёт", help_text="20 цифр; проверим по БИК.")

    class Meta:
        model = Contractor
        fields = [*contractors.FIELDS, "request_types"]
        widgets = {"contacts": forms.Textarea(attrs={"rows": 3}), "request_types": forms.CheckboxSelectMultiple}
        help_texts = {
            "short_name": "Под ним подрядчика видит диспетчер: ООО «Водяной».",
            "emergency_phone": "По нему звонит диспетчер ночью и в выходные.",
            "contacts": "Имя, должность, телефон; каждый с новой строки.",
            "valid_until": "За 30 и за 7 дней и в последний день напишем тем, кто ведёт подрядчиков.",
            "request_types": "Отметьте всё, что делает: заявки других типов ему не предложат.",
        }
        error_messages = {
            "short_name": {"required": "Напишите название: под ним подрядчика выбирает диспетчер."},
            "request_types": {
                "required": "Отметьте хотя бы один тип заявок: иначе диспетчер никогда не увидит этого подрядчика."
            },
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = self.instance if self.instance.pk else None
        self.fields["request_types"].queryset = contractor_queries.fitting_types(known)

    def _post_clean(self) -> None:
        """The rules are the domain's: `clean` asks for all of them, the model's own check would say them twice."""

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean()
        told = {**{name: getattr(self.instance, name) for name in contractors.FIELDS}, **self._typed()}
        candidate = contractors.filled(copy(self.instance), Details(**told))
        for field, message in faults(candidate).items():
            if field not in self.errors:
                self.add_error(field, message)
        return data

    def groups(self) -> list[tuple[str, list[BoundField]]]:
        """The fields as they stand on the page."""
        names = {
            "": ["kind", "short_name", "full_name", "request_types"],
            "Связь": ["phone", "emergency_phone", "email", "address", "contacts"],
            "Договор": ["contract_number", "signed_on", "valid_from", "valid_until"],
            "Реквизиты": ["inn", "kpp", "ogrn", "bik", "bank", "settlement_account", "correspondent_account"],
        }
        return [(heading, [self[name] for name in group]) for heading, group in names.items()]

    def apply(self, *, by: User) -> Contractor:
        details, request_types = Details(**self._typed()), list(self.cleaned_data["request_types"])
        if self.instance.pk:
            return contractors.change(self.instance, details, request_types=request_types, by=by)
        return contractors.add(details, request_types=request_types, by=by)

    def _typed(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in contractors.FIELDS if name in self.cleaned_data}


class ReasonForm(forms.Form):
    """«Отключить»: why."""

    reason = forms.CharField(
        label="Почему отключаете",
        max_length=300,
        help_text="Например, «договор не продлили» или «не вышли на аварию 12 марта».",
        error_messages={"required": "Напишите, почему: это увидят те, кто откроет подрядчика через год."},
    )


class DocumentForm(forms.Form):
    """A document of a contractor."""

    name = forms.CharField(label="Что это", max_length=150, help_text="Договор № 12, лицензия, смета, допуск СРО.")
    file = FileField(label="Файл", kinds=DOCUMENTS, max_bytes=contractor_documents.MAX_BYTES)

    def apply(self, contractor: Contractor, *, by: User) -> ContractorDocument:
        return contractor_documents.add_document(contractor, **self.cleaned_data, by=by)


class PersonForm(forms.Form):
    """Somebody of a contractor who signs in on the phone."""

    last_name = forms.CharField(label="Фамилия", max_length=100)
    first_name = forms.CharField(label="Имя", max_length=100)
    patronymic = forms.CharField(label="Отчество", max_length=100, required=False)
    email = forms.EmailField(label="Электронная почта", help_text="Это логин. На неё придёт пароль.")
    phone = forms.CharField(
        label="Мобильный телефон", max_length=30, required=False, help_text="Им тоже можно входить."
    )

    def apply(self, contractor: Contractor, person: ContractorPerson | None, *, by: User) -> ContractorPerson:
        if person:
            return contractor_people.change_person(person, **self.cleaned_data, by=by)
        return contractor_people.add_person(contractor, **self.cleaned_data, by=by)
