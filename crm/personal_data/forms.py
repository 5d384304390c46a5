from django import forms
from wagtail.admin.widgets import AdminDateInput

from crm.imports.domain import cells
from crm.personal_data.registry import Question
from identity.phones import normalise_phone
from tenants.errors import DomainError


class PersonForm(forms.Form):
    """Whom somebody looks for. What is known is typed, the rest stays empty."""

    last_name = forms.CharField(label="Фамилия", max_length=100, required=False)
    first_name = forms.CharField(label="Имя", max_length=100, required=False)
    patronymic = forms.CharField(label="Отчество", max_length=100, required=False)
    number = forms.CharField(label="Лицевой счёт", max_length=30, required=False)
    phone = forms.CharField(label="Телефон", max_length=30, required=False)
    email = forms.EmailField(label="Почта", required=False)

    def clean_phone(self) -> str:
        phone: str = self.cleaned_data["phone"]
        try:
            return normalise_phone(phone) if phone else ""
        except DomainError as error:
            raise forms.ValidationError(str(error)) from None

    def clean_last_name(self) -> str:
        return cells.text(self.cleaned_data["last_name"], limit=100)

    def clean(self) -> None:
        super().clean()
        if self.errors:
            return
        if not any(self.cleaned_data.get(name) for name in ("last_name", "number", "phone", "email")):
            raise forms.ValidationError("Напишите фамилию, номер счёта, телефон или почту.")

    @property
    def question(self) -> Question:
        data = self.cleaned_data
        return Question(**{**data, "email": data["email"].lower()})


class ErasureForm(forms.Form):
    """The last step before erasing."""

    asked_on = forms.DateField(
        label="Когда человек об этом попросил",
        widget=AdminDateInput,
        help_text="С этого дня идут 30 дней, за которые закон велит стереть.",
    )
    reason = forms.CharField(
        label="Основание",
        max_length=300,
        help_text="Например: «Отзыв согласия, заявление от 12.03.2026 № 4». Имени не пишите: акт хранится три года.",
    )
    sure = forms.BooleanField(label="Проверил список: стёртое не вернуть")
    shown = forms.CharField(widget=forms.HiddenInput, max_length=64)
