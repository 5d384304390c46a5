from typing import Any

from django import forms

from crm.mobile.domain.own_profile import choose_time_zone
from identity.forms import NewPasswordForm, SignInForm
from identity.models import User
from tenants import time_zones
from tenants.context import current_tenant


class MobileSignInForm(SignInForm):
    """Sign-in on a phone: one stays signed in unless one says otherwise."""

    remember = forms.BooleanField(label="Не выходить на этом телефоне", required=False, initial=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        login, password = self.fields["username"].widget, self.fields["password"].widget
        login.attrs |= {"autocapitalize": "none", "spellcheck": "false", "inputmode": "email"}
        login.attrs.pop("placeholder", None)
        login.attrs.pop("autofocus", None)  # the keyboard would cover the page at once
        password.attrs |= {"autocomplete": "current-password"}
        password.attrs.pop("placeholder", None)


class TimeZoneForm(forms.Form):
    """«Часовой пояс» below in one's profile."""

    time_zone = forms.ChoiceField(
        label="Часовой пояс", required=False, error_messages={"invalid_choice": "Выберите часовой пояс из списка."}
    )

    def __init__(self, user: User, data: Any = None) -> None:
        super().__init__(data, initial={"time_zone": user.time_zone})
        self.user = user
        companys = time_zones.describe(current_tenant().time_zone)
        choices = [("", f"Как в компании ({companys.hours})")]
        choices += [(zone.name, zone.label) for zone in time_zones.zones()]
        self.fields["time_zone"].choices = choices  # type: ignore[attr-defined]  # a field of choices

    def save(self) -> None:
        choose_time_zone(self.user, zone=self.cleaned_data["time_zone"])


class ChangePasswordForm(NewPasswordForm):
    """Another password of one's own: the present one first."""

    present = forms.CharField(
        label="Пароль, с которым вы входите сейчас",
        max_length=1000,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": "Введите нынешний пароль."},
    )
    field_order = ("present", "password1", "password2")

    def clean_present(self) -> str:
        present: str = self.cleaned_data["present"]
        if not self.user.check_password(present):
            raise forms.ValidationError("Это не ваш нынешний пароль. Проверьте раскладку и Caps Lock.")
        return present
