"""«Компания — Почта»."""

from collections.abc import Callable
from email.utils import parseaddr

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from crm.company import rights
from crm.company.domain import own_mail as mail
from crm.company.forms.own_mail import SenderForm
from crm.company.own_mail_page import Shown
from crm.rights.views import require_action
from identity.throttle import refuse_when_too_often
from notifications.domain import letters
from notifications.models import MailDomain
from tenants.errors import DomainError

_CHECKS = {"ip": "60/h"}


@require_action(rights.MANAGE_MAIL)
def own_mail(request: HttpRequest) -> HttpResponse:
    """From which address letters go now, the records of the company's own, and the form for it."""
    domain = mail.current()
    initial = {"address": domain.shown if domain else ""}
    form = SenderForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            form.apply(by=request.user)  # type: ignore[arg-type]  # the guard lets only users in
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            messages.success(request, "Адрес записан.")
            return redirect("own_mail")
    name, address = parseaddr(letters.sender())
    shown = {
        "form": form,
        "own": Shown(domain) if domain else None,
        "sender_name": name,
        "sender_address": address,
        "goes_by_smtp": bool(settings.SMTP_URL),
    }
    return render(request, "company/own_mail.html", shown, status=422 if form.errors else 200)


@require_action(rights.MANAGE_MAIL)
@require_POST
def check(request: HttpRequest) -> HttpResponse:
    """«Проверить»: asks DNS now."""
    domain = _own()
    if refusal := refuse_when_too_often(request, group="own-mail", rates=_CHECKS):
        return refusal
    outcome = mail.check(domain, by=request.user)  # type: ignore[arg-type]  # staff
    tone, words = Shown(outcome.domain).state
    say = {"is-good": messages.success, "is-bad": messages.error}.get(tone, messages.warning)
    say(request, words)
    return redirect("own_mail")


@require_action(rights.MANAGE_MAIL)
@require_POST
def change_key(request: HttpRequest) -> HttpResponse:
    """«Сменить ключ»."""
    domain = _own()

    def act() -> str:
        mail.change_key(domain, by=request.user)  # type: ignore[arg-type]  # staff
        return "Новый ключ готов. Добавьте его запись у регистратора: она показана ниже."

    return _do(request, act)


@require_action(rights.MANAGE_MAIL)
@require_POST
def give_up(request: HttpRequest) -> HttpResponse:
    """«Убрать адрес»."""
    domain = _own()

    def act() -> str:
        mail.give_up(domain, by=request.user)  # type: ignore[arg-type]  # staff
        return "Адрес убран, ключ стёрт. Запись DKIM у регистратора теперь можно удалить."

    return _do(request, act)


def _do(request: HttpRequest, act: Callable[[], str]) -> HttpResponse:
    try:
        messages.success(request, act())
    except DomainError as error:
        messages.error(request, str(error))
    return redirect("own_mail")


def _own() -> MailDomain:
    found = mail.current()
    if found is None:
        raise Http404("This company has named no address")
    return found
