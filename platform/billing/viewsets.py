"""The operators' screens of the books; registered by `operators`."""

from decimal import Decimal
from typing import Any

import django_filters
from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.forms import modelform_factory
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.template.defaultfilters import floatformat
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from wagtail.admin.auth import require_admin_access
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.base import ViewSet
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets import ListingButton

from billing.domain import bonuses, charging, invoices
from billing.domain.paper import as_pdf
from billing.domain.queries import of_size
from billing.enums import BonusKind, InvoiceState, TransactionKind
from billing.forms import MonthForm, PaymentForm
from billing.models import BonusRule, FreePeriod, Invoice, Tariff, Transaction
from editing.views import WatchedEditView
from files import spreadsheets
from identity.policies import allow_only
from tenants.errors import DomainError
from tenants.models import Tenant

allow_only(Invoice, "view")
allow_only(Transaction, "view")
allow_only(BonusRule, "view", "add")  # bonuses are given by it: it is followed by another, and stays
allow_only(Tariff, "view", "add", "change")  # months are charged by it: it is followed by another, and stays


def _roubles(amount: Decimal) -> str:
    return str(floatformat(amount, "2g"))


def _amount(row: Invoice | Transaction) -> str:
    return _roubles(row.amount)


class _BillingViewSet(ModelViewSet):
    edit_view_class = WatchedEditView
    copy_view_enabled = False
    add_to_admin_menu = False
    list_per_page = 50


class OfCompanyIndexView(generic.IndexView):
    """Rows with the company's name."""

    def get_base_queryset(self) -> QuerySet[Any]:
        return super().get_base_queryset().select_related("tenant")


class TariffViewSet(_BillingViewSet):
    """Prices by volume, dated; with a company chosen, that company's own."""

    model = Tariff
    name = "tariffs"
    icon = "tag"
    list_display = ["name", Column("valid_from", label="Действует с"), "tenant"]
    index_view_class = OfCompanyIndexView


class BonusRuleForm(WagtailAdminModelForm):
    """Says of what nothing is counted yet, and takes no rule for it: nothing would ever accrue."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["kind"]
        uncounted = {code for code in BonusKind.values if not bonuses.is_counted(code)}
        field.choices = [
            (code, f"{label} — пока не считаются" if code in uncounted else label) for code, label in field.choices
        ]
        if uncounted:
            field.help_text = "Правило для того, что пока не считается, появится вместе с этой частью сервиса."

    def clean_kind(self) -> str:
        kind: str = self.cleaned_data["kind"]
        try:
            bonuses.refuse_uncounted(kind)
        except DomainError as error:
            raise forms.ValidationError(str(error)) from error
        return kind


class BonusRuleViewSet(_BillingViewSet):
    """For what companies are given bonuses; a new amount is a new line with its day."""

    model = BonusRule
    name = "bonus_rules"
    icon = "pick"
    form_fields = ["kind", "valid_from", "amount", "most"]
    list_display: list[Any] = [
        Column("kind", label="За что", accessor="get_kind_display"),
        Column("valid_from", label="Действует с"),
        Column("amount", label="За каждое, ₽", accessor=lambda rule: _roubles(rule.amount)),
        Column("most", label="Не больше в месяц, ₽", accessor=lambda rule: _roubles(rule.most)),
        Column(
            "counted", label="Считается", accessor=lambda rule: "да" if bonuses.is_counted(rule.kind) else "пока нет"
        ),
    ]

    def get_form_class(self, for_update: bool = False) -> type[BonusRuleForm]:
        form: Any = modelform_factory(BonusRule, form=BonusRuleForm, fields=self.form_fields)
        return form


class FreePeriodViewSet(_BillingViewSet):
    """Days for which a company pays nothing."""

    model = FreePeriod
    name = "free_periods"
    icon = "date"
    form_fields = ["tenant", "first_day", "last_day", "reason"]
    list_display = ["tenant", "first_day", "last_day", "reason"]
    index_view_class = OfCompanyIndexView


class InvoiceIndexView(generic.IndexView):
    """Invoices with «Записать оплату» on those that wait."""

    def get_base_queryset(self) -> QuerySet[Invoice]:
        return Invoice.objects.select_related("tenant")

    def get_list_buttons(self, instance: Invoice) -> list[ListingButton]:
        buttons = [ListingButton("PDF", url=reverse("invoices:pdf", args=[instance.pk]), priority=20)]
        if instance.state == InvoiceState.ISSUED:
            pay, cancel = (reverse(f"invoices:{act}", args=[instance.pk]) for act in ("pay", "cancel"))
            buttons.insert(0, ListingButton("Записать оплату", url=pay, priority=10))
            buttons.append(ListingButton("Отменить", url=cancel, priority=30))
        return buttons


class InvoiceViewSet(_BillingViewSet):
    """Every company's invoices."""

    model = Invoice
    name = "invoices"
    icon = "doc-full"
    form_fields = ["amount"]
    index_view_class = InvoiceIndexView
    list_display: list[Any] = [
        "__str__",
        Column("tenant", label="Компания"),
        Column("amount", label="Сумма, ₽", accessor=_amount),
        Column("state", label="Состояние", accessor="get_state_display"),
    ]
    list_filter = ["state"]
    search_fields = ["number", "tenant__short_name", "tenant__inn"]
    search_backend_name = None

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            *super().get_urlpatterns(),
            path("<int:pk>/pay/", require_admin_access(pay), name="pay"),
            path("<int:pk>/cancel/", require_admin_access(cancel), name="cancel"),
            path("<int:pk>/pdf/", require_admin_access(pdf), name="pdf"),
        ]


