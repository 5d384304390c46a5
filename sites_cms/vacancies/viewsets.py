"""«Контент сайта — Вакансии»."""

from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from wagtail.admin.ui.tables import BooleanColumn, Column

from crm.shell.viewsets import DomainCreateView, DomainDeleteView, DomainIndexView, DomainViewSet
from sites_cms.vacancies.domain import vacancies
from sites_cms.vacancies.forms import VacancyForm
from sites_cms.vacancies.models import Vacancy


class VacancyIndexView(DomainIndexView):
    add_label = "Добавить вакансию"
    page_title = "Вакансии"


class VacancyCreateView(DomainCreateView):
    page_title = "Вакансии"
    page_subtitle = "Новая вакансия"
    success_message = "Вакансия «%(object)s» на сайте."


class VacancyDeleteView(DomainDeleteView):
    def delete_action(self) -> None:
        vacancies.delete(self.object, by=self.request.user)


class VacancyViewSet(DomainViewSet):
    """Whom the company looks for: a list and a form."""

    absent = DomainViewSet.absent - {"delete"}
    model = Vacancy
    name = "site_vacancies"
    url_prefix = "site/vacancies"
    icon = "user"
    form = VacancyForm
    index_view_class = VacancyIndexView
    add_view_class = VacancyCreateView
    delete_view_class = VacancyDeleteView
    list_per_page = 50
    search_fields = ["title"]
    search_backend_name = None
    list_filter = ["is_active"]
    list_display: list[Any] = [
        "title",
        Column("pay", label="Зарплата", accessor=lambda vacancy: vacancy.pay or "—", sort_key="pay_from"),
        Column("schedule", label="График"),
        Column(
            "open_until",
            label="Открыта до",
            accessor=lambda vacancy: date_format(vacancy.open_until) if vacancy.open_until else "—",
            sort_key="open_until",
        ),
        BooleanColumn("open", label="На сайте", accessor=lambda vacancy: vacancy.is_open(timezone.localdate())),
    ]
