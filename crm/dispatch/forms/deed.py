"""What is common to everything that can be done to a request from its page."""

from typing import Any, ClassVar

from django import forms

from crm.dispatch.models import Request
from identity.models import User


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
        raise NotImplementedError  # abstract: the metaclass of forms leaves no room for ABC
