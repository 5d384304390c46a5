from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from crm.accounting.domain import owners
from crm.accounting.models import NO_NAME, Account
from identity.models import User


class ChangeOwnerForm(forms.Form):
    """«Сменить собственника»: from which day, who it is, what goes over."""

    on = forms.DateField(
        label="С какого дня владеет новый собственник",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="Дата перехода права из выписки ЕГРН. Этим днём закроется прежний счёт.",
    )
    last_name = forms.CharField(
        label="Фамилия", max_length=200, help_text="У организации здесь всё название, например ООО «Лютик»."
    )
    first_name = forms.CharField(label="Имя", max_length=100, required=False, help_text="У организации — точка.")
    patronymic = forms.CharField(label="Отчество", max_length=100, required=False, help_text="У организации — точка.")
    takes_balance = forms.BooleanField(
        label="Перенести баланс на нового собственника",
        required=False,
        help_text="Обычно не нужно: долг остаётся за тем, кто владел. Отметьте, если новый принял его: например, "
        "унаследовал.",
    )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("patronymic") and not data.get("first_name") and data["patronymic"] != NO_NAME:
            raise ValidationError(
                {"first_name": "Укажите имя. Если это организация, поставьте точку и здесь, и в отчестве."}
            )
        return data

    def apply(self, account: Account, *, by: User) -> Account:
        """The new account. Raises DomainError."""
        return owners.change_owner(account, **self.cleaned_data, by=by)
