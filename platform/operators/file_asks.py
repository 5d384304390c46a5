"""«Помощь с файлами»: files that companies cannot load, and the answers to them."""

from typing import Any

from django import forms
from django.contrib import messages as notes
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet

from crm.imports.domain import answering
from crm.imports.domain.runs import MAX_FILE_BYTES
from crm.imports.forms import TableField
from files.sending import send_private
from identity.guards import operators_only
from identity.policies import allow_only
from support.domain import file_asks
from support.models import FileAsk
from tenants.errors import DomainError

allow_only(FileAsk, "view")


class AnswerForm(forms.Form):
    """What is wrong with the file and, if the operator mended it, the mended one."""

    text = forms.CharField(label="Ответ", max_length=2000, widget=forms.Textarea(attrs={"rows": 5}))
    file = TableField(
        label="Поправленный файл", kinds=("xlsx", "csv", "txt"), max_bytes=MAX_FILE_BYTES, required=False,
        help_text="Компания проверит его и загрузит сама.",
    )  # fmt: skip


@operators_only
@require_safe
def take_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """«Скачать файл»: while the company waits for the answer."""
    try:
        with answering.taking_file(_find(pk), by=request.user) as run:  # type: ignore[arg-type]  # checked above
            return send_private(request, str(run.file.name), as_name=run.file_name)
    except DomainError as error:
        notes.error(request, str(error))
        return redirect("file_asks:inspect", pk)


@operators_only
@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """«Ответить»."""
    form = AnswerForm(request.POST, request.FILES)
    if not form.is_valid():
        notes.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
        return redirect("file_asks:inspect", pk)
    try:
        mended = answering.answer(_find(pk), **form.cleaned_data, by=request.user)  # type: ignore[arg-type]  # checked above
    except DomainError as error:
        notes.error(request, str(error))
    else:
        notes.success(request, "Ответ отправлен." + (" Файл ждёт компанию в её загрузках." if mended else ""))
    return redirect("file_asks:inspect", pk)


def _find(pk: int | str) -> FileAsk:
    return get_object_or_404(file_asks.asks(), pk=pk)


class FileAskIndexView(generic.IndexView):
    page_title = "Помощь с файлами"

    def get_base_queryset(self) -> QuerySet[FileAsk]:
        return file_asks.asks()


class FileAskPage(generic.InspectView):
    template_name = "operators/file_ask.html"
    page_title = "Помощь с файлом"

    def get_object(self, queryset: Any = None) -> FileAsk:
        return _find(self.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"ask": self.object, "form": AnswerForm(label_suffix=""), "found": self._found()}

    def _found(self) -> dict[str, Any]:
        """What the check said: counts and words, no cell of the file."""
        if not self.object.is_waiting:
            return {}
        try:
            with answering.looking_at(self.object) as run:
                header = run.report.get("layout", {}).get("header", [])
                return {
                    "state": run.state,
                    "error": run.error,
                    "total": run.total,
                    "refused": run.refused,
                    "header": header,
                }
        except DomainError as error:
            return {"error": str(error)}


class FileAskViewSet(ModelViewSet):
    """Who asks about which file; the file itself opens only while the answer is awaited."""

    model = FileAsk
    name = "file_asks"
    icon = "help"
    form_fields = ["message"]
    copy_view_enabled = False
    add_to_admin_menu = False
    inspect_view_enabled = True
    index_view_class = FileAskIndexView
    inspect_view_class = FileAskPage
    list_per_page = 50
    list_display: list[Any] = [
        TitleColumn("__str__", label="Файл", url_name="file_asks:inspect"),
        Column("what", label="Что загружают"),
        Column("tenant", label="Компания"),
        Column("state", label="Состояние"),
        DateColumn("created_at", label="Попросили", sort_key="created_at"),
    ]
    search_fields = ["file_name", "message"]
    search_backend_name = None

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            *super().get_urlpatterns(),
            path("<int:pk>/file/", take_file, name="file"),
            path("<int:pk>/answer/", answer, name="answer"),
        ]
