from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from wagtail.admin.ui.tables import Column

from crm.accounting.domain import sections
from crm.accounting.forms import SectionForm
from crm.rights.models import Section
from crm.shell.viewsets import (
    DomainCreateView,
    DomainDeleteView,
    DomainEditView,
    DomainIndexView,
    DomainViewSet,
)
from identity.models import User


class SectionIndexView(DomainIndexView):
    add_label = "Добавить участок"
    page_title = "Участки"
    results_template_name = "accounting/section_results.html"

    def get_base_queryset(self) -> QuerySet[Section]:
        return sections.sections_with_totals()


class SectionCreateView(DomainCreateView):
    page_title = "Бухгалтерия"
    page_subtitle = "Новый участок"
    submit_button_label = "Добавить"
    success_message = "Участок «%(object)s» добавлен."


class SectionEditView(DomainEditView):
    success_message = "Участок «%(object)s» сохранён."


class SectionDeleteView(DomainDeleteView):
    success_message = "Участок «%(object)s» удалён. Дома остались."

    def delete_action(self) -> None:
        sections.remove_section(self.object, by=self.request.user)


class SectionViewSet(DomainViewSet):
    """«Бухгалтерия — Участки»."""

    absent = DomainViewSet.absent - {"delete"}
    model = Section
    name = "sections"
    icon = "site"
    form = SectionForm
    index_view_class = SectionIndexView
    add_view_class = SectionCreateView
    edit_view_class = SectionEditView
    delete_view_class = SectionDeleteView
    list_per_page = 50
    list_display: list[Any] = [
        "name",
        Column("houses_total", label="Домов", sort_key="houses_total", classname="num"),
        Column("people", label="Кто работает", accessor=lambda section: names_of(section.people.all())),
    ]


def names_of(people: Iterable[User]) -> str:
    """«Дёмин Рустам, Жуков Степан»."""
    return ", ".join(f"{person.last_name} {person.first_name}".strip() for person in people) or "никто"
