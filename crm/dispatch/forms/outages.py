"""Forms of outages: what people type → a call of the domain."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django import forms
from django.db import transaction
from django.utils import timezone

from crm.accounting.forms.fields import HouseField, ThroughDomainForm
from crm.dispatch import rights
from crm.dispatch.domain import outages
from crm.dispatch.domain.outage_places import Spot, read_spot, spots_of
from crm.dispatch.domain.outage_words import earliest_start, local
from crm.dispatch.domain.outages import Change
from crm.dispatch.domain.queries import requests_for
from crm.dispatch.enums import OutageKind, Supply
from crm.dispatch.models import Outage
from identity.models import User
from tenants.errors import DomainError

_FROM_A_BURST = 200  # requests at most


class MomentField(forms.DateTimeField):
    """A day and an hour, by the browser's own calendar."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


class SpotsField(forms.CharField):
    """Places, one in a line."""

    def clean(self, value: Any) -> list[Spot]:
        lines = [line for line in str(super().clean(value) or "").splitlines() if line.strip()]
        try:
            return [read_spot(line) for line in lines]
        except DomainError as error:
            raise forms.ValidationError(str(error)) from None


class OutageForm(ThroughDomainForm):
    """An outage. The first place has fields of its own, more of them are written one in a line."""

    kind = forms.ChoiceField(label="Какое", choices=OutageKind.choices, initial=OutageKind.EMERGENCY)
    supply = forms.ChoiceField(label="Чего нет", choices=Supply.choices)
    house = HouseField(label="Дом", help_text="Начните писать улицу и выберите дом из подсказки.")
    entrance = forms.IntegerField(
        label="Подъезд", min_value=1, max_value=50, required=False, help_text="Пусто — весь дом."
    )
    riser = forms.IntegerField(
        label="Стояк", min_value=1, max_value=30, required=False, help_text="Пусто — весь подъезд."
    )  # fmt: skip
    more = SpotsField(
        label="Ещё где", required=False, widget=forms.Textarea(attrs={"rows": 2}), max_length=6000,
        help_text="По одному в строке: «Ленина 88», «Ленина 90, подъезд 2», «Ленина 90, подъезд 3, стояк 1».",
    )  # fmt: skip
    starts_at = MomentField(label="С какого времени")
    ends_at = MomentField(
        label="Когда включим", required=False, help_text="Что говорим людям. Пусто — срок уточняется."
    )
    reason = forms.CharField(label="Причина", max_length=outages.LONGEST["reason"], required=False)
    doing = forms.CharField(
        label="Что делается", max_length=outages.LONGEST["doing"], required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
    sentence = forms.CharField(
        label="Что сказать звонящему", max_length=outages.LONGEST["sentence"], required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Пусто — фраза составится сама и будет следовать за сроками.",
    )  # fmt: skip
    tells_residents = forms.BooleanField(
        label="Сообщать жителям", required=False, initial=True,
        help_text="Письмом и push, бесплатно: об отключении, о новых сроках и когда оно закончится.",
    )  # fmt: skip
    tells_by_sms = forms.BooleanField(
        label="И по СМС, платно", required=False,
        help_text="Каждому жителю этих мест, у кого есть мобильный: об отключении и о каждом новом сроке.",
    )  # fmt: skip
    requests = forms.CharField(widget=forms.HiddenInput, required=False, max_length=2000)

    class Meta:
        model = Outage
        fields: list[str] = []

    def __init__(self, *args: Any, for_user: User, **kwargs: Any) -> None:
        super().__init__(*args, for_user=for_user, **kwargs)
        self.user = for_user
        first_day = earliest_start(local(timezone.now()).date())
        self.fields["starts_at"].help_text = (
            "О плановом предупреждают не позднее чем за 10 рабочих дней (ПП РФ 354, п. 31 «н»): "
            f"если объявить сегодня, начать можно с {first_day:%d.%m.%Y}."
        )
        if not self.instance.pk:
            self.fields["starts_at"].initial = timezone.now()
            return
        del self.fields["kind"], self.fields["requests"]
        self._fill()

    def apply(self, *, by: User) -> Outage:
        """Announce or change. Raises DomainError."""
        if self.instance.pk:
            return outages.change_outage(self.instance, Change(**self._values(), places=self._spots()), by=by)
        with transaction.atomic():
            kind = OutageKind(self.cleaned_data["kind"])
            outage = outages.announce_outage(kind=kind, **self._values(), places=self._spots(), by=by)
            numbers = list(_numbers(self.cleaned_data["requests"]))
            for request in requests_for(by, rights.EDIT_REQUESTS).filter(number__in=numbers).order_by("number"):
                outages.join_to_outage(request, outage, by=by)
        return outage

    def _values(self) -> dict[str, Any]:
        data = self.cleaned_data
        names = ("starts_at", "ends_at", "reason", "doing", "sentence", "tells_residents", "tells_by_sms")
        return {"supply": Supply(data["supply"]), **{name: data[name] for name in names}}

    def _spots(self) -> list[Spot]:
        data = self.cleaned_data
        return [Spot(data["house"], data["entrance"], data["riser"]), *data["more"]]

    def _fill(self) -> None:
        first, *more = spots_of(self.instance)
        names = ("supply", *outages.LONGEST, "starts_at", "ends_at", "tells_residents", "tells_by_sms")
        kept = {name: getattr(self.instance, name) for name in names}
        where = {"house": str(first.house), "entrance": first.entrance, "riser": first.riser}
        for name, value in {**kept, **where, "more": "\n".join(map(str, more))}.items():
            self.fields[name].initial = value


class _SeenForm(forms.Form):
    """Carries the version that the person saw."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class EndForm(_SeenForm):
    """«Закончилось»."""

    at = MomentField(label="Когда закончилось", required=False, help_text="Пусто — сейчас.")

    def clean_at(self) -> Any:
        """The field shows minutes: what is of this very minute is now."""
        at, now = self.cleaned_data["at"], timezone.now()
        return None if at and timedelta() <= now - at < timedelta(minutes=1) else at


class ReasonForm(_SeenForm):
    """Asks why."""

    reason = forms.CharField(label="Почему", max_length=outages.LONGEST["reason"])


def _numbers(text: str) -> Iterator[int]:
    yield from (int(part) for part in text.split(",")[:_FROM_A_BURST] if part.isdigit() and len(part) < 10)
