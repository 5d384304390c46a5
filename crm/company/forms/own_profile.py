from typing import Any

from django import forms

from crm.company.domain import employees
from crm.company.forms.employees import PHOTO_BYTES, time_zone_choices
from crm.company.models import Employee
from files.forms import ImageField
from identity.models import User
from identity.phones import normalise_phone, show_phone
from tenants.errors import DomainError


class OwnProfileForm(forms.Form):
    """What an employee changes of himself: manual, section 6, «Настройка часового пояса»."""

    photo = ImageField(label="Фотография", required=False, max_bytes=PHOTO_BYTES)
    remove_photo = forms.BooleanField(label="Убрать фотографию", required=False)
    phone = forms.CharField(
        label="Мобильный телефон", max_length=30, required=False, help_text="Им тоже можно входить."
    )
    time_zone = forms.ChoiceField(
        label="Часовой пояс", required=False, help_text="В нём вы увидите все времена: в списках, заявках и журнале."
    )

    def __init__(self, *args: Any, instance: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = instance
        self.employee: Employee = instance.employee
        self.fields["time_zone"].choices = time_zone_choices()  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["time_zone"].initial = instance.time_zone
        self.fields["phone"].initial = show_phone(instance.phone) if instance.phone else ""
        if not self.employee.photo:
            del self.fields["remove_photo"]

    def clean_phone(self) -> str:
        """The phone as it is kept; the account page saves all its panels together, so it is refused here."""
        text: str = self.cleaned_data["phone"]
        if not text:
            return ""
        try:
            phone = normalise_phone(text)
        except DomainError as error:
            raise forms.ValidationError(str(error)) from error
        if User.objects.filter(phone=phone).exclude(pk=self.user.pk).exists():
            raise forms.ValidationError("Этот телефон уже занят другим сотрудником.")
        return phone

    def save(self) -> None:
        """Called by Wagtail's account page within its transaction."""
        data = self.cleaned_data
        employees.change_own_contacts(self.user, phone=data["phone"], time_zone=data["time_zone"])
        if data["photo"] or data.get("remove_photo"):
            employees.set_photo(self.employee, photo=data["photo"], by=self.user)
