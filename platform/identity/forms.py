from typing import Any

from django import forms
from django.contrib.auth.forms import SetPasswordMixin
from wagtail.admin.forms.auth import LoginForm, PasswordResetForm

from identity import tasks
from identity.domain.central import Entrance, entrances
from identity.domain.passwords import change_password
from identity.logins import normalise_login
from identity.models import User
from tenants.domain import directory
from tenants.secrets import Secret

_NOT_FITTING = "Логин или пароль не подходят. Проверьте раскладку и Caps Lock или восстановите пароль."


class SignInForm(LoginForm):
    """Wagtail's sign-in form with our words."""

    error_messages = {
        "invalid_login": _NOT_FITTING,
        "inactive": _NOT_FITTING,
    }

    def __init__(self, request: Any = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(request, *args, **kwargs)
        self.fields["username"].label = "Электронная почта или телефон"
        self.fields["password"].label = "Пароль"
        self.fields["username"].widget = forms.TextInput(
            attrs={"autocomplete": "username", "autofocus": True, "placeholder": "ivanova@example.ru"}
        )


class NewPasswordForm(SetPasswordMixin, forms.Form):
    """The person's own password instead of the one-time one."""

    password1, password2 = SetPasswordMixin.create_password_fields(label1="Новый пароль", label2="Новый пароль ещё раз")

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        self.validate_passwords()
        self.validate_password_for_user(self.user)
        return super().clean() or {}

    def save(self) -> None:
        change_password(self.user, password=self.cleaned_data["password1"])


class _LoginField(forms.CharField):
    """«Электронная почта или телефон»."""

    def __init__(self) -> None:
        attrs = {"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        super().__init__(
            label="Электронная почта или мобильный телефон",
            max_length=254,
            widget=forms.TextInput(attrs=attrs),
            error_messages={"required": "Введите почту или телефон."},
        )


class CentralSignInForm(forms.Form):
    """Login and password at the platform's «Личный кабинет»."""

    username = _LoginField()
    password = forms.CharField(
        label="Пароль",
        max_length=1000,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": "Введите пароль."},
    )

    def entrances(self) -> list[Entrance]:
        """The companies that may be entered; none, and the form says why not, if nothing fits."""
        if not self.is_valid():
            return []
        found = entrances(login=self.cleaned_data["username"], password=self.cleaned_data["password"])
        if not found:
            self.add_error(None, _NOT_FITTING)
        return found


class ForgottenPasswordForm(forms.Form):
    """Who asks for a new password at the platform's host. Whether somebody has this login is never told."""

    username = _LoginField()

    def send(self) -> None:
        """Ask for the letters: the same work for a login that nobody has."""
        digest = directory.digest_of(normalise_login(self.cleaned_data["username"]))
        tasks.send_password_links.delay(digest.hex())


class PasswordLinkForm(PasswordResetForm):
    """Wagtail's form for a forgotten password with our letter."""

    def save(self, **_: Any) -> None:
        """Ask for the letter: the same work for an address that nobody has. Takes what Django's view gives."""
        tasks.send_password_link.delay(Secret.of(self.cleaned_data["email"]).token)
