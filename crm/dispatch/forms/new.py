"""«Создание заявки»: what a dispatcher types while a caller talks."""

from typing import Any

from django import forms
from django.db import transaction

from crm.company.models import Employee
from crm.dispatch import rights
from crm.dispatch.domain import executors, moves
from crm.dispatch.domain.calls import LONGEST_TEXT, Call, join_call
from crm.dispatch.domain.photos import LARGEST_PHOTO, attach, drawn_anew
from crm.dispatch.domain.queries import requests_for
from crm.dispatch.domain.requests import open_request
from crm.dispatch.domain.who import Candidate, candidates, chosen, phone_in
from crm.dispatch.enums import PhotoKind, Place, Priority, Source
from crm.dispatch.models import Caller, Outage, Request
from crm.request_types.models import RequestType
from files.forms import ImageField
from identity.may import may
from identity.models import User
from tenants.errors import DomainError

LONGEST_WHO = 100
_FIRST_SOURCES = [source for source in Source if source not in (Source.CABINET, Source.API)]


class NewRequestForm(forms.Form):
    """`who` is what was typed, `chosen` the key of what was picked (`crm.dispatch.domain.who`)."""

    who = forms.CharField(label="Кто обращается и откуда", max_length=LONGEST_WHO, required=False)
    chosen = forms.CharField(widget=forms.HiddenInput, required=False)
    name = forms.CharField(label="Имя", max_length=200, required=False)
    phone = forms.CharField(label="Телефон для связи", max_length=30, required=False)
    place = forms.ChoiceField(label="Где", choices=Place, initial=Place.FLAT)
    entrance = forms.IntegerField(label="Подъезд", min_value=1, max_value=99, required=False)
    text = forms.CharField(
        label="Что случилось", max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Напишите, что случилось."},
    )  # fmt: skip
    type = forms.ModelChoiceField(
        RequestType.objects.filter(is_active=True), label="Тип", required=False, empty_label="не выбран"
    )
    priority = forms.TypedChoiceField(
        label="Приоритет", choices=Priority, coerce=lambda value: Priority(int(value)), initial=Priority.NORMAL,
        widget=forms.RadioSelect,
    )  # fmt: skip
    source = forms.ChoiceField(
        label="Как поступила", choices=[(one.value, one.label) for one in _FIRST_SOURCES], initial=Source.PHONE
    )
    executor = forms.ModelChoiceField(Employee.objects.none(), label="Исполнитель", required=False, empty_label="позже")
    expected_at = forms.DateTimeField(
        label="Обещали сделать к", required=False, widget=forms.DateTimeInput(attrs={"type": "datetime-local"})
    )
    outage = forms.ModelChoiceField(Outage.objects.filter(ended_at=None, cancelled_at=None), required=False)
    photo = ImageField(max_bytes=LARGEST_PHOTO, label="Фото", required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.offered: list[Candidate] = []
        self.candidate: Candidate | None = None
        if not may(user, rights.ASSIGN_REQUESTS):
            del self.fields["executor"]
            return
        kind = self["type"].value()
        loads = executors.fitting_employees(int(kind) if str(kind or "").isdigit() else None)
        field = self.fields["executor"]
        field.queryset = Employee.objects.filter(pk__in=[load.employee.pk for load in loads])  # type: ignore[attr-defined]  # a model choice
        field.choices = [("", "позже"), *((load.employee.pk, load.in_words) for load in loads)]  # type: ignore[attr-defined]  # as above

    def clean(self) -> dict[str, Any]:
        """Who it is: what was picked, or the only one whom the typed words mean."""
        cleaned: dict[str, Any] = super().clean() or {}
        typed, key = cleaned.get("who", ""), cleaned.get("chosen", "")
        try:
            if key:
                self.candidate = chosen(key, user=self.user)
            else:
                self._look_up(typed)
        except DomainError as error:
            self.add_error("who", str(error))
        if self.candidate and not self.candidate.account and cleaned.get("place") == Place.FLAT:
            self.add_error("place", "У дома целиком нет квартиры: выберите, где в доме, или найдите счёт жителя.")
        return cleaned

    def _look_up(self, typed: str) -> None:
        self.offered = candidates(typed, user=self.user) if typed else []
        if len(self.offered) == 1:
            self.candidate = self.offered[0]
        elif self.offered:
            raise DomainError("Нашлось несколько: выберите, кто обращается.")
        elif phone_in(typed):
            raise DomainError("Этот телефон незнаком. Спросите адрес и найдите дом: телефон запишем в заявку.")
        else:
            raise DomainError("Не нашли. Начните набирать адрес, фамилию, лицевой счёт или телефон.")

    @property
    def known(self) -> Candidate:
        """Who it is. Raises DomainError before `clean` has found him."""
        if self.candidate is None:
            raise DomainError("Выберите, кто обращается.", field="who")
        return self.candidate

    @property
    def call(self) -> Call:
        """Who called and what he said."""
        data, known = self.cleaned_data, self.known
        typed = phone_in(data["who"])
        return Call(
            name=data["name"] or known.name, phone=data["phone"] or known.phone or typed, text=data["text"],
            account=known.account, person=known.person,
        )  # fmt: skip

    def apply(self, *, by: User) -> Request:
        """Write the request down and give it to the executor, if one was picked. Raises DomainError."""
        with drawn_anew(self.cleaned_data["photo"]) as photo, transaction.atomic():
            request = self._open(by=by)
            if photo:
                attach(request, photo, kind=PhotoKind.PROBLEM, by=by)
            if executor := self.cleaned_data.get("executor"):
                moves.take(request, employees=[executor], by=by)
        return request

    def _open(self, *, by: User) -> Request:
        data = self.cleaned_data
        return open_request(
            house=self.known.house, text=data["text"], source=Source(data["source"]), by=by, call=self.call,
            place=Place(data["place"]), entrance=data["entrance"] or self._entrance(), type=data["type"],
            priority=data["priority"], expected_at=data["expected_at"], outage=data["outage"],
        )  # fmt: skip

    def join(self, number: int, *, by: User) -> Caller:
        """Join the call to an open request instead. Raises DomainError."""
        request = requests_for(self.user).filter(number=number).first()
        if request is None:
            raise DomainError("Этой заявки нет среди ваших: заведите новую.")
        return join_call(request, self.call, source=Source(self.cleaned_data["source"]), by=by)

    def _entrance(self) -> int | None:
        return self.known.account.entrance if self.known.account else None
