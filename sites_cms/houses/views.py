"""«Что с моим домом»: by address, without signing in. These pages are somebody's own and remembered by nobody."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from crm.accounting.models import House
from files.sending import send_shown
from identity.throttle import refuse_when_too_often
from sites_cms.houses import remembered
from sites_cms.houses.domain import addresses, finding, now, subscriptions
from sites_cms.houses.forms import SubscribeForm
from sites_cms.pages import context as site
from sites_cms.pages.domain import queries
from tenants.errors import DomainError

LONGEST = 100  # signs of an address
_LOOKS, _SUGGESTIONS = {"ip": "60/10m"}, {"ip": "240/10m"}
_SUBSCRIPTIONS = {"ip": "10/h", "login": "5/d"}
_DESCRIPTION = "Отключения воды, света и тепла по адресу дома: что отключено, почему и до какого часа. Без входа."
_SENT = "Проверьте почту: если этот адрес ещё не подписан, на него ушло письмо. Откройте в нём ссылку и подтвердите."


@require_safe
def my_house(request: HttpRequest) -> HttpResponse:
    """The box, the houses that were meant, or what goes on at the only one."""
    text = request.GET.get("adres", "")[:LONGEST].strip()
    if refusal := refuse_when_too_often(request, group="my-house", rates=_LOOKS):
        return refusal
    if text:
        found = finding.houses_meant(text)
        house = found[0] if len(found) == 1 else None
        return _show(request, house, {"text": text, "found": found, "is_asked": True})
    number = request.GET.get("dom", "")
    return _show(request, remembered.find_house(number) if number else remembered.house_of(request), {})


@require_safe
def suggest(request: HttpRequest) -> HttpResponse:
    """Addresses of the company's own houses while one is being typed."""
    if refusal := refuse_when_too_often(request, group="my-house-suggest", rates=_SUGGESTIONS):
        return refusal
    text = request.GET.get("adres", "")[:LONGEST].strip()
    answer = JsonResponse({"houses": [str(house) for house in finding.houses_meant(text)] if len(text) > 1 else []})
    answer["Cache-Control"] = "no-store"
    return answer


@require_POST
def remember(request: HttpRequest) -> HttpResponse:
    """«Запомнить мой дом» and «Забыть»."""
    house = remembered.find_house(request.POST.get("dom", ""))
    answer = redirect(f"{reverse('my_house')}?dom={house.pk}" if house else reverse("my_house"))
    if house:
        remembered.remember(answer, house, secure=request.is_secure())
    else:
        remembered.forget(answer)
    return answer


@require_safe
def own_part(request: HttpRequest) -> HttpResponse:
    """What the script of a page puts into it for a visitor with a remembered house; empty for others."""
    house = remembered.house_of(request)
    shown: dict[str, Any] = {"house": house}
    if house:
        outages, _ = now.at_house(house)
        shown |= {
            "now": {"outages": outages},
            "news": queries.news_of_house(house.pk)[: queries.NEWS_ON_HOME],
            "alerts": site.alerts_for(request, house=house, only_theirs=True),
            "house_url": _page_of(house, request),
        }
    return _own(render(request, site.template(request, "own_part.html"), shown))


@require_POST
def subscribe(request: HttpRequest) -> HttpResponse:
    """«Получать письма»: sends the letter by which the owner of the address agrees."""
    house = remembered.find_house(request.POST.get("dom", ""))
    if house is None:
        raise Http404
    form = SubscribeForm(request.POST)
    if not form.is_valid():
        return _show(request, house, {"form": form}, status=422)
    refusal = refuse_when_too_often(request, group="house-letters", rates=_SUBSCRIPTIONS, login_field="email")
    if refusal:
        return refusal
    try:
        subscriptions.ask(house=house, email=form.cleaned_data["email"])
    except DomainError as error:
        form.add_error(error.field if error.field in form.fields else None, str(error))
        return _show(request, house, {"form": form}, status=422)
    return _show(request, house, {"sent": _SENT})


@require_safe
def photo(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The facade of a house: it is seen from the street."""
    house = House.objects.filter(pk=pk).exclude(photo="").first() if pk < addresses.MOST_NUMBER else None
    if house is None:
        raise Http404
    return send_shown(request, str(house.photo.name))


def _show(request: HttpRequest, house: House | None, shown: dict[str, Any], *, status: int = 200) -> HttpResponse:
    if house:
        outages, _ = now.at_house(house, counted=True)
        shown = {"form": SubscribeForm(), "now": {"outages": outages}, "house_url": _page_of(house, request), **shown}
        shown["is_remembered"] = request.COOKIES.get(remembered.COOKIE) == str(house.pk)
    around = site.around(request, house=house) | {"description": _DESCRIPTION}
    page = render(request, site.template(request, "my_house.html"), around | shown | {"house": house}, status=status)
    return _own(page)


def _page_of(house: House, request: HttpRequest) -> str:
    """The address of the house's page; empty while «Дома» are not published."""
    page = queries.houses_page()
    return f"{page.get_url(request)}{addresses.last_part(house)}" if page else ""


def _own(answer: HttpResponse) -> HttpResponse:
    answer["Cache-Control"] = "private, no-store"
    return answer
