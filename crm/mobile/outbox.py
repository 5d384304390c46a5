"""Forms that a phone keeps without network and sends later (`mobile/outbox.js`): what such a form says and is told.

A form with `data-outbox` carries `key`, its own for every entry, and `owner`, whose phone it was. Sent by the script
it asks for JSON: 200 with `next` (where to go on) is taken, 422 with `message` is refused and can be mended, 409 is
somebody else's and waits for him. Without script it is an ordinary form.
"""

from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.http import HttpRequest, JsonResponse

from editing.drafts import owner_of
from identity.channels import Channel

FOREIGN = "Запись другого сотрудника: её отправит он, когда войдёт на этом телефоне."


class OutboxForm(forms.Form):
    """What every such form has besides its own fields."""

    key = forms.UUIDField(required=False, widget=forms.HiddenInput)
    owner = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    def sent_key(self) -> UUID:
        """The entry's key; a new one for a form that came without."""
        return self.cleaned_data.get("key") or uuid4()


def owner(request: HttpRequest) -> str:
    """Whose entries this phone keeps now: a word that says nothing about the person; "" if nobody is signed in."""
    user = request.user
    signed_in = user.is_authenticated and user.channel == Channel.MOBILE
    return owner_of(request).token if signed_in else ""


def sent_by_script(request: HttpRequest) -> bool:
    """The page waits for an answer that a script reads."""
    return "application/json" in request.headers.get("Accept", "")


def is_foreign(request: HttpRequest) -> bool:
    """The form was filled in by somebody else, who was signed in on this phone then."""
    return request.POST.get("owner", "") not in ("", owner(request))


def answer(told: dict[str, Any], *, status: int = 200) -> JsonResponse:
    """What the script is told."""
    return JsonResponse(told, status=status, json_dumps_params={"ensure_ascii": False})
