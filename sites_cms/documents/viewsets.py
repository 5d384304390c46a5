"""«Контент сайта — Документы»: the list, the form of several files, folders."""

from typing import Any

import django_filters
from django import forms
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.formats import date_format
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.admin.widgets.button import Button

from crm.shell.viewsets import DomainCreateView, DomainDeleteView, DomainEditView, DomainIndexView, DomainViewSet
from sites_cms.documents.domain import documents, folders, queries
from sites_cms.documents.enums import Level
from sites_cms.documents.forms import AddDocumentsForm, DocumentForm, FolderForm
from sites_cms.documents.models import Document, Folder


def _folders(request: HttpRequest | None) -> QuerySet[Folder]:
    return Folder.objects.select_related("parent")


class _FolderFilter(django_filters.ModelChoiceFilter):
    def filter(self, qs: QuerySet[Document], value: Folder | None) -> QuerySet[Document]:
        """What lies in the folder and in the folders in it."""
        return qs.filter(Q(folder=value) | Q(folder__parent=value)) if value else qs


class DocumentFilter(WagtailFilterSet):
    folder = _FolderFilter(label="Папка", queryset=_folders, empty_label="Все", widget=forms.Select)
    house = django_filters.CharFilter(label="Дом", field_name="house__address_key", lookup_expr="icontains")
    level = django_filters.ChoiceFilter(
        label="Кому виден", choices=Level.choices, empty_label="Все", widget=forms.RadioSelect
    )
    is_shown = django_filters.BooleanFilter(label="На сайте")

    class Meta:
        model = Document
        fields: list[str] = []


class DocumentIndexView(DomainIndexView):
    add_label = "Добавить документы"
    page_title = "Документы на сайте"
    results_template_name = "site_documents/results.html"

    def get_base_queryset(self) -> QuerySet[Document]:
        return self.own(Document.objects.filter(version_of=None).select_related("folder__parent", "house"))

    @property
    def header_more_buttons(self) -> list[Button]:
        folders_button = Button(
            "Папки", reverse("document_folders:index"), icon_name="folder-open-inverse", priority=10
        )
        return [*super().header_more_buttons, folders_button]


class AddDocumentsView(DomainCreateView):
    page_title = "Документы на сайте"
    page_subtitle = "Новые документы"
    submit_button_label = "Добавить"
    success_message = "Добавлено. %(object)s"


class DocumentEditView(DomainEditView):
    template_name = "site_documents/edit.html"
    success_message = "Сохранено. %(object)s"

    def get_queryset(self) -> QuerySet[Document]:
        return super().get_queryset().filter(version_of=None).select_related("folder", "house", "added_by")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        versions = self.object.versions.select_related("added_by").order_by("-added_at", "-pk")[:50]
        return super().get_context_data(**kwargs) | {"files": [self.object, *versions]}


class DocumentDeleteView(DomainDeleteView):
    page_title = "Удалить документ"
    confirmation_message = (
        "Документ и все его прежние файлы удалятся насовсем. Чтобы только убрать его с сайта, снимите отметку "
        "«Показывать на сайте»."
    )

    def get_queryset(self) -> QuerySet[Document]:
        return super().get_queryset().filter(version_of=None)

    def delete_action(self) -> None:
        documents.delete(self.object, by=self.request.user)


class DocumentViewSet(DomainViewSet):
    """«Документы»: what residents read and download."""

    absent = DomainViewSet.absent - {"delete"}
    model = Document
    name = "site_documents"
    url_prefix = "site/documents"
    icon = "doc-full"
    form = DocumentForm
    index_view_class = DocumentIndexView
    add_view_class = AddDocumentsView
    edit_view_class = DocumentEditView
    delete_view_class = DocumentDeleteView
    edit_template_name = DocumentEditView.template_name
    filterset_class = DocumentFilter
    search_fields = ["title", "file_name"]
    search_backend_name = None
    list_per_page = 50
    list_display: list[Any] = [
        "title",
        Column("folder", label="Папка", accessor=lambda one: queries.titles([one.folder])[0][1] if one.folder else "—"),
        Column("house", label="Дом", accessor=lambda one: one.house.address if one.house else "все дома"),
        Column("level", label="Кому виден", accessor="get_level_display", sort_key="level"),
        Column("date", label="Дата", accessor=lambda one: date_format(one.date), sort_key="date"),
        Column("size", label="Размер", accessor=lambda one: filesizeformat(one.size), sort_key="size"),
        BooleanColumn("is_shown", label="На сайте"),
    ]

    def get_form_class(self, for_update: bool = False) -> type[Any]:
        return DocumentForm if for_update else AddDocumentsForm


class FolderIndexView(DomainIndexView):
    add_label = "Добавить папку"
    page_title = "Папки документов"
    default_ordering = ["order", "title"]

    def get_base_queryset(self) -> QuerySet[Folder]:
        number = Count("documents", filter=Q(documents__version_of=None))
        return self.own(Folder.objects.select_related("parent").annotate(number=number))


class FolderCreateView(DomainCreateView):
    page_title = "Папки документов"
    page_subtitle = "Новая папка"


class FolderDeleteView(DomainDeleteView):
    page_title = "Удалить папку"

    def delete_action(self) -> None:
        folders.delete(self.object, by=self.request.user)


class FolderViewSet(DomainViewSet):
    """«Папки документов»."""

    absent = DomainViewSet.absent - {"delete"}
    model = Folder
    name = "document_folders"
    url_prefix = "site/document-folders"
    icon = "folder-open-inverse"
    form = FolderForm
    index_view_class = FolderIndexView
    add_view_class = FolderCreateView
    delete_view_class = FolderDeleteView
    search_fields = ["title"]
    search_backend_name = None
    list_per_page = 50
    list_display: list[Any] = [
        "title",
        Column("parent", label="Лежит в папке", accessor=lambda one: one.parent or "—"),
        Column("order", label="Порядок", sort_key="order"),
        Column("number", label="Документов", accessor="number"),
    ]
