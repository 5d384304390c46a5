"""«Сроки заявок», «Прейскурант», «Правила назначения»."""

from typing import Any

from django.db.models import QuerySet
from wagtail.admin.ui.tables import BooleanColumn, Column

from crm.dispatch.domain import rules
from crm.dispatch.domain.words import span_of_minutes
from crm.dispatch.forms.rules import AssignmentForm, DeadlineForm, PriceForm
from crm.dispatch.models import AssignmentRule, PriceItem, TypeDeadline
from crm.shell.viewsets import DomainCreateView, DomainDeleteView, DomainEditView, DomainIndexView, DomainViewSet

_SECTION = "Диспетчерская"


def _fix_in_words(row: TypeDeadline) -> str:
    if row.fix_minutes and not row.round_the_clock:
        return f"{row.fix_minutes // 60} рабочих ч"
    return span_of_minutes(row.fix_minutes)


class _DropView(DomainDeleteView):
    success_message = "Правило удалено."

    def delete_action(self) -> None:
        rules.drop_rule(self.object, by=self.request.user)


class DeadlineIndexView(DomainIndexView):
    add_label = "Добавить срок"
    page_title = "Сроки заявок"

    def get_base_queryset(self) -> QuerySet[TypeDeadline]:
        return TypeDeadline.objects.select_related("type")


class DeadlineCreateView(DomainCreateView):
    page_title = _SECTION
    page_subtitle = "Новый срок"
    submit_button_label = "Добавить"
    success_message = "Срок добавлен. Он действует для новых заявок."


class DeadlineEditView(DomainEditView):
    success_message = "Срок сохранён. Открытые заявки остались со своим: жителям его уже назвали."


class DeadlineViewSet(DomainViewSet):
    """«Диспетчерская — Сроки заявок»."""

    absent = DomainViewSet.absent - {"delete"}
    model = TypeDeadline
    name = "request_deadlines"
    icon = "time"
    form = DeadlineForm
    index_view_class = DeadlineIndexView
    add_view_class = DeadlineCreateView
    edit_view_class = DeadlineEditView
    delete_view_class = _DropView
    list_per_page = 100
    list_display: list[Any] = [
        "__str__",
        Column("respond_minutes", label="Сообщить срок", accessor=lambda row: span_of_minutes(row.respond_minutes)),
        Column("localise_minutes", label="Локализовать", accessor=lambda row: span_of_minutes(row.localise_minutes)),
        Column("fix_minutes", label="Выполнить", accessor=_fix_in_words),
        BooleanColumn("round_the_clock", label="Круглосуточно"),
        "basis",
    ]


class PriceIndexView(DomainIndexView):
    add_label = "Добавить строку"
    page_title = "Прейскурант"


class PriceCreateView(DomainCreateView):
    page_title = _SECTION
    page_subtitle = "Новая расценка"
    submit_button_label = "Добавить"
    success_message = "«%(object)s»: добавлено."


class PriceEditView(DomainEditView):
    success_message = "«%(object)s»: сохранено. Прежние заявки остались по прежней цене."


class PriceViewSet(DomainViewSet):
    """«Диспетчерская — Прейскурант»."""

    model = PriceItem
    name = "request_prices"
    icon = "table"
    form = PriceForm
    index_view_class = PriceIndexView
    add_view_class = PriceCreateView
    edit_view_class = PriceEditView
    list_per_page = 100
    search_fields = ["name"]
    search_backend_name = None
    list_display: list[Any] = [
        "name",
        "unit",
        Column("price", label="Цена, ₽", classname="num"),
        BooleanColumn("is_active", label="Действует"),
    ]


class AssignmentIndexView(DomainIndexView):
    add_label = "Добавить правило"
    page_title = "Правила назначения"

    def get_base_queryset(self) -> QuerySet[AssignmentRule]:
        return AssignmentRule.objects.select_related(
            "type", "house", "responsible__user", "employee__user", "contractor"
        )


class AssignmentCreateView(DomainCreateView):
    page_title = _SECTION
    page_subtitle = "Новое правило назначения"
    submit_button_label = "Добавить"
    success_message = "Правило добавлено: новые заявки пойдут по нему."


class AssignmentEditView(DomainEditView):
    success_message = "Правило сохранено."


class AssignmentViewSet(DomainViewSet):
    """«Диспетчерская — Правила назначения»."""

    absent = DomainViewSet.absent - {"delete"}
    model = AssignmentRule
    name = "request_assignment"
    icon = "user"
    form = AssignmentForm
    index_view_class = AssignmentIndexView
    add_view_class = AssignmentCreateView
    edit_view_class = AssignmentEditView
    delete_view_class = _DropView
    list_per_page = 100
    list_display: list[Any] = [
        "__str__",
        Column("responsible", label="Ответственный"),
        Column("hands", label="Исполнитель", accessor=lambda row: row.employee or row.contractor),
    ]
