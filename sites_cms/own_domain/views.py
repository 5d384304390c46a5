"""«Контент сайта — Домен сайта»."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from crm.rights.views import require_action
from identity.throttle import refuse_when_too_often
from sites_cms.own_domain.domain import own_domain
from sites_cms.own_domain.forms import DomainForm
from sites_cms.own_domain.rights import MANAGE_DOMAIN
from sites_cms.own_domain.showing import Shown
from tenants.context import current_tenant, home_host, host_of
from tenants.domain.own_domains import as_people_write, canonical_of
from tenants.errors import DomainError
from tenants.models import DomainClaim

_CHECKS = {"ip": "60/h"}


@require_action(MANAGE_DOMAIN)
def domain(request: HttpRequest) -> HttpResponse:
    """Where the site answers now, the domains that are named, and the form for one more."""
    form = DomainForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            form.apply(by=request.user)  # type: ignore[arg-type]  # the guard lets only users in
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            messages.success(request, "Домен записан. Добавьте у регистратора запись TXT, которая показана ниже.")
            return redirect("site_domain")
    tenant = current_tenant()
    primary = host_of(tenant)
    shown = {
        "form": form,
        "primary": as_people_write(primary),
        "home": home_host(tenant),
        "is_home": primary == home_host(tenant),
        "domains": [Shown(claim, is_primary=canonical_of(claim) == primary) for claim in own_domain.claims()],
    }
    return render(request, "site_domain/domain.html", shown, status=422 if form.errors else 200)


@require_action(MANAGE_DOMAIN)
@require_POST
def check(request: HttpRequest, pk: int) -> HttpResponse:
    """«Проверить»: asks DNS now."""
    claim = _own(pk)
    if refusal := refuse_when_too_often(request, group="own-domain", rates=_CHECKS):
        return refusal
    outcome = own_domain.check(claim, by=request.user)  # type: ignore[arg-type]  # staff
    tone, words = Shown(outcome.claim, is_primary=canonical_of(outcome.claim) == host_of(current_tenant())).state
    say = {"is-good": messages.success, "is-bad": messages.error}.get(tone, messages.warning)
    say(request, words)
    return redirect("site_domain")


@require_action(MANAGE_DOMAIN)
@require_POST
def choose(request: HttpRequest, pk: int) -> HttpResponse:
    """«Перевести сайт на этот домен»: asked of DNS once more, as the site would be lost at one that leads elsewhere."""
    claim = _own(pk)
    own_domain.check(claim, by=request.user)  # type: ignore[arg-type]  # staff
    return _do(request, lambda: f"Сайт теперь на {as_people_write(own_domain.choose(claim, by=request.user))}.")  # type: ignore[arg-type]  # staff


@require_action(MANAGE_DOMAIN)
@require_POST
def go_home(request: HttpRequest) -> HttpResponse:
    """«Вернуть адрес Бурмистра»."""
    return _do(request, lambda: f"Сайт снова на {own_domain.go_home(by=request.user)}.")  # type: ignore[arg-type]  # staff


@require_action(MANAGE_DOMAIN)
@require_POST
def give_up(request: HttpRequest, pk: int) -> HttpResponse:
    """«Убрать домен»."""
    claim = _own(pk)

    def act() -> str:
        own_domain.give_up(claim, by=request.user)  # type: ignore[arg-type]  # staff
        return "Домен убран. Записи у регистратора теперь можно удалить."

    return _do(request, act)


def _do(request: HttpRequest, act: Callable[[], str]) -> HttpResponse:
    try:
        messages.success(request, act())
    except DomainError as error:
        messages.error(request, str(error))
    return redirect("site_domain")


def _own(pk: int) -> DomainClaim:
    found = own_domain.find(pk)
    if found is None:
        raise Http404("No such domain of this company")
    return found
