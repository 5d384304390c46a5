"""Forms of notices: what people type → an audience and words."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone

from crm.accounting.domain import queries
from crm.accounting.forms.fields import AmountField, HouseField, checked
from crm.accounting.widgets import SuggestInput
from crm.dispatch.domain.outage_places import Spot, read_spot
from crm.dispatch.enums import OutageKind, Supply
from crm.dispatch.models import Outage
from crm.notices import links, rights
from crm.notices.domain.audience import Whom
from crm.notices.domain.campaigns import MOST_BYTES, Said
from crm.notices.domain.wordings import Words
from crm.notices.enums import Audience, DeliveryState, Kind
from crm.notices.models import LONGEST_SHORT, LONGEST_SUBJECT, LONGEST_TEXT
from crm.rights.domain.rows import within
from files.forms import DOCUMENTS, FileField
from identity.models import User
from notifications.channels import Way
from sms.domain.texts import with_refusal
from tenants.errors import DomainError
from tenants.russian import decline

_AUDIENCES = [(one.value, one.label) for one in Audience if one != Audience.PEOPLE]
_KINDS = [(kind.value, kind.label) for kind in (Kind.ORDINARY, Kind.EMERGENCY)]


class MomentField(forms.DateTimeField):
    """A day and an hour, by the browser's own calendar."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


class PlacesField(forms.CharField):
    """Houses, entrances, risers, one in a line."""

    widget = forms.Textarea(attrs={"rows": 3})

    def clean(self, value: Any) -> list[Spot]:
        lines = [line for line in str(super().clean(value) or "").splitlines() if line.strip()]
        return [checked(read_spot, line) for line in lines]


class AccountField(forms.CharField):
    """An account in force by its number, with suggestions by flat, surname or number (manual, section 14)."""

    widget = SuggestInput("suggest_notice_accounts")
    user: User

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        return checked(self._find, text) if text else None

    def _find(self, text: str) -> Any:
        number = " ".join(text.partition(",")[0].split())
        accounts = within(queries.accounts_with_houses(), rights.SEND_NOTICES, user=self.user)
        account = accounts.filter(number=number, is_active=True).first()
        if account is None:
            raise DomainError(f"Действующего лицевого счёта «{number}» нет. Выберите счёт из подсказки.")
        return account


class AudienceForm(forms.Form):
    """Whom to write to: what a preview and the list of whom it misses need to know."""

    kind = forms.ChoiceField(
        label="Вид", choices=_KINDS, initial=Kind.ORDINARY,
        help_text="Обычное уходит с 9 до 21 часа и только тем, кто дал согласие. Срочное уходит сразу и всем, "
        "кто не отказался: только для аварий и опасности.",
    )  # fmt: skip
    to = forms.ChoiceField(label="Кому", choices=_AUDIENCES, initial=Audience.PLACES, widget=forms.RadioSelect)
    places = PlacesField(
        label="Где", required=False, max_length=9000,
        help_text="По одному в строке: «Ленина 88», «Ленина 90, подъезд 2», «Ленина 90, подъезд 3, стояк 1». "
        "Пусто — все дома.",
    )  # fmt: skip
    account = AccountField(
        label="Номер квартиры, фамилия или лицевой счёт", required=False, max_length=400,
        help_text="Начните писать и выберите из подсказки.",
    )  # fmt: skip
    debt_over = AmountField(label="Долг больше, ₽", required=False, help_text="Пусто — любой долг.")

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["account"].user = user  # type: ignore[attr-defined]  # an AccountField

    @property
    def kind_chosen(self) -> Kind:
        """What it is about."""
        return Kind(self.cleaned_data["kind"])

    @property
    def whom(self) -> Whom:
        """Whom to write to; what is filled in for another audience counts for nothing."""
        data = self.cleaned_data
        to = Audience(data["to"])
        return Whom(
            to=to,
            spots=[] if to in (Audience.ALL, Audience.ACCOUNT) else data["places"],
            account=data["account"] if to == Audience.ACCOUNT else None,
            debt_over=Decimal(str(data["debt_over"])) if to == Audience.DEBTORS else None,
        )


