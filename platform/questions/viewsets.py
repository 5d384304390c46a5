from typing import Any

from django.utils.formats import date_format
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet

from editing.views import WatchedEditView
from questions.models import SharedQuestion


class SharedQuestionIndexView(generic.IndexView):
    add_item_label = "Добавить вопрос"
    page_title = "Общие вопросы"


class SharedQuestionViewSet(ModelViewSet):
    """«Общие вопросы»: the operators' list; each change is at once on every company's site."""

    model = SharedQuestion
    name = "shared_questions"
    icon = "help"
    index_view_class = SharedQuestionIndexView
    edit_view_class = WatchedEditView
    form_fields = ["question", "category", "answer", "is_active", "weight", "published_on", "slug"]
    copy_view_enabled = False
    add_to_admin_menu = False
    list_per_page = 50
    list_display: list[Any] = [
        "question",
        Column("category", label="О чём", accessor="get_category_display"),
        Column("weight", label="Вес", sort_key="weight"),
        Column("published_on", label="Опубликован", accessor=lambda question: date_format(question.published_on)),
        BooleanColumn("is_active", label="Активен"),
    ]
    list_filter = ["category", "is_active"]
    search_fields = ["question"]
    search_backend_name = None
