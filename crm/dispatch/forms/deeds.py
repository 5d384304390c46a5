"""What can be done to a request from its page: one form for each deed, and one domain function behind it."""

from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.core.validators import MinValueValidator
from django.db.models import Q

from crm.company.models import Contractor, Employee
from crm.dispatch import rights
from crm.dispatch.domain import calls, changing, executors, moves, on_site, photos, talk, work
from crm.dispatch.domain.changing import Change
from crm.dispatch.enums import PhotoKind, Priority, Status
from crm.dispatch.models import Caller, Photo, PriceItem, Request, WorkLine
from crm.request_types.models import RequestType
from files.forms import ImageField
from identity.models import User

_REASON = {"required": "Напишите причину."}


class DeedForm(forms.Form):
    """A deed: who may do it (`action`), the words of its button (`label`), and whether it can be done now.

    `version` is the state of the request that the person saw; without it nothing is compared.
    """

    action: ClassVar[str] = ""
    label: ClassVar[str] = ""
    told: ClassVar[str] = "Записано."
    is_danger: ClassVar[bool] = False

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, request: Request, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {"version": request.version, **self.initial}
        self.request = request

    @classmethod
    def is_possible(cls, request: Request) -> bool:
        """The request is in a state for it."""
        return request.is_open

    @property
    def seen(self) -> int | None:
        """The version that the person saw."""
        version: int | None = self.cleaned_data.get("version")
        return version

    def apply(self, *, by: User) -> None:
        """Call the domain function. Raises DomainError."""
        raise NotImplementedError


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
        self.initial["employees"] = [hand.employee_id for hand in executors.hands_of(self.request)]
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


class ChangeIt(DeedForm):
    action = rights.EDIT_REQUESTS
    label = "Сохранить"
    told = "Изменения сохранены."

    text = forms.CharField(label="Текст заявки", max_length=4000, widget=forms.Textarea(attrs={"rows": 3}))
    type = forms.ModelChoiceField(RequestType.objects.none(), label="Тип", required=False, empty_label="не выбран")
    priority = forms.TypedChoiceField(
        label="Приоритет", choices=Priority, coerce=lambda value: Priority(int(value)), widget=forms.RadioSelect
    )
    expected_at = forms.DateTimeField(
        label="Ожидаемая дата исполнения", required=False, help_text="Эту дату видит житель.",
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )  # fmt: skip
    responsible = forms.ModelChoiceField(
        Employee.objects.filter(user__is_active=True).select_related("user"), label="Ответственный", required=False,
        empty_label="не назначен",
    )  # fmt: skip
    is_paid = forms.BooleanField(label="Платная заявка", required=False)

    def __init__(self, *args: Any, request: Request, **kwargs: Any) -> None:
        names = ("text", "type", "priority", "expected_at", "responsible", "is_paid")
        super().__init__(*args, request=request, initial={name: getattr(request, name) for name in names}, **kwargs)
        kinds: Any = self.fields["type"]
        kinds.queryset = RequestType.objects.filter(Q(is_active=True) | Q(pk=request.type_id or 0))

    def apply(self, *, by: User) -> None:
        data = self.cleaned_data
        told = data["expected_at"]
        unchanged = "expected_at" not in self.changed_data
        change = Change(
            text=data["text"], type=data["type"], priority=data["priority"],
            expected_at=self.request.expected_at if unchanged else told, responsible=data["responsible"],
            is_paid=data["is_paid"],
        )  # fmt: skip
        changing.change_request(self.request, change, by=by, version=self.seen)


class _Words(DeedForm):
    text = forms.CharField(
        label="Сообщение", max_length=talk.LONGEST_MESSAGE, widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Напишите сообщение."},
    )  # fmt: skip

    @classmethod
    def is_possible(cls, request: Request) -> bool:
        return True


