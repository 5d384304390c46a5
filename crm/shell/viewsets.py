"""Wagtail's lists and editors whose forms write through domain functions."""

from typing import Any, Protocol

from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern
from django.utils.functional import cached_property
from wagtail.admin import messages
from wagtail.admin.paginator import WagtailPaginator
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import Button

from crm.journal.links import history_url
from crm.journal.rights import SEE_JOURNAL
from crm.rights.domain.rows import within
from editing.views import WatchedEdit
from identity.may import may
from identity.models import User
from tenants.context import on_platform
from tenants.errors import DomainError

_NOT_SAVED = "Не сохранено: исправьте отмеченное ниже."


class DomainForm(Protocol):
    """What the views below ask of a form: clean values in, one domain call out."""

    def apply(self, *, by: User) -> Model:
        """Call the domain function and return the object; a DomainError goes back onto the form."""


class _ThroughDomain:
    """Saves by `form.apply` and shows a DomainError at its field."""

    form: Any
    request: Any
    error_message = _NOT_SAVED  # Wagtail's names the model in the nominative
    produced_error_message: str | None

    def save_instance(self) -> Model:
        return self.form.apply(by=self.request.user)

    def form_valid(self, form: BaseForm) -> HttpResponse:
        try:
            return super().form_valid(form)  # type: ignore[misc]  # a mixin of Wagtail's views
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
            self.produced_error_message = _NOT_SAVED
            return self.form_invalid(form)  # type: ignore[attr-defined]  # from Wagtail's view


class OwnRows:
    """Only the rows to which the person's right extends: others answer as rows that do not exist.

    Whoever has no right at all is refused before rows are asked for, so nobody learns which numbers there are.
    """

    model: Any
    request: Any
    verb = "view"

    def get_queryset(self) -> QuerySet[Any]:
        return self.own(super().get_queryset())  # type: ignore[misc]  # Wagtail's view

    def own(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """The rows of these that are the person's. Raises PermissionDenied without the right."""
        permission = f"{self.model._meta.app_label}.{self.verb}_{self.model._meta.model_name}"
        if not may(self.request.user, permission):
            raise PermissionDenied
        if on_platform():  # operators have no rows of their own: they see all or nothing
            return rows
        return within(rows, permission, user=self.request.user)


class CountingPaginator(WagtailPaginator):
    """Wagtail's "11 <plural>" is wrong Russian for most numbers."""

    @cached_property
    def items_count_label(self) -> str:
        return f"Всего: {self.count}"


class DomainIndexView(OwnRows, generic.IndexView):
    """A list with the words of its own on the button: Wagtail's "Add <name>" is not Russian for every gender."""

    add_label = "Добавить"
    paginator_class = CountingPaginator

    @property
    def add_item_label(self) -> str:
        return self.add_label


class DomainCreateView(_ThroughDomain, generic.CreateView):
    """Adds through `form.apply`.

    Set `page_title` to the section and `page_subtitle` to the whole phrase («Новый дом»): Wagtail's "New: <name>" is
    not Russian.
    """

    page_subtitle = ""

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        items: list[dict[str, Any]] = super().get_breadcrumbs_items()
        return [*items[:-1], {"url": "", "label": self.page_subtitle}] if self.page_subtitle else items


class DomainEditView(OwnRows, WatchedEdit, _ThroughDomain, generic.EditView):
    """Changes through `form.apply`; nobody overwrites what another saved meanwhile without seeing it."""

    verb = "change"

    @cached_property
    def header_more_buttons(self) -> list[Any]:
        buttons: list[Any] = super().header_more_buttons
        if not on_platform() and may(self.request.user, SEE_JOURNAL):
            buttons.append(Button("История изменений", history_url(self.object), icon_name="history", priority=90))
        return buttons


class DomainDeleteView(OwnRows, generic.DeleteView):
    """Removes by a domain function in `delete_action`; a DomainError becomes a message above the list."""

    verb = "delete"

    def form_valid(self, form: BaseForm) -> HttpResponse:
        try:
            return super().form_valid(form)
        except DomainError as error:
            messages.error(self.request, str(error))
            return redirect(self.get_success_url())


class DomainInspectView(OwnRows, generic.InspectView):
    """Shows one row."""

    def get_object(self, queryset: QuerySet[Any] | None = None) -> Any:
        return get_object_or_404(self.own(self.model._default_manager.all()), pk=unquote(str(self.pk)))


class DomainViewSet(ModelViewSet):
    """A list and editor of the CRM: nothing is copied, the menu is ours, our journal is the history.

    `absent` names Wagtail's addresses that do not exist here. Deleting is one of them, unless a viewset says otherwise.
    """

    absent: frozenset[str] = frozenset({"history", "history_results", "usage", "delete"})

    index_view_class = DomainIndexView
    add_view_class = DomainCreateView
    edit_view_class = DomainEditView
    delete_view_class = DomainDeleteView
    inspect_view_class = DomainInspectView
    copy_view_enabled = False
    add_to_admin_menu = False
    add_to_settings_menu = False
    form: type[Any]

    def get_form_class(self, for_update: bool = False) -> type[Any]:
        return self.form

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        names = {f"{name}_url_name": None for name in self.absent}
        common: dict[str, Any] = super().get_common_view_kwargs(**names, **kwargs)
        return common

    def get_urlpatterns(self) -> list[URLPattern]:
        return [pattern for pattern in super().get_urlpatterns() if pattern.name not in self.absent]
