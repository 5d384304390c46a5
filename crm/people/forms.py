from typing import Any

from django import forms
from django.utils import timezone
from wagtail.admin.forms import WagtailAdminModelForm

from crm.accounting.models import Account
from crm.people.consent_texts import CURRENT
from crm.people.domain import consents, people
from crm.people.enums import ConsentChannel, ConsentSource, Tie, Topic
from crm.people.models import AccountPerson, Consent, Person
from identity.models import User
from tenants.errors import DomainError

_BY_STAFF = [ConsentSource.PAPER, ConsentSource.PHONE_CALL]  # the rest comes from the resident's own hand
_PHONE_HELP = "Только мобильный: на него приходят СМС. Можно с +7, с 8 или без них."


def _day(label: str, help_text: str = "", *, required: bool = False) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, help_text=help_text, required=required, widget=widget)


class PhoneForm(forms.Form):
    """«Добавить телефон»."""

    phone = forms.CharField(
        label="Телефон",
        max_length=40,
        help_text=_PHONE_HELP,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off", "placeholder": "+7 908 437-34-18"}),
    )


class PersonForm(WagtailAdminModelForm):
    """A person's own page: the name, the e-mail, a note. Nothing is filled in or checked here but by the domain."""

    last_name = forms.CharField(label="Фамилия", max_length=200, help_text="У организации здесь всё название.")
    first_name = forms.CharField(label="Имя", max_length=100, required=False)
    patronymic = forms.CharField(label="Отчество", max_length=100, required=False)
    email = forms.EmailField(label="Электронная почта", required=False)
    note = forms.CharField(
        label="Примечание", max_length=300, required=False, help_text="Видят только сотрудники: «звонить после 18»."
    )

    class Meta:
        model = Person
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("last_name", "first_name", "patronymic", "email", "note"):
            self.fields[name].initial = getattr(self.instance, name)

    def _post_clean(self) -> None:
        pass

    def apply(self, *, by: User) -> Person:
        return people.change_person(self.instance, **self.cleaned_data, by=by)


class AccountPersonForm(forms.Form):
    """Somebody of an account."""

    kind = forms.ChoiceField(label="Кем приходится", choices=Tie.choices, initial=Tie.FAMILY)
    last_name = forms.CharField(label="Фамилия", max_length=200)
    first_name = forms.CharField(label="Имя", max_length=100, required=False)
    patronymic = forms.CharField(label="Отчество", max_length=100, required=False)
    phone = forms.CharField(
        label="Телефон", max_length=40, required=False, help_text=_PHONE_HELP,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
    )  # fmt: skip
    email = forms.EmailField(label="Электронная почта", required=False)
    since = _day("С какого дня", "Если известно: например, с начала договора найма.")
    until = _day("До какого дня", "Если известно заранее: с этого дня человек уже ни при чём.")

    def apply(self, account: Account, *, by: User) -> Person:
        data = {**self.cleaned_data, "kind": Tie(self.cleaned_data["kind"])}
        return people.add_person(account, **data, by=by)


class TieForm(forms.Form):
    """Another account of a known person."""

    number = forms.CharField(label="Номер лицевого счёта", max_length=30)
    kind = forms.ChoiceField(label="Кем приходится", choices=Tie.choices)
    since = _day("С какого дня", "Если известно.")


class UntieForm(forms.Form):
    """«Убрать из счёта»: from which day."""

    until = _day("С какого дня человек ни при чём", "Связь останется в истории счёта.", required=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": {"until": timezone.localdate()}, **kwargs})

    def apply(self, tie: AccountPerson, *, by: User) -> AccountPerson:
        return people.untie(tie, until=self.cleaned_data["until"], by=by)


class ConsentForm(forms.Form):
    """A consent or a refusal that a resident gave on paper or by phone."""

    channel = forms.ChoiceField(label="Чем писать", choices=ConsentChannel.choices)
    word = forms.ChoiceField(
        label="Что решил житель",
        choices=[("yes", "Согласен получать объявления"), ("no", "Отказался: так больше не писать")],
        widget=forms.RadioSelect,
        initial="yes",
    )
    topic = forms.ChoiceField(
        label="О чём", choices=Topic.choices, required=False, initial=Topic.ALL,
        help_text="Отказ от всего останавливает и сообщения об авариях. Отказался только от объявлений или "
        "напоминаний — выберите их: остальное будет приходить.",
    )  # fmt: skip
    source = forms.ChoiceField(label="Откуда известно", choices=[(source, source.label) for source in _BY_STAFF])
    text_version = forms.CharField(
        label="Редакция текста",
        max_length=40,
        initial=CURRENT,
        required=False,
        help_text="Наш текст — ниже. Подписан свой бланк? Напишите его номер и дату: согласие придётся доказать.",
    )

    def apply(self, person: Person, *, by: User) -> Consent:
        channel, source = ConsentChannel(self.cleaned_data["channel"]), ConsentSource(self.cleaned_data["source"])
        topic = Topic(self.cleaned_data["topic"])
        if self.cleaned_data["word"] == "no":
            return consents.withdraw(person, channel=channel, topic=topic, source=source, by=by)
        if topic != Topic.ALL:
            return self._allowed(person, channel, topic, source, by=by)
        version = self.cleaned_data["text_version"]
        return consents.give(person, channel=channel, source=source, text_version=version, by=by)

    def _allowed(
        self, person: Person, channel: ConsentChannel, topic: Topic, source: ConsentSource, *, by: User
    ) -> Consent:  # fmt: skip
        allowed = consents.allow(person, channel=channel, topic=topic, source=source, by=by)
        if allowed is None:
            raise DomainError(
                "От этого житель не отказывался. Согласие на объявления записывают обо всём.", field="topic"
            )
        return allowed