class Comment(_Words):
    action = rights.SEE_REQUESTS
    label = "Добавить комментарий"
    told = "Комментарий добавлен."

    def apply(self, *, by: User) -> None:
        talk.comment(self.request, self.cleaned_data["text"], by=by)


class Write(_Words):
    action = rights.WRITE_TO_RESIDENTS
    label = "Написать жителю"
    told = "Сообщение для жителя сохранено."

    def apply(self, *, by: User) -> None:
        talk.write_to_resident(self.request, self.cleaned_data["text"], by=by)


class AddPhoto(DeedForm):
    action = rights.DO_REQUESTS
    label = "Приложить фото"
    told = "Фото приложено."

    photo = ImageField(max_bytes=photos.LARGEST_PHOTO, label="Фото")
    kind = forms.ChoiceField(label="Что на снимке", choices=PhotoKind, initial=PhotoKind.RESULT)

    @classmethod
    def is_possible(cls, request: Request) -> bool:
        return request.status != Status.CANCELLED

    def apply(self, *, by: User) -> None:
        data = self.cleaned_data
        photos.add_photo(self.request, data["photo"], kind=PhotoKind(data["kind"]), by=by)


class RemovePhoto(DeedForm):
    action = rights.EDIT_REQUESTS
    label = "Убрать фото"
    told = "Фото убрано."

    photo = forms.ModelChoiceField(Photo.objects.none(), widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["photo"]
        field.queryset = self.request.photos.all()

    def apply(self, *, by: User) -> None:
        photos.remove_photo(self.cleaned_data["photo"])


class AddWork(DeedForm):
    action = rights.DO_REQUESTS
    label = "Добавить работу или материал"
    told = "Добавлено."

    item = forms.ModelChoiceField(
        PriceItem.objects.filter(is_active=True), label="Из прейскуранта", required=False, empty_label="своими словами"
    )
    name = forms.CharField(label="Что сделано или использовано", max_length=200, required=False)
    quantity = forms.DecimalField(
        label="Сколько", max_digits=9, decimal_places=3, initial=1, localize=True, validators=[MinValueValidator(0)]
    )
    unit = forms.CharField(label="Единица", max_length=20, initial="шт.", required=False)
    price = forms.DecimalField(
        label="Цена, ₽", max_digits=10, decimal_places=2, required=False, localize=True,
        validators=[MinValueValidator(0)],
    )  # fmt: skip

    def apply(self, *, by: User) -> None:
        data = self.cleaned_data
        work.add_line(
            self.request, item=data["item"], name=data["name"], quantity=data["quantity"], unit=data["unit"],
            price=data["price"] or Decimal(0), by=by,
        )  # fmt: skip


class RemoveWork(DeedForm):
    action = rights.DO_REQUESTS
    label = "Убрать"
    told = "Строка убрана."

    line = forms.ModelChoiceField(WorkLine.objects.none(), widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["line"]
        field.queryset = self.request.work.all()

    def apply(self, *, by: User) -> None:
        work.remove_line(self.cleaned_data["line"], by=by)


class Detach(DeedForm):
    action = rights.EDIT_REQUESTS
    label = "Отделить"
    told = "Обращение стало отдельной заявкой."

    caller = forms.ModelChoiceField(Caller.objects.none(), widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["caller"]
        field.queryset = self.request.callers.all()

    def apply(self, *, by: User) -> None:
        calls.detach_call(self.cleaned_data["caller"], by=by)


DEEDS: dict[str, type[DeedForm]] = {
    "assign": Assign,
    "take": Take,
    "localise": Localise,
    "finish": Finish,
    "resume": Resume,
    "postpone": Postpone,
    "release": Release,
    "reopen": Reopen,
    "cancel": Cancel,
    "change": ChangeIt,
    "comment": Comment,
    "write": Write,
    "photo": AddPhoto,
    "remove-photo": RemovePhoto,
    "work": AddWork,
    "remove-work": RemoveWork,
    "detach": Detach,
}
