"""An entry of the phone about requests: done once for each key, refused in words, told as a page or to the script."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from crm.mobile import outbox
from crm.mobile.domain.once import once
from crm.mobile.outbox import OutboxForm
from identity.models import User
from tenants.errors import DomainError

GONE = "Этой заявки больше нет среди ваших: её передали другому или изменились ваши права."


class Refusal(Exception):  # noqa: N818  what is told to the phone, not a fault
    """Why an entry is not taken, in words; `status` is 422, or 409 for somebody else's."""

    def __init__(self, words: str, *, status: int = 422) -> None:
        super().__init__(words)
        self.status = status


def taken(
    request: HttpRequest, form: forms.Form | None, *, by: User, apply: Callable[[], dict[str, Any]]
) -> dict[str, Any]:
    """Do what was sent, unless its key has been taken already: then say what was said, whatever has become of it since.

    `form` is None where there is nothing any more to be done it to. Raises Refusal; what is wrong stands on the form.
    """
    if outbox.is_foreign(request):
        raise Refusal(outbox.FOREIGN, status=409)
    sent = OutboxForm(request.POST)
    if not sent.is_valid():
        raise Refusal("Запись повреждена: заполните её заново.")

    def do() -> dict[str, Any]:
        if form is None:
            raise Refusal(GONE)
        if not form.is_valid():
            raise Refusal(_words(form))
        return apply()

    try:
        return once(sent.sent_key(), by=by, do=do)
    except DomainError as error:
        if form is not None:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        raise Refusal(str(error)) from None


def taken_page(request: HttpRequest, told: dict[str, Any]) -> HttpResponse:
    """On to `told["next"]`."""
    if outbox.sent_by_script(request):
        return outbox.answer(told)
    messages.success(request, told["words"])
    return redirect(told["next"])


def refused(refusal: Refusal) -> HttpResponse:
    """What the script is told."""
    return outbox.answer({"message": str(refusal)}, status=refusal.status)


def _words(form: forms.Form) -> str:
    said = dict.fromkeys(str(words) for errors in form.errors.values() for words in errors)
    return " ".join(said) or "Проверьте, что вписано."
