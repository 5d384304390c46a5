from typing import Any

from django import forms
from django.contrib.auth.forms import SetPasswordMixin
from django.http import HttpRequest
from wagtail.admin.forms.auth import LoginForm, PasswordResetForm

from identity import tasks
from identity.domain import lockout, second_factor
from identity.domain.central import Entrance, entrances
from identity.domain.passwords import change_password
from identity.logins import normalise_login
from identity.models import User
from identity.password_rules import HINT
from tenants.domain import directory
from tenants.errors import DomainError
from tenants.secrets import Secret

LOCKED = "locked"
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

    def clean(self) -> dict[str, Any]:
        """Django's check of the password, unless there were too many wrong ones."""
        typed = self.cleaned_data.get("username")
        if typed and (reason := lockout.refusal(self.request, typed)):
            raise forms.ValidationError(reason, code=LOCKED)
        try:
            return super().clean()
        except forms.ValidationError:
            if typed:
                lockout.refused(self.request, typed)
            raise

    @property
    def is_locked(self) -> bool:
        return self.has_error("__all__", code=LOCKED)


class NewPasswordForm(SetPasswordMixin, forms.Form):
    """A new password, typed twice; `change_password` keeps it."""

    password1, password2 = SetPasswordMixin.create_password_fields(label1="Новый пароль", label2="Новый пароль ещё раз")

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, **kwargs)
        self.fields["password1"].help_text = HINT
        self.fields["password2"].help_text = ""

    def clean(self) -> dict[str, Any]:
        self.validate_passwords()
        self.validate_password_for_user(self.user)
        return super().clean() or {}

    def apply(self, *, by: User | None, except_key: str | None = None) -> None:
        change_password(self.user, password=self.cleaned_data["password1"], by=by, except_key=except_key)


class NewPasswordByLinkForm(NewPasswordForm):
    """The same under the link of a letter; Django's view calls `save`."""

    def save(self) -> User:
        self.apply(by=None)
        return self.user


class CodeForm(forms.Form):
    """A code of the app; at sign-in a recovery code too."""

    code = forms.CharField(
        label="Код из приложения",
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autofocus": True, "autocapitalize": "none"}),
        error_messages={"required": "Введите код."},
    )


class ProofForm(forms.Form):
    """The password or a code: either will do."""

    password = forms.CharField(
        label="Пароль",
        max_length=1000,
        strip=False,
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "autofocus": True}),
    )
    code = forms.CharField(
        label="Или код из приложения",
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autocapitalize": "none"}),
    )

    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request
        self.user: User = request.user  # type: ignore[assignment]  # only users get here
        if not second_factor.is_on(self.user):
            del self.fields["code"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        try:
            if data.get("code"):
                second_factor.verify(self.user, code=data["code"])
            else:
                self._check_password(data.get("password") or "")
        except DomainError as error:
            self.add_error(error.field if error.field in self.fields else None, str(error))
        return data

    def _check_password(self, password: str) -> None:
        if not password:
            raise DomainError("Введите пароль.", field="password")
        if reason := lockout.refusal(self.request, self.user.email):
            raise DomainError(reason)
        if not self.user.check_password(password):
            lockout.count(self.request, self.user.email)
            raise DomainError("Пароль не подошёл. Проверьте раскладку и Caps Lock.", field="password")
        lockout.forgive(self.user)


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

    is_locked = False

    def entrances(self, request: HttpRequest) -> list[Entrance]:
        """The companies that may be entered; none, and the form says why not, if nothing fits."""
        if not self.is_valid():
            return []
        login = self.cleaned_data["username"]
        if reason := lockout.refusal(request, login):
            self.is_locked = True
            self.add_error(None, reason)
            return []
        found = entrances(login=login, password=self.cleaned_data["password"])
        if not found:
            lockout.count(request, login)
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
