"""«Вакансии» on the site."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from identity.phones import phones
from sites_cms.pages import context as site
from sites_cms.pages import linked_data
from sites_cms.vacancies.domain import open as opened
from sites_cms.vacancies.models import Vacancy
from sites_cms.vacancies.posting import posting

_WORDS = "Кого мы ищем: зарплата, график, телефон."


@require_safe
def vacancies(request: HttpRequest) -> HttpResponse:
    """The open ones; without any the page says so, for those who come by an old link."""
    shown = list(opened.open_now()[: opened.MOST])
    site.true_until(request, opened.changes_at(shown))
    return _show(request, "vacancies.html", {"title": "Вакансии", "description": _WORDS, "vacancies": shown})


@require_safe
def vacancy(request: HttpRequest, slug: str) -> HttpResponse:
    """One of them. A closed one leads to the list, which says that it is closed."""
    found = Vacancy.objects.filter(slug=slug).first()
    if found is None:
        raise Http404("No such vacancy")
    if not found.is_open(timezone.localdate()):
        answer = redirect("site_vacancies_list")
        answer["Location"] += "#zakryta"
        return answer
    site.true_until(request, opened.changes_at([found]))
    shown = {
        "title": found.title,
        "description": ". ".join(filter(None, [found.title, found.pay, found.schedule])),
        "vacancy": found,
        "phones": phones(found.phone),
    }
    return _show(request, "vacancy.html", shown, of=found)


def _show(request: HttpRequest, name: str, shown: dict[str, Any], *, of: Vacancy | None = None) -> HttpResponse:
    around = site.around(request) | {"canonical_query": ""}
    if of is not None:
        around["linked_data"] = linked_data.tag(posting(of, request, addresses=around["office_addresses"]))
    return site.vary(render(request, site.template(request, name), around | shown))
