"""Deeds that move a request: who does it, its status, its clock."""

from typing import Any

from django import forms

from crm.company.models import Contractor, Employee
from crm.dispatch import rights
from crm.dispatch.domain import changing, executors, moves, on_site
from crm.dispatch.domain.hands import hands_of
from crm.dispatch.enums import Status
from crm.dispatch.forms.deed import DeedForm
from crm.dispatch.models import Request
from identity.models import User

_REASON = {"required": "Напишите причину."}


class _Hands(DeedForm):
    employees = forms.ModelMultipleChoiceField(
        Employee.objects.none(), label="Сотрудники", required=False, widget=forms.CheckboxSelectMultiple
    )
    contractor = forms.ModelChoiceField(
        Contractor.objects.none(), label="Или подрядчик", required=False, empty_label="нет"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        loads = executors.fitting_employees(self.request.type_id)
        employees: Any = self.fields["employees"]
        employees.queryset = Employee.objects.filter(pk__in=[load.employee.pk for load in loads])
        employees.choices = [(load.employee.pk, load.in_words) for load in loads]
        contractor: Any = self.fields["contractor"]
        contractor.queryset = executors.fitting_contractors(self.request.type_id)
        self.initial["employees"] = [hand.employee_id for hand in hands_of(self.request)]
        self.initial["contractor"] = self.request.contractor_id

    @property
    def hands(self) -> dict[str, Any]:
        """Who was picked."""
        return {"employees": list(self.cleaned_data["employees"]), "contractor": self.cleaned_data["contractor"]}


class Assign(_Hands):
    """Who does it; a new one is taken into work by that, if one may."""

    action = rights.ASSIGN_REQUESTS
    label = "Назначить"
    told = "Исполнители назначены."

    def apply(self, *, by: User) -> None:
        if self.request.status == Status.NEW:
            moves.take(self.request, **self.hands, by=by, version=self.seen)
        else:
            executors.assign(self.request, **self.hands, by=by, version=self.seen)


class Take(DeedForm):
    """Into work by whoever was given it; whoever takes one that nobody has does it himself."""

    action = rights.DO_REQUESTS
    label = "Взять в работу"
    told = "Заявка в работе."

    @classmethod
    def is_possible(cls, request: Request) -> bool:
        return request.status == Status.NEW

    def apply(self, *, by: User) -> None:
        if executors.has_hands(self.request):
            moves.take(self.request, by=by, version=self.seen)
        else:
            moves.take(self.request, **on_site.own_hands(by), by=by, version=self.seen)


class Finish(DeedForm):
    action = rights.DO_REQUESTS
    label = "Выполнена"
    told = "Заявка выполнена."

    @classmethod
    def is_possible(cls, request: Request) -> bool:
        return request.status == Status.WORKING

    def apply(self, *, by: User) -> None:
        moves.finish(self.request, by=by, version=self.seen)


class Postpone(DeedForm):
    action = rights.DO_REQUESTS
    label = "Отложить"
    told = "Заявка отложена, её срок стоит."

    until = forms.DateField(label="До какого дня", widget=forms.DateInput(attrs={"type": "date"}))
    reason = forms.CharField(label="Почему", max_length=300, error_messages=_REASON)

    @classmethod
    def is_possible(cls, request: Request) -> bool:
        return request.status == Status.WORKING and not request.postponed_until

    def apply(self, *, by: User) -> None:
        data = self.cleaned_data
        moves.postpone(self.request, until=data["until"], reason=data["reason"], by=by, version=self.seen)


class Resume(DeedForm):
    action = rights.DO_REQUESTS
    label = "Продолжить работу"
    told = "Срок снова идёт."

    @classmethod
    def is_possible(cls, request: Request) -> bool:
        return request.postponed_until is not None

    def apply(self, *, by: User) -> None:
        moves.resume(self.request, by=by, version=self.seen)


class Localise(DeedForm):
    action = rights.DO_REQUESTS
    label = "Авария локализована"
    told = "Отмечено: авария локализована."

    @classmethod
    def is_possible(cls, request: Request) -> bool:
        return request.is_open and request.localise_by is not None and request.localised_at is None

    def apply(self, *, by: User) -> None:
        changing.localise(self.request, by=by, version=self.seen)


class _WithReason(DeedForm):
    reason = forms.CharField(label="Почему", max_length=300, error_messages=_REASON)


class Release(_WithReason):
    action = rights.ASSIGN_REQUESTS
    label = "Вернуть в новые"
    told = "Заявка снова новая, её никто не делает."

    @classmethod
    def is_possible(cls, request: Request) -> bool:
        return request.status == Status.WORKING

    def apply(self, *, by: User) -> None:
        moves.release(self.request, reason=self.cleaned_data["reason"], by=by, version=self.seen)


class Cancel(_WithReason):
    action = rights.CANCEL_REQUESTS
    label = "Отменить заявку"
    told = "Заявка отменена. Она осталась в базе."
    is_danger = True

    def apply(self, *, by: User) -> None:
        moves.cancel(self.request, reason=self.cleaned_data["reason"], by=by, version=self.seen)


class Reopen(_WithReason):
    action = rights.REOPEN_REQUESTS
    label = "Открыть снова"
    told = "Заявка снова открыта."

    @classmethod
    def is_possible(cls, request: Request) -> bool:
        return not request.is_open

    def apply(self, *, by: User) -> None:
        moves.reopen(self.request, reason=self.cleaned_data["reason"], by=by, version=self.seen)
