"""«Выписки банка» and «Поступления»: what the bank says came in, and whose it is where the program cannot tell."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.defaultfilters import floatformat
from django.urls import URLPattern, path, reverse
from django.utils.formats import date_format
from django.views.decorators.http import require_POST
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn

from billing.domain import matching, statements
from billing.domain.queries import companies_like
from billing.enums import LineState
from billing.models import BankLine, Statement
from crm.shell.viewsets import DomainCreateView, DomainIndexView, DomainInspectView, DomainViewSet
from files.forms import FileField
from identity.guards import operators_only
from identity.models import User
from identity.policies import allow_only
from tenants.errors import DomainError
from tenants.models import Tenant

allow_only(Statement, "view", "add")
allow_only(BankLine, "view")

PER_PAGE = 50


class StatementField(FileField):
    """A text file of any name: what is no statement is sent back in words by the domain."""

    def check(self, upload: Any) -> None:
        """The content is read when it is loaded."""


class StatementForm(forms.ModelForm):
    """The file as the bank gave it."""

    file = StatementField(
        label="Файл выписки", kinds=("txt",), max_bytes=statements.MAX_BYTES,
        help_text="Выписка в формате «1С» из клиент-банка, обычно kl_to_1c.txt, до 20 МБ. Кодировку определим сами. "
        "Одну и ту же выписку можно загрузить ещё раз: платежи зачислятся однажды.",
    )  # fmt: skip

    class Meta:
        model = Statement
        fields: list[str] = []

    def apply(self, *, by: User) -> Statement:
        """Load it."""
        file = self.cleaned_data["file"]
        return statements.load_statement(file, name=file.name, by=by)


class StatementIndexView(DomainIndexView):
    page_title = "Выписки банка"
    add_label = "Загрузить выписку"
    results_template_name = "operators/statement_results.html"

    def get_base_queryset(self) -> QuerySet[Statement]:
        waits = Count("lines", filter=Q(lines__state__in=[LineState.NEW, LineState.UNKNOWN]))
        return Statement.objects.select_related("loaded_by").annotate(waits=waits)


class StatementCreateView(DomainCreateView):
    page_title = "Выписки банка"
    page_subtitle = "Загрузить выписку"
    submit_button_label = "Загрузить"

    def get_success_url(self) -> str:
        return reverse("statements:inspect", args=[self.object.pk])

    def get_success_message(self, instance: Statement) -> str:
        if not instance.incoming:
            return f"{instance} загружена. Новых поступлений в ней нет, раньше загружено: {instance.repeats}."
        return f"{instance} загружена. Новых поступлений: {instance.incoming}."

    def get_success_buttons(self) -> list[Any]:
        return []


class StatementPage(DomainInspectView):
    template_name = "operators/statement.html"
    page_title = "Выписка банка"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        lines = self.object.lines.select_related("tenant").order_by("pk")
        by_state = dict(lines.order_by().values_list("state").annotate(Count("pk")))
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {
            "statement": self.object,
            "page": Paginator(lines, PER_PAGE).get_page(self.request.GET.get("p")),
            "credited": by_state.get(LineState.CREDITED, 0),
            "going_on": by_state.get(LineState.NEW, 0),
            "unknown": by_state.get(LineState.UNKNOWN, 0),
        }


class BankLineIndexView(DomainIndexView):
    page_title = "Поступления"
    results_template_name = "operators/bank_line_results.html"

    def get_base_queryset(self) -> QuerySet[BankLine]:
        return BankLine.objects.select_related("tenant")


class BankLinePage(DomainInspectView):
    """One payment; one that waits, with companies to choose from."""

    template_name = "operators/bank_line.html"
    page_title = "Поступление"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        line, asked = self.object, self.request.GET.get("q", "").strip()
        context: dict[str, Any] = super().get_context_data(**kwargs)
        waits = line.state in (LineState.UNKNOWN, LineState.ASIDE)
        return context | {
            "line": line,
            "waits": waits,
            "asked": asked,
            "companies": companies_like(asked or line.payer_inn or line.payer) if waits else [],
            "named": matching.invoice_numbers(line.purpose),
        }


def _find(pk: int) -> BankLine:
    return get_object_or_404(BankLine, pk=pk)


@operators_only
@require_POST
def assign(request: HttpRequest, pk: int) -> HttpResponse:
    """«Зачислить»: to the company of the button."""
    tenant = get_object_or_404(Tenant, pk=request.POST.get("tenant") or 0)
    try:
        paid = statements.assign(_find(pk), to=tenant, by=request.user)  # type: ignore[arg-type]  # checked above
    except DomainError as error:
        messages.error(request, str(error))
        return redirect("bank_lines:inspect", pk)
    messages.success(request, f"{tenant}: зачислено {floatformat(paid.amount, '2g')} ₽.")
    return redirect(f"{reverse('bank_lines:index')}?state={LineState.UNKNOWN}")


@operators_only
@require_POST
def put_aside(request: HttpRequest, pk: int) -> HttpResponse:
    """«Не от компании»."""
    try:
        statements.put_aside(_find(pk), reason=request.POST.get("reason", ""), by=request.user)  # type: ignore[arg-type]  # checked above
    except DomainError as error:
        messages.error(request, str(error))
        return redirect("bank_lines:inspect", pk)
    messages.success(request, "Убрано из неопознанных. Вернуть можно, выбрав компанию.")
    return redirect(f"{reverse('bank_lines:index')}?state={LineState.UNKNOWN}")


def _roubles(row: BankLine) -> str:
    return str(floatformat(row.amount, "2g"))


class _BankViewSet(DomainViewSet):
    list_per_page = PER_PAGE
    search_backend_name = None
    inspect_view_enabled = True
    form = StatementForm

    def register_admin_url_finder(self) -> None:
        """Nothing refers to these rows."""


class StatementViewSet(_BankViewSet):
    """Statements as they were brought; each opens to its lines."""

    absent = DomainViewSet.absent | {"edit"}
    model = Statement
    name = "statements"
    icon = "doc-full-inverse"
    index_view_class = StatementIndexView
    add_view_class = StatementCreateView
    inspect_view_class = StatementPage
    list_display: list[Any] = [
        TitleColumn("__str__", label="Выписка", url_name="statements:inspect"),
        Column("incoming", label="Поступлений", classname="num"),
        Column("waits", label="Ждут решения", classname="num"),
        Column("loaded_by", label="Кто загрузил"),
        DateColumn("loaded_at", label="Загружена"),
    ]


class BankLineViewSet(_BankViewSet):
    """Money that came in; what nobody is known for waits for a choice."""

    absent = DomainViewSet.absent | {"edit", "add"}
    model = BankLine
    name = "bank_lines"
    icon = "download"
    index_view_class = BankLineIndexView
    inspect_view_class = BankLinePage
    list_display: list[Any] = [
        TitleColumn("__str__", label="Платёж", url_name="bank_lines:inspect"),
        Column("received_on", label="Поступил", accessor=lambda line: date_format(line.received_on, "d.m.Y")),
        Column("payer", label="Плательщик"),
        Column("amount", label="Сумма, ₽", accessor=_roubles, classname="num"),
        Column("state", label="Состояние", accessor="get_state_display"),
        Column("tenant", label="Компания", accessor=lambda line: line.tenant or "—"),
    ]
    list_filter = ["state", "received_on"]
    search_fields = ["payer", "payer_inn", "number", "purpose", "tenant__short_name"]

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            *super().get_urlpatterns(),
            path("<int:pk>/assign/", assign, name="assign"),
            path("<int:pk>/aside/", put_aside, name="aside"),
        ]


VIEWSETS = (StatementViewSet, BankLineViewSet)
