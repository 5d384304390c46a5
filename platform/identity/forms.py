from typing import Any

from django import forms
from django.contrib.auth.forms import SetPasswordMixin
from wagtail.admin.forms.auth import LoginForm

from identity.domain.passwords import change_password
from identity.models import User


class SignInForm(LoginForm):
    """Wagtail's sign-in form with our words."""

    error_messages = {
        "invalid_login": "Логин или пароль не подходят. Проверьте раскладку и Caps Lock или восстановите пароль.",
        "inactive": "Логин или пароль не подходят. Проверьте раскладку и Caps Lock или восстановите пароль.",
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
