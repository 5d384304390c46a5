from typing import Any

from django.db.models import QuerySet
from django.utils.formats import date_format
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.admin.ui.tables.pages import BulkActionsColumn, PageStatusColumn, PageTitleColumn
from wagtail.admin.views.pages.listing import IndexView as PageIndexView
from wagtail.admin.viewsets.pages import PageListingViewSet

from crm.shell.viewsets import DomainDeleteView, DomainIndexView, DomainViewSet
from sites_cms.pages.domain import questions
from sites_cms.pages.domain.queries import with_ratings
from sites_cms.pages.forms import QuestionForm
from sites_cms.pages.models import NewsPage, Question


class NewsIndexView(PageIndexView):
    default_ordering = "-date"


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
        Column("pinned", label="Место", accessor=lambda page: "закреплена" if page.pinned else "", width="12%"),
        PageStatusColumn("status", label="Состояние", sort_key="live", width="14%"),
    ]
    index_view_class = NewsIndexView


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
