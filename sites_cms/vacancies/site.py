"""Where vacancies stand on a company's site."""

from collections.abc import Iterator

from django.urls import reverse

from sites_cms.pages import sections
from sites_cms.vacancies.domain import open as opened


def _addresses() -> Iterator[str]:
    yield reverse("site_vacancies_list")
    for slug in opened.open_now().values_list("slug", flat=True)[: opened.MOST]:
        yield reverse("site_vacancy", args=[slug])


def register() -> None:
    """Put the section into the site's menu and sitemap while something is open."""
    sections.register(sections.Section("Вакансии", "site_vacancies_list", opened.open_now, _addresses))
