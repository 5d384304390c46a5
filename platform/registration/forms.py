"""What visitors fill in. Each question says in plain words why it is asked."""

from typing import Any

from django import forms
from django.http import HttpRequest

from identity.phones import show_phone
from places.domain import settlements
from places.models import Settlement
from registration import consent
from registration.domain import applications, messages
from registration.domain.applications import Details
from registration.humans import HumanForm
from registration.models import Application, Message
from tenants import requisites
from tenants.enums import Kind
from tenants.errors import DomainError


class DetailsForm(forms.Form):
    """What an application says: asked of the applicant, corrected by an operator."""

    kind = forms.ChoiceField(
        label="Кто вы", choices=Kind.choices, widget=forms.RadioSelect, help_text="От этого зависят формы документов."
    )
    short_name = forms.CharField(
        label="Краткое название", max_length=120, help_text="Так вас будут видеть жители на сайте: УК «Уют»."
    )
    full_name = forms.CharField(
        label="Полное название", max_length=300, help_text="Как в уставе: оно встанет в счета и договоры."
    )
    inn = forms.CharField(
        label="ИНН", max_length=20, help_text="По нему мы отличаем организации: названия повторяются. 10 цифр."
    )
    kpp = forms.CharField(
        label="КПП", max_length=20, required=False, help_text="Нужен для счетов. Можно указать позже."
    )
    ogrn = forms.CharField(
        label="ОГРН", max_length=24, required=False, help_text="Будет на вашем сайте. Можно указать позже."
    )
    city = forms.CharField(
        label="Город или посёлок",
        max_length=200,
        help_text="Где ваши дома. Регион, округ и часовой пояс найдём сами. Начните печатать и выберите из списка.",
    )
    region = forms.CharField(required=False, widget=forms.HiddenInput)
    flats = forms.IntegerField(
        label="Сколько квартир под управлением",
        min_value=1,
        help_text="Примерно. Чтобы назвать вам цену и подготовить место. На договор не влияет.",
    )
    last_name = forms.CharField(label="Фамилия", max_length=100)
    first_name = forms.CharField(label="Имя", max_length=100)
    patronymic = forms.CharField(label="Отчество", max_length=100, required=False)
    phone = forms.CharField(
        label="Мобильный телефон",
        max_length=40,
        help_text="Позвоним, если в заявке что-то неясно. Он же станет логином.",
    )
    email = forms.EmailField(
        label="Электронная почта", help_text="Сюда придут логин и одноразовый пароль первого пользователя."
    )

    def __init__(self, *args: Any, district: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.district = district
        self.regions: list[str] = []
        for name in ("inn", "kpp", "ogrn", "flats"):
            self.fields[name].widget.attrs["inputmode"] = "numeric"

    def clean_inn(self) -> str:
        inn = requisites.digits_only(self.cleaned_data["inn"])
        requisites.validate_organisation_inn(inn)
        return inn

    def clean_kpp(self) -> str:
        kpp = requisites.digits_only(self.cleaned_data["kpp"]).upper()
        if kpp:
            requisites.validate_kpp(kpp)
        return kpp

    def clean_ogrn(self) -> str:
        ogrn = requisites.digits_only(self.cleaned_data["ogrn"])
        if ogrn:
            requisites.validate_ogrn(ogrn)
        return ogrn

    def clean(self) -> dict[str, Any]:
        """Find the settlement. «Киров, Кировская область» is what the list of suggestions writes."""
        values = super().clean() or {}
        city, _, region = values.get("city", "").partition(",")
        region = region.strip() or values.get("region", "")
        same = _same_name(city)
        if not region and self.district:
            here = [place for place in same if place.region.district.code == self.district]
            region = here[0].region.name if len(here) == 1 else ""
        if not city:
            return values
        try:
            values["settlement"] = settlements.find(name=city, region=region)
        except DomainError as error:
            self.add_error("city", str(error))
            self.regions = list(dict.fromkeys(place.region.name for place in same))
        return values

    def details(self) -> Details:
        """The clean values, as the domain takes them."""
        return Details(**{name: self.cleaned_data[name] for name in Details.__dataclass_fields__})

    def blame(self, error: DomainError) -> None:
        """Show a refusal of the domain at its field."""
        self.add_error(error.field if error.field in self.fields else None, str(error))


class JoinForm(HumanForm, DetailsForm):
    """«Присоединиться»."""

    consent = forms.BooleanField(
        label="Согласен на обработку персональных данных",
        error_messages={"required": "Без согласия мы не вправе принять заявку: в ней ваши имя, телефон и почта."},
    )
    autocomplete = {
        "short_name": "off",
        "full_name": "organization",
        "city": "off",
        "last_name": "family-name",
        "first_name": "given-name",
        "patronymic": "additional-name",
        "phone": "tel",
        "email": "email",
    }
    field_order = ["kind", "short_name", "full_name", "inn", "kpp", "ogrn", "city", "flats"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, hint in self.autocomplete.items():
            self.fields[name].widget.attrs["autocomplete"] = hint
        self.fields["city"].widget.attrs["list"] = "settlements"
        self.fields["phone"].widget.input_type = "tel"

    def apply(self, request: HttpRequest) -> Application | None:
        """File the application; None, with the reason at its field, if the domain refuses."""
        given = applications.Consent(
            text=consent.CURRENT,
            ip=request.META["REMOTE_ADDR"],
            user_agent=request.headers.get("User-Agent", ""),
        )
        try:
            return applications.apply(self.details(), consent=given)
        except DomainError as error:
            self.blame(error)
            return None


class CorrectForm(DetailsForm):
    """An operator's corrections; the object is an application."""

    def __init__(self, *args: Any, instance: Application, for_user: Any = None, **kwargs: Any) -> None:
        names = [name for name in Details.__dataclass_fields__ if name != "settlement"]
        initial = {name: getattr(instance, name) for name in names}
        initial |= {"city": instance.place, "region": "", "phone": show_phone(instance.phone)}
        super().__init__(*args, initial=initial | kwargs.pop("initial", {}), **kwargs)
        self.instance = instance
        for field in self.fields.values():
            field.help_text = ""

    def apply(self, *, by: Any) -> Application:
        """Correct through the domain; a DomainError goes up to the view."""
        return applications.correct(self.instance, details=self.details(), by=by)


class MessageForm(HumanForm):
    """«Напишите нам»."""

    name = forms.CharField(label="Как к вам обращаться", max_length=150)
    email = forms.EmailField(label="Электронная почта", help_text="На неё ответим.")
    phone = forms.CharField(label="Телефон", max_length=40, required=False, help_text="Если удобнее по телефону.")
    text = forms.CharField(label="Сообщение", max_length=4000, widget=forms.Textarea(attrs={"rows": 5}), help_text="")
    autocomplete = {"name": "name", "email": "email", "phone": "tel"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, hint in self.autocomplete.items():
            self.fields[name].widget.attrs["autocomplete"] = hint
        self.fields["phone"].widget.input_type = "tel"

    def send(self, *, ip: str) -> Message | None:
        """Put the message into the inbox; None, with the reason at its field, if the domain refuses."""
        names = ("name", "email", "phone", "text")
        try:
            return messages.send(ip=ip, **{name: self.cleaned_data[name] for name in names})
        except DomainError as error:
            self.add_error(error.field, str(error))
            return None


class AnswerForm(forms.Form):
    """The applicant's answer to an operator's question."""

    text = forms.CharField(label="Ваш ответ", max_length=4000, widget=forms.Textarea(attrs={"rows": 5}))


def _same_name(city: str) -> list[Settlement]:
    key = settlements.name_key(city)
    return [place for place in settlements.suggest(city, limit=50) if key.endswith(place.name_key)]
