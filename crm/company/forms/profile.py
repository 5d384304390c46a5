"""The editors of «Моя компания», one for each section; each calls its own function of `domain.profile`."""

from collections.abc import Callable
from typing import Any

from django import forms
from wagtail.admin.forms import WagtailAdminModelForm

from crm.company.domain import logo, profile
from crm.company.models import Profile
from files.forms import ImageField
from identity.models import User
from tenants import requisites
from tenants.errors import DomainError


class RequisiteField(forms.CharField):
    """Digits as people paste them, with spaces and dashes; `check` says what is wrong with them."""

    def __init__(self, *, check: Callable[[str], None], **options: Any) -> None:
        super().__init__(required=False, validators=[check], **options)

    def to_python(self, value: Any) -> str:
        return requisites.digits_only(super().to_python(value) or "").upper()


class PhonesField(forms.CharField):
    """One or several phones as the company writes them."""

    def __init__(self, *, name: str, **options: Any) -> None:
        field = Profile._meta.get_field(name)
        super().__init__(
            label=str(field.verbose_name).capitalize(), help_text=str(field.help_text), required=False,
            max_length=field.max_length, **options,
        )  # fmt: skip

    def validate(self, value: Any) -> None:
        super().validate(value)
        try:
            profile.refuse_without_number(value, field="")
        except DomainError as error:
            raise forms.ValidationError(str(error)) from None


class _SectionForm(WagtailAdminModelForm):
    """Values for a domain function: the instance is neither filled nor checked here."""

    def _post_clean(self) -> None:
        pass


class NamesForm(_SectionForm):
    """«Организация»."""

    own_site = forms.URLField(
        label="Сайт компании", required=False, max_length=200, assume_scheme="https",
        help_text=Profile._meta.get_field("own_site").help_text,
    )  # fmt: skip

    class Meta:
        model = Profile
        fields = ["short_name", "full_name", "head", "own_site", "licence_number", "licence_date", "licence_issuer"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not profile.owes_licence():
            for name in [name for name in self.fields if name.startswith("licence_")]:
                del self.fields[name]

    def apply(self, *, by: User) -> Profile:
        return profile.change_names(**self.cleaned_data, by=by)


class LogoForm(_SectionForm):
    """«Логотип»: a new picture, or none."""

    file = ImageField(label="Новый логотип", required=False, max_bytes=5 * 2**20)
    remove = forms.BooleanField(label="Убрать логотип", required=False, help_text="На сайте встанет знак домика.")

    class Meta:
        model = Profile
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        hint = "Лучше на прозрачном фоне и от 512 точек по длинной стороне. Встанет на сайт, в CRM и на документы."
        self.fields["file"].help_text = f"{self.fields['file'].help_text} {hint}"
        if not self.instance.logo:
            del self.fields["remove"]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean()
        if "file" in self.errors:
            return data
        if data.get("file") and data.get("remove"):
            self.add_error("remove", "Или новый логотип, или «Убрать»: что-то одно.")
        elif not data.get("file") and not data.get("remove"):
            self.add_error("file", "Выберите файл с логотипом.")
        return data

    def apply(self, *, by: User) -> Profile:
        if self.cleaned_data.get("remove"):
            return logo.remove_logo(by=by)
        upload = self.cleaned_data["file"]
        try:
            return logo.set_logo(file=upload, name=upload.name, by=by)
        except DomainError as error:
            raise DomainError(str(error), field="file") from None


class ContactsForm(_SectionForm):
    """«Для жителей»."""

    emergency_phone = PhonesField(name="emergency_phone")
    phone = PhonesField(name="phone")
    other_phones = PhonesField(name="other_phones", widget=forms.Textarea(attrs={"rows": 3}))

    class Meta:
        model = Profile
        fields = ["emergency_phone", "phone", "other_phones", "email", "address", "working_hours", "about"]
        widgets = {"about": forms.Textarea(attrs={"rows": 5})}

    def apply(self, *, by: User) -> Profile:
        return profile.change_contacts(**self.cleaned_data, by=by)


class RequisitesForm(_SectionForm):
    """«Реквизиты»: every wrong field is told of at once."""

    kpp = RequisiteField(label="КПП", check=requisites.validate_kpp)
    ogrn = RequisiteField(label="ОГРН", check=requisites.validate_organisation_ogrn)
    bik = RequisiteField(label="БИК", check=requisites.validate_bik)
    settlement_account = RequisiteField(label="Расчётный счёт", check=requisites.validate_account_number)
    correspondent_account = RequisiteField(label="Корреспондентский счёт", check=requisites.validate_account_number)

    class Meta:
        model = Profile
        fields = ["kpp", "ogrn", "legal_address", "bik", "bank", "settlement_account", "correspondent_account"]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean()
        if "bik" not in self.errors:
            accounts = {name: data.get(name, "") for name in ("settlement_account", "correspondent_account")}
            for field, message in profile.account_errors(bik=data.get("bik", ""), **accounts).items():
                self.add_error(field, message)
        return data

    def apply(self, *, by: User) -> Profile:
        return profile.change_requisites(**self.cleaned_data, by=by)


class RequestsForm(_SectionForm):
    """«Заявки и напоминания»."""

    next_request_number = forms.IntegerField(
        label="Номер следующей заявки", min_value=1, max_value=2_000_000_000,
        error_messages={"min_value": "Номера заявок начинаются с единицы."},
        help_text=Profile._meta.get_field("next_request_number").help_text,
    )  # fmt: skip

    class Meta:
        model = Profile
        fields = ["next_request_number", "readings_reminder_day", "debt_reminder_day", "show_executors"]

    def apply(self, *, by: User) -> Profile:
        return profile.change_requests(**self.cleaned_data, by=by)


class SmsForm(_SectionForm):
    """«СМС и Viber»."""

    class Meta:
        model = Profile
        fields = ["sms_enabled", "sms_duplicates_push", "viber_enabled"]

    def apply(self, *, by: User) -> Profile:
        return profile.change_sms(**self.cleaned_data, by=by)


class KeysForm(_SectionForm):
    """«Телефония»: a secret goes in and never comes out."""

    telphin_app_secret = forms.CharField(
        label="App Secret", required=False, max_length=200, strip=True,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )  # fmt: skip
    erase_secret = forms.BooleanField(label="Стереть App Secret", required=False)

    class Meta:
        model = Profile
        fields = ["telphin_app_id"]
        labels = {"telphin_app_id": "App ID"}
        widgets = {"telphin_app_id": forms.TextInput(attrs={"autocomplete": "off"})}

    field_order = ["telphin_app_id", "telphin_app_secret", "erase_secret"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance.telphin_app_secret:
            del self.fields["erase_secret"]
            return
        self.fields["telphin_app_secret"].help_text = "Уже задан. Оставьте пустым, чтобы он остался прежним."

    def apply(self, *, by: User) -> Profile:
        return profile.change_keys(**self.cleaned_data, by=by)
