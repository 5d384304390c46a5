"""Deeds that add to what a request holds: its fields, words, photos, work, calls."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.validators import MinValueValidator
from django.db.models import Q

from crm.company.models import Employee
from crm.dispatch import rights
from crm.dispatch.domain import calls, changing, photos, talk, work
from crm.dispatch.domain.changing import Change
from crm.dispatch.enums import PhotoKind, Priority, Status
from crm.dispatch.forms.deed import DeedForm
from crm.dispatch.models import Caller, Photo, PriceItem, Request, WorkLine
from crm.request_types.models import RequestType
from files.forms import ImageField
from identity.models import User


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
