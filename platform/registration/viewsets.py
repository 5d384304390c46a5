"""The operators' screens: applications with all that can be done to them, and the inbox."""

from typing import Any

from django.db.models import QuerySet
from django.urls import URLPattern, path, reverse
from django.utils.timesince import timesince
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet

from crm.shell.viewsets import DomainEditView
from identity.policies import allow_only
from registration import operator_views
from registration.domain import progress, queries, slugs
from registration.forms import CorrectForm
from registration.models import Application, Message

# Both come from visitors: nothing is added or deleted by hand, and a message is not changed either.
allow_only(Application, "view", "change")
allow_only(Message, "view")


def age(row: Application) -> str:
    """How long ago it came, in the largest unit: «2 дня»."""
    return timesince(row.created_at, depth=1)


class ApplicationIndexView(generic.IndexView):
    page_title = "Заявки"

    def get_base_queryset(self) -> QuerySet[Application]:
        return queries.applications()


class ApplicationEditView(DomainEditView):
    def get_success_url(self) -> str:
        return reverse("applications:inspect", args=[self.object.pk])


class ApplicationPage(generic.InspectView):
    """«Заявка»: what the applicant wrote, what was done, and what can be done now."""

    template_name = "operators/application.html"
    page_title = "Заявка"

    def get_object(self, queryset: Any = None) -> Application:
        return operator_views.find(self.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        application = self.object
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {
            "application": application,
            "progress": progress.for_operator(application),
            "history": application.history.select_related("by"),
            "slug": slugs.propose(application.short_name) if application.is_open else "",
        }


class ApplicationViewSet(ModelViewSet):
    """«Заявки на присоединение»."""

    model = Application
    name = "applications"
    icon = "form"
    copy_view_enabled = False
    inspect_view_enabled = True
    index_view_class = ApplicationIndexView
    edit_view_class = ApplicationEditView
    inspect_view_class = ApplicationPage
    list_per_page = 50
    list_display: list[Any] = [
        TitleColumn("short_name", label="Компания", url_name="applications:inspect"),
        Column("state", label="Состояние", accessor="get_state_display", sort_key="state"),
        Column("place", label="Где"),
        Column("flats", label="Квартир", sort_key="flats"),
        Column("age", label="Ждёт", accessor=age, sort_key="created_at"),
    ]
    list_filter = ["state", "kind", "settlement__region__district"]
    search_fields = ["short_name", "full_name", "inn", "last_name", "email"]
    search_backend_name = None

    def get_form_class(self, for_update: bool = False) -> type[CorrectForm]:
        return CorrectForm

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            *super().get_urlpatterns(),
            path("<int:pk>/approve/", operator_views.approve, name="approve"),
            path("<int:pk>/decline/", operator_views.decline, name="decline"),
            path("<int:pk>/ask/", operator_views.ask, name="ask"),
            path("<int:pk>/retry/", operator_views.retry, name="retry"),
            path("<int:pk>/progress/", operator_views.progress_of, name="progress"),
        ]


class MessagePage(generic.InspectView):
    template_name = "operators/message.html"
    page_title = "Сообщение"

    def get_page_subtitle(self) -> str:
        return str(self.object.name)


class MessageIndexView(generic.IndexView):
    page_title = "Сообщения"


class MessageViewSet(ModelViewSet):
    """«Сообщения»: what came through the form «Напишите нам»."""

    model = Message
    name = "messages"
    icon = "mail"
    form_fields = ["name"]
    copy_view_enabled = False
    inspect_view_enabled = True
    index_view_class = MessageIndexView
    inspect_view_class = MessagePage
    list_per_page = 50
    list_display: list[Any] = [
        TitleColumn("__str__", label="Сообщение", url_name="messages:inspect"),
        Column("email", label="Почта"),
        DateColumn("created_at", label="Получено"),
        Column("read", label="Прочитано", accessor=lambda message: "да" if message.read_at else "нет"),
    ]
    search_fields = ["name", "email", "text"]
    search_backend_name = None

    def get_urlpatterns(self) -> list[URLPattern]:
        return [*super().get_urlpatterns(), path("<int:pk>/mark/", operator_views.mark_message, name="mark")]
