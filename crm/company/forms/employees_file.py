from typing import Any

from django import forms

from crm.imports.forms import UploadForm


class EmployeesFileForm(UploadForm):
    """A file of employees, and whether the new ones get their passwords at once."""

    send_passwords = forms.BooleanField(
        label="Отправить пароли на почту новым",
        required=False,
        help_text="Письма уйдут после загрузки. Без отметки пароль можно отправить позже, каждому на его странице.",
    )
    field_order = ["file", "send_passwords"]

    def options(self) -> dict[str, Any]:
        return {"send_passwords": self.cleaned_data["send_passwords"]}