class TransactionFilter(WagtailFilterSet):
    """By kind, day, sum, company, month charged."""

    kind = django_filters.MultipleChoiceFilter(
        label="Вид", choices=TransactionKind.choices, widget=forms.CheckboxSelectMultiple
    )
    created_at = django_filters.DateFromToRangeFilter(label="Дни", widget=DateRangePickerWidget)
    least = django_filters.NumberFilter(label="Сумма от, ₽", method="by_size")
    most = django_filters.NumberFilter(label="Сумма до, ₽", method="by_size")
    tenant = django_filters.ModelChoiceFilter(
        label="Компания", queryset=lambda _: Tenant.objects.order_by("short_name"), empty_label="Все компании"
    )
    hand = django_filters.ChoiceFilter(
        label="Кто", method="by_hand", empty_label="Все", choices=[("yes", "Записал оператор")],
        widget=forms.RadioSelect,
    )  # fmt: skip

    class Meta:
        model = Transaction
        fields = ["period"]

    def by_size(self, found: QuerySet[Transaction], name: str, value: Decimal) -> QuerySet[Transaction]:
        return of_size(found, **{name: value})

    def by_hand(self, found: QuerySet[Transaction], _name: str, _value: str) -> QuerySet[Transaction]:
        return found.filter(created_by__isnull=False)


_TRANSACTION_HEADINGS = ["Когда", "Компания", "ИНН", "Вид", "Описание", "Сумма, ₽", "За месяц", "Кто"]


class TransactionIndexView(generic.IndexView):
    list_export = _TRANSACTION_HEADINGS  # Wagtail shows the buttons by it; the rows are written by `as_spreadsheet`

    def get_base_queryset(self) -> QuerySet[Transaction]:
        return Transaction.objects.select_related("tenant", "created_by")

    def as_spreadsheet(self, queryset: QuerySet[Transaction], spreadsheet_format: str) -> HttpResponseBase:
        """The house's own form: semicolons, decimal comma, no formulas."""
        try:
            spreadsheets.refuse_too_long(spreadsheet_format, queryset.count())
        except DomainError as error:
            messages.error(self.request, str(error))
            return redirect(self.request.path)
        name, zone = f"operacii-{timezone.localdate():%Y-%m-%d}", timezone.get_current_timezone()
        rows = (
            [
                timezone.localtime(row.created_at, zone), str(row.tenant), row.tenant.inn, row.get_kind_display(),
                row.description, row.amount, row.period, str(row.created_by or "сама"),
            ]
            for row in queryset.iterator(chunk_size=1000)
        )  # fmt: skip
        return spreadsheets.as_file(spreadsheet_format, name=name, headings=_TRANSACTION_HEADINGS, rows=rows)


class TransactionViewSet(_BillingViewSet):
    """Every movement of money."""

    model = Transaction
    name = "transactions"
    icon = "list-ul"
    form_fields = ["description"]
    index_view_class = TransactionIndexView
    list_display: list[Any] = [
        "description",
        Column("tenant", label="Компания"),
        Column("kind", label="Вид", accessor="get_kind_display"),
        Column("amount", label="Сумма, ₽", accessor=_amount),
        DateColumn("created_at", label="Когда"),
        Column("created_by", label="Кто"),
    ]
    filterset_class = TransactionFilter
    search_fields = ["description", "tenant__short_name", "tenant__inn"]
    search_backend_name = None


class ChargeViewSet(ViewSet):
    """«Начислить за месяц»: what Celery does on the first, by hand; charging twice charges once."""

    name = "charge"
    add_to_admin_menu = False

    def get_urlpatterns(self) -> list[URLPattern]:
        return [path("", require_admin_access(charge), name="month")]


def pay(request: HttpRequest, pk: int) -> HttpResponse:
    """Record the payment of an invoice."""
    invoice = get_object_or_404(Invoice.objects.select_related("tenant"), pk=pk)
    form = PaymentForm(request.POST or None, initial={"amount": invoice.amount})
    if form.is_valid():
        try:
            paid = form.record(invoice, by=request.user)  # type: ignore[arg-type]  # operators only
        except DomainError as error:
            form.add_error(error.field, str(error))
        else:
            messages.success(request, f"{invoice.tenant}: зачислено {_amount(paid)} ₽.")
            return redirect("invoices:index")
    return render(request, "operators/payment.html", {"invoice": invoice, "form": form})


def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask once more, then cancel an invoice that nobody will pay."""
    invoice = get_object_or_404(Invoice.objects.select_related("tenant"), pk=pk)
    if request.method != "POST":
        return render(request, "operators/cancel_invoice.html", {"invoice": invoice})
    try:
        messages.success(request, f"{invoices.cancel(invoice)} отменён.")
    except DomainError as error:
        messages.error(request, str(error))
    return redirect("invoices:index")


def pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The paper of any invoice."""
    invoice = get_object_or_404(Invoice, pk=pk)
    response = HttpResponse(as_pdf(invoice), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="schet-{invoice.number}.pdf"'
    return response


def charge(request: HttpRequest) -> HttpResponse:
    """Charge a month that has ended."""
    form = MonthForm(request.POST or None)
    if form.is_valid():
        try:
            charged = charging.charge_month(form.cleaned_data["month"], by=request.user)  # type: ignore[arg-type]  # operators only
        except DomainError as error:
            form.add_error("month", str(error))
        else:
            month = charging.month_name(form.cleaned_data["month"])
            messages.success(
                request, f"За {month} начислено компаниям: {charged.companies}, всего {_roubles(charged.amount)} ₽."
            )
            return redirect("charge:month")
    return render(request, "operators/charge.html", {"form": form})
