from typing import Any

import django_filters
from django import forms
from django.db.models import CharField, Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.admin.ui.tables.pages import BulkActionsColumn, PageStatusColumn, PageTitleColumn
from wagtail.admin.views.pages.listing import IndexView as PageIndexView
from wagtail.admin.views.pages.listing import PageFilterSet
from wagtail.admin.viewsets.pages import PageListingViewSet
from wagtail.admin.widgets.button import Button
from wagtail.models import Revision

from crm.shell.viewsets import DomainCreateView, DomainDeleteView, DomainIndexView, DomainViewSet
from sites_cms.pages.domain import moderation, old_addresses, questions
from sites_cms.pages.domain.queries import with_ratings
from sites_cms.pages.forms import OldAddressForm, QuestionForm
from sites_cms.pages.models import NewsPage, OldAddress, Question
from tenants.russian import decline


class NewsFilter(PageFilterSet):
    waits = django_filters.ChoiceFilter(
        label="Проверка", choices=[("yes", "Ждут проверки")], method="of_waiting", empty_label="Все",
        widget=forms.RadioSelect,
    )  # fmt: skip

    class Meta(PageFilterSet.Meta):
        model = NewsPage

    def of_waiting(self, pages: Any, *_: Any) -> Any:
        return pages.filter(pk__in=moderation.waiting_pages())


class NewsIndexView(PageIndexView):
    default_ordering = "-date"

    def get_base_queryset(self) -> Any:
        """With the hour at which a piece of news that waits will appear; how many houses it is for."""
        approved = Revision.page_revisions.filter(
            object_id=Cast(OuterRef("pk"), CharField()), approved_go_live_at__isnull=False
        )
        through = NewsPage.houses.through.objects.filter(newspage=OuterRef("pk")).order_by()
        counted = through.values("newspage").annotate(number=Count("pk")).values("number")
        return (
            super()
            .get_base_queryset()
            .annotate(appears_at=Subquery(approved.values("approved_go_live_at")[:1]), houses_number=Subquery(counted))
        )


def _where(page: Any) -> str:
    """«закреплена», «3 дома»: what sets its place apart."""
    number = page.houses_number
    houses = f"{number} {decline(number, 'дом', 'дома', 'домов')}" if number else ""
    return ", ".join(filter(None, ["закреплена" if page.pinned else "", houses]))


def _schedule(page: Any) -> str:
    """«выйдет 28 ноября в 09:00, уйдёт 5 декабря в 18:00»."""
    moments = [("выйдет", page.appears_at), ("уйдёт", page.expire_at if not page.expired else None)]
    return ", ".join(f"{word} {date_format(localtime(at), 'j E в H:i')}" for word, at in moments if at)


class NewsViewSet(PageListingViewSet):
    """«Новости»: all of them in one list."""

    model = NewsPage
    name = "news"
    icon = "list-ul"
    menu_label = "Новости"
    add_to_admin_menu = False
    columns = [
        BulkActionsColumn("bulk_actions"),
        PageTitleColumn("title", label="Заголовок", sort_key="title", classname="title"),
        Column("date", label="Дата", accessor=lambda page: date_format(page.date), sort_key="date", width="14%"),
        Column("pinned", label="Где", accessor=_where, width="14%"),
        Column("schedule", label="Расписание", accessor=_schedule, width="14%"),
        PageStatusColumn("status", label="Состояние", sort_key="live", width="14%"),
    ]
    index_view_class = NewsIndexView
    filterset_class = NewsFilter


class QuestionIndexView(DomainIndexView):
    add_label = "Добавить FAQ"
    page_title = "Вопросы (FAQ)"

    def get_base_queryset(self) -> QuerySet[Question]:
        return with_ratings(super().get_base_queryset())


class QuestionDeleteView(DomainDeleteView):
    def delete_action(self) -> None:
        questions.delete(self.object, by=self.request.user)


class QuestionViewSet(DomainViewSet):
    """«Вопросы (FAQ)»: the company's own; those of Бурмистр stand on the site beside them."""

    absent = DomainViewSet.absent - {"delete"}
    model = Question
    name = "own_questions"
    icon = "help"
    form = QuestionForm
    index_view_class = QuestionIndexView
    delete_view_class = QuestionDeleteView
    list_per_page = 50
    search_fields = ["question"]
    search_backend_name = None
    list_display: list[Any] = [
        "question",
        Column("weight", label="Вес", sort_key="weight"),
        Column("published_on", label="Опубликован", accessor=lambda question: date_format(question.published_on)),
        BooleanColumn("is_active", label="Активен"),
        Column("rated", label="Помог / не помог", accessor=lambda question: question.rated or "—"),
    ]
    list_filter = ["is_active", "category"]


def _whence(address: OldAddress) -> str:
    return "переименовали" if address.automatically_created else "добавили"


class OldAddressIndexView(DomainIndexView):
    add_label = "Добавить адрес"
    page_title = "Старые адреса"
    results_template_name = "site_office/old_addresses_results.html"

    def get_base_queryset(self) -> QuerySet[OldAddress]:
        return self.own(OldAddress.objects.select_related("redirect_page__content_type", "site"))

    def _get_title_column(self, field_name: str, *args: Any, **kwargs: Any) -> Column:
        """Under our own heading: the field is Wagtail's."""
        column = super()._get_title_column(field_name, *args, **kwargs)
        column.label = "Старый адрес"
        return column

    @property
    def header_more_buttons(self) -> list[Button]:
        load = Button("Загрузить список", reverse("site_load_old_addresses"), icon_name="upload", priority=10)
        return [*super().header_more_buttons, load]


class OldAddressCreateView(DomainCreateView):
    page_title = "Старые адреса"
    page_subtitle = "Новый старый адрес"


class OldAddressDeleteView(DomainDeleteView):
    page_title = "Удалить старый адрес"

    def delete_action(self) -> None:
        old_addresses.delete(self.object, by=self.request.user)


class OldAddressViewSet(DomainViewSet):
    """«Старые адреса»: those of the former site, and those that came of renaming here."""

    absent = DomainViewSet.absent - {"delete"}
    model = OldAddress
    name = "old_addresses"
    url_prefix = "site/old-addresses"
    icon = "redirect"
    form = OldAddressForm
    index_view_class = OldAddressIndexView
    add_view_class = OldAddressCreateView
    delete_view_class = OldAddressDeleteView
    search_fields = ["old_path", "redirect_link"]
    search_backend_name = None
    list_filter = ["automatically_created"]
    list_per_page = 50
    list_display: list[Any] = [
        "old_path",
        Column("target", label="Куда ведёт", accessor=lambda one: one.target or "страницы больше нет"),
        Column("made", label="Откуда", accessor=_whence),
        Column(
            "created_at", label="Когда", sort_key="created_at",
            accessor=lambda one: date_format(localtime(one.created_at)) if one.created_at else "",
        ),
    ]  # fmt: skip