class NoticeForm(AudienceForm):
    """«Создать уведомление»."""

    subject = forms.CharField(
        label="Тема уведомления", max_length=LONGEST_SUBJECT,
        help_text="Её видят первой: с неё начинается и СМС.",
        error_messages={"required": "Напишите, о чём уведомление."},
    )  # fmt: skip
    text = forms.CharField(
        label="Текст", max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": "Напишите текст."},
    )  # fmt: skip
    short = forms.CharField(
        label="Коротко для СМС", max_length=LONGEST_SHORT, required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Пусто — в СМС уйдёт весь текст. Короче — дешевле.",
    )  # fmt: skip
    file = FileField(
        label="Вложение", kinds=DOCUMENTS, max_bytes=MOST_BYTES, required=False,
        help_text="До 10 МБ. Откроется по ссылке из письма и в ленте жителя.",
    )  # fmt: skip
    tells_refusal = forms.BooleanField(
        required=False,
        help_text="Житель откроет её и выберет, что и чем ему присылать. Ссылка удлиняет СМС: иногда это лишняя часть. "
        "Включайте, если пишете не только о доме: от рекламы человек вправе отказаться сразу (38-ФЗ, ст. 18). "
        "В срочное не добавляется; в письмах и Viber ссылка есть и так.",
    )  # fmt: skip
    send_at = MomentField(label="Отправить", required=False, help_text="Пусто — сейчас.")
    expires_at = MomentField(
        label="Не позднее", required=False, help_text="Кому не успели отправить к этому времени, тем уже не нужно."
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)
        signs = len(with_refusal("Я", links.longest_choice_url())) - 1
        told = f"+{signs} {decline(signs, 'знак', 'знака', 'знаков')}"
        self.fields["tells_refusal"].label = f"Добавить в СМС ссылку для отказа: {told}"

    @property
    def said(self) -> Said:
        """What is told."""
        data = self.cleaned_data
        names = ("subject", "text", "short", "send_at", "expires_at", "file", "tells_refusal")
        return Said(kind=self.kind_chosen, **{name: data[name] for name in names})


class OutageCostForm(forms.Form):
    """What the form of an outage holds, as far as it says whom telling it would reach."""

    kind = forms.ChoiceField(choices=OutageKind, required=False)
    supply = forms.ChoiceField(choices=Supply)
    house = HouseField()
    entrance = forms.IntegerField(required=False, min_value=1, max_value=50)
    riser = forms.IntegerField(required=False, min_value=1, max_value=30)
    more = PlacesField(required=False)
    starts_at = MomentField(required=False)
    ends_at = MomentField(required=False)
    sentence = forms.CharField(required=False, max_length=500)

    @property
    def outage(self) -> Outage:
        """As it would be; not kept."""
        data = self.cleaned_data
        return Outage(
            kind=data["kind"] or OutageKind.EMERGENCY, supply=data["supply"], sentence=data["sentence"],
            starts_at=data["starts_at"] or timezone.now(), ends_at=data["ends_at"],
        )  # fmt: skip

    @property
    def spots(self) -> list[Spot]:
        """Where."""
        data = self.cleaned_data
        return [Spot(data["house"], data["entrance"], data["riser"]), *data["more"]]


class WordingForm(forms.Form):
    """The words of an event. What is wrong with them is told by the domain."""

    subject = forms.CharField(
        label="Тема", max_length=LONGEST_SUBJECT, required=False, help_text="С неё начинается СМС, её видят первой."
    )
    text = forms.CharField(
        label="Текст письма", max_length=LONGEST_TEXT, required=False, widget=forms.Textarea(attrs={"rows": 9}),
        help_text="Жителю он же и в ленте. Строка, в которой все переменные пусты, не уйдёт.",
    )  # fmt: skip
    short = forms.CharField(
        label="Ещё для СМС", max_length=LONGEST_SHORT, required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Идёт в СМС после темы. Пусто — в СМС уйдёт одна тема.",
    )  # fmt: skip
    with_sms = forms.BooleanField(
        label="Отправлять и по СМС", required=False,
        help_text="Если СМС разрешены в «Моя компания». Письма и push бесплатны и уходят всегда.",
    )  # fmt: skip

    @property
    def words(self) -> Words:
        """What was typed; for a bound form."""
        return Words(*(self.cleaned_data[name] for name in ("subject", "text", "short", "with_sms")))


class ArchiveFilter(forms.Form):
    """Which notices to show."""

    what = forms.ChoiceField(
        label="Что показать", required=False,
        choices=[("", "Рассылки"), ("auto", "Автоматические: каждому о его деле"), ("all", "Все")],
    )  # fmt: skip

    def sought(self) -> str:
        """What is asked; what is wrong is not asked."""
        self.is_valid()
        return self.cleaned_data.get("what") or ""


class RecipientsFilter(forms.Form):
    """Which recipients of a notice to show."""

    channel = forms.ChoiceField(label="Чем", required=False, choices=[("", "Любым"), *Way.choices])
    state = forms.ChoiceField(label="Состояние", required=False, choices=[("", "Любое"), *DeliveryState.choices])

    def sought(self) -> dict[str, str]:
        """What is asked; what is wrong is not asked."""
        self.is_valid()
        return {"way": self.cleaned_data.get("channel") or "", "state": self.cleaned_data.get("state") or ""}
