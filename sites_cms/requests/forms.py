from typing import Any, ClassVar

from django import forms

from crm.dispatch.domain import moves, photos, resident, talk
from crm.dispatch.enums import PhotoKind, Status
from crm.dispatch.models import Caller
from files.forms import ImageField


class ResidentForm(forms.Form):
    """Something that the one who called may do to his request."""

    deed: ClassVar[str] = ""

    def __init__(self, *args: Any, caller: Caller, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.caller = caller

    @classmethod
    def is_possible(cls, caller: Caller) -> bool:
        """It may be done now."""
        return True

    def apply(self) -> None:
        """Call the domain function. Raises DomainError."""
        raise NotImplementedError  # abstract: the metaclass of forms leaves no room for ABC


class WriteForm(ResidentForm):
    deed = "write"

    text = forms.CharField(
        label="Сообщение диспетчеру", max_length=talk.LONGEST_MESSAGE, widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Напишите сообщение."},
    )  # fmt: skip

    @classmethod
    def is_possible(cls, caller: Caller) -> bool:
        return caller.request.status != Status.CANCELLED

    def apply(self) -> None:
        talk.write_from_resident(self.caller, self.cleaned_data["text"])


class CancelForm(ResidentForm):
    deed = "cancel"

    @classmethod
    def is_possible(cls, caller: Caller) -> bool:
        return resident.may_cancel(caller)

    def apply(self) -> None:
        resident.cancel(self.caller)


class ReturnForm(ResidentForm):
    deed = "return"

    reason = forms.CharField(
        label="Что не сделано", max_length=300, widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Напишите, что не сделано."},
    )  # fmt: skip
    photo = ImageField(max_bytes=photos.LARGEST_PHOTO, label="Фото, если видно", required=False)

    @classmethod
    def is_possible(cls, caller: Caller) -> bool:
        return resident.may_return(caller.request)

    def apply(self) -> None:
        returned = moves.return_by_resident(self.caller.request, reason=self.cleaned_data["reason"], by=None)
        if self.cleaned_data["photo"]:
            photos.add_photo(returned, self.cleaned_data["photo"], kind=PhotoKind.PROBLEM, by=None)


class RateForm(ResidentForm):
    deed = "rate"

    rating = forms.TypedChoiceField(
        label="Как сделали?", coerce=int, widget=forms.RadioSelect,
        choices=[(5, "5 — отлично"), (4, "4 — хорошо"), (3, "3 — так себе"), (2, "2 — плохо"), (1, "1 — очень плохо")],
        error_messages={"required": "Выберите оценку."},
    )  # fmt: skip
    comment = forms.CharField(
        label="Что понравилось или нет", max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    @classmethod
    def is_possible(cls, caller: Caller) -> bool:
        return caller.request.status == Status.DONE

    def apply(self) -> None:
        data = self.cleaned_data
        resident.rate(self.caller.request, stars=data["rating"], comment=data["comment"])


FORMS: dict[str, type[ResidentForm]] = {form.deed: form for form in (WriteForm, CancelForm, ReturnForm, RateForm)}
