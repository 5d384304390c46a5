from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django import forms

from crm.dispatch.domain import on_site
from crm.dispatch.domain.calls import LONGEST_TEXT
from crm.dispatch.domain.on_site import Task
from crm.dispatch.domain.photos import LARGEST_PHOTO
from crm.dispatch.enums import PhotoKind, Place, Priority, Status
from crm.dispatch.forms import content_deeds, move_deeds
from crm.dispatch.forms.deed import DeedForm
from crm.dispatch.models import PriceItem, Request
from crm.mobile.outbox import OutboxForm
from crm.request_types.models import RequestType
from files.forms import ImageField
from identity.models import User

_KINDS = [(PhotoKind.BEFORE, "До работы"), (PhotoKind.RESULT, "Результат: увидит житель")]


class Photo(content_deeds.AddPhoto):
    """A photo of the work; what it shows follows from whether it has begun."""

    label = "Фото до и после"

    kind = forms.ChoiceField(label="Что на снимке", choices=_KINDS)

    def __init__(self, *args: Any, request: Request, **kwargs: Any) -> None:
        super().__init__(*args, request=request, **kwargs)
        self.initial["kind"] = PhotoKind.BEFORE if request.status == Status.NEW else PhotoKind.RESULT


class Materials(content_deeds.AddWork):
    label = "Материалы и работы"
    told = "Записано в материалы."


class Finish(move_deeds.Finish):
    label = "Выполнено"


class Localise(move_deeds.Localise):
    label = "Авария локализована"


# In the order in which they stand on the screen.
DEEDS: dict[str, type[DeedForm]] = {
    "take": move_deeds.Take,
    "localise": Localise,
    "finish": Finish,
    "resume": move_deeds.Resume,
    "comment": content_deeds.Comment,
    "photo": Photo,
    "materials": Materials,
    "postpone": move_deeds.Postpone,
}
# What becomes possible by a deed that still waits on the phone: shown by the script after it (`mobile/requests.js`).
_AFTER_TAKING = ("finish", "postpone")
_TOLD = {
    "text": "Комментарий:",
    "item": "",
    "name": "",
    "quantity": "×",
    "unit": "",
    "price": "по",
    "until": "до",
    "reason": "",
    "kind": "",
}


@dataclass(frozen=True)
class Deed:
    """A deed as the screen offers it. `after`: the deed that must come before it.

    `key` is its own: with one for the whole page, whoever goes back without scripts and does another deed would be
    told what the first one was told, and nothing would be done.
    """

    name: str
    form: DeedForm
    key: str
    after: str = ""
    is_opened: bool = False

    @property
    def is_button(self) -> bool:
        """Nothing is asked."""
        return not self.form.visible_fields()


def deeds_of(
    task: Task, *, prices: Sequence[PriceItem], failed: DeedForm | None = None, opened: str = ""
) -> list[Deed]:
    """What this person may do to the request now, and what he may do next."""
    found = []
    for name, kind in DEEDS.items():
        if name != "comment" and not task.may_do:
            continue
        after = "take" if name in _AFTER_TAKING and task.request.status == Status.NEW else ""
        if not after and not kind.is_possible(task.request):
            continue
        own = failed if failed is not None and name == opened else None
        form = own or kind(request=task.request, auto_id=f"{name}-%s")
        _for_phone(form, prices)
        key = form.data.get("key") or str(uuid4())
        found.append(Deed(name, form, key, after, is_opened=name == opened))
    return found


def _for_phone(form: DeedForm, prices: Sequence[PriceItem]) -> None:
    """What the phone's own list of unsent entries says of each field; prices asked once for a whole page."""
    for name, field in form.fields.items():
        if name in _TOLD:
            field.widget.attrs["data-told"] = _TOLD[name]
        if isinstance(field, forms.DecimalField):
            field.widget.attrs["inputmode"] = "decimal"
    if "item" in form.fields:
        choices = [("", "своими словами"), *((item.pk, f"{item.name}, {item.unit}") for item in prices)]
        form.fields["item"].choices = choices  # type: ignore[attr-defined]  # a model choice
    if "photo" in form.fields:
        form.fields["photo"].help_text = ""


class NewForm(OutboxForm):
    """What an employee saw himself, in a house that is chosen already."""

    place = forms.ChoiceField(label="Где", choices=Place, initial=Place.FLAT)
    flat = forms.CharField(label="Квартира, помещение", max_length=30, required=False)
    entrance = forms.IntegerField(label="Подъезд", min_value=1, max_value=99, required=False)
    text = forms.CharField(
        label="Что случилось", max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 4, "data-told": ""}),
        error_messages={"required": "Напишите, что случилось."},
    )  # fmt: skip
    type = forms.ModelChoiceField(
        RequestType.objects.filter(is_active=True), label="Тип", required=False, empty_label="не выбран"
    )
    priority = forms.TypedChoiceField(
        label="Приоритет", choices=Priority, coerce=lambda value: Priority(int(value)), initial=Priority.NORMAL
    )
    photo = ImageField(max_bytes=LARGEST_PHOTO, label="Фото", required=False, help_text="")

    field_order = ("place", "flat", "entrance", "text", "type", "priority", "photo")

    def apply(self, *, house: Any, by: User) -> Request:
        """Write it down. Raises DomainError."""
        data = self.cleaned_data
        return on_site.report(
            house=house, text=data["text"], by=by, place=Place(data["place"]), flat=data["flat"],
            entrance=data["entrance"], type=data["type"], priority=data["priority"], photo=data["photo"],
        )  # fmt: skip
