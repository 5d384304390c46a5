from datetime import date
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from billing.domain import bonuses, closing, paper
from billing.domain.dunning import outlook
from billing.domain.forecast import forecast
from billing.domain.month_charge import month_charge
from billing.domain.queries import invoices_of, transactions_of
from billing.domain.reconciliation import as_pdf as reconciliation_pdf
from billing.domain.reconciliation import reconcile
from billing.enums import TransactionKind
from crm.billing import bonuses as bonuses_of_work
from crm.billing import rights
from crm.billing.domain.invoices import buyer
from crm.billing.exports import transactions_as_csv
from crm.billing.forms import InvoiceForm, ReconciliationForm, TransactionFilter
from crm.rights.views import require_action
from identity.may import may
from tenants.context import current_tenant
from tenants.errors import DomainError

PER_PAGE = 50


@require_action(rights.SEE_BILLING)
def transactions(request: HttpRequest) -> HttpResponseBase:
    """«Список транзакций»: the forecast above, what was paid and charged below."""
    tenant = current_tenant()
    form = TransactionFilter(request.GET or None)
    found = transactions_of(tenant, **(form.cleaned_data if form.is_valid() else {}))
    if request.GET.get("export") == "csv":
        return transactions_as_csv(found)
    context: dict[str, Any] = {
        "forecast": forecast(tenant),
        "outlook": outlook(tenant),
        "bonuses": bonuses.left(tenant),
        "filter": form,
        "page": Paginator(found, PER_PAGE).get_page(request.GET.get("p")),
    }
    return render(request, "billing/transactions.html", context)


@require_action(rights.SEE_BILLING)
def month(request: HttpRequest, year: int, month: int) -> HttpResponse:
    """A month's fee, day by day."""
    try:
        found = month_charge(current_tenant(), date(year, month, 1))
    except ValueError:
        found = None
    if found is None:
        raise Http404
    return render(request, "billing/month.html", {"found": found})


@require_action(rights.SEE_BILLING)
def bonus(request: HttpRequest, pk: int) -> HttpResponse:
    """What a bonus was given for, row by row."""
    given = get_object_or_404(transactions_of(current_tenant(), kind=TransactionKind.BONUS), pk=pk)
    found = bonuses_of_work.found_of(given)
    if found is None:
        raise Http404
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("p"))
    rows = bonuses_of_work.rows_of(given, list(page), user=request.user)  # type: ignore[arg-type]  # staff only
    return render(request, "billing/bonus.html", {"given": given, "page": page, "rows": rows})


@require_action(rights.SEE_BILLING)
def reconciliation(request: HttpRequest) -> HttpResponse:
    """«Акт сверки» as PDF; without days, the page that asks for them."""
    today = timezone.localdate()
    form = ReconciliationForm(request.GET or None, initial={"since": today.replace(month=1, day=1), "until": today})
    if form.is_valid():
        try:
            found = reconcile(current_tenant(), **form.cleaned_data)
        except DomainError as error:
            form.add_error(error.field, str(error))
        else:
            response = HttpResponse(reconciliation_pdf(found, buyer=buyer()), content_type="application/pdf")
            response["Content-Disposition"] = f'attachment; filename="akt-sverki-{found.since}-{found.until}.pdf"'
            return response
    return render(request, "billing/reconciliation.html", {"form": form})


@require_action(rights.SEE_BILLING)
def papers(request: HttpRequest) -> HttpResponse:
    """«Акты и УПД», month by month."""
    page = Paginator(closing.closings_of(current_tenant()), PER_PAGE).get_page(request.GET.get("p"))
    return render(request, "billing/papers.html", {"page": page})


@require_action(rights.SEE_BILLING)
def paper_pdf(request: HttpRequest, number: int, form: str, revision: int = 0) -> HttpResponse:
    """One of the two papers of a month of the company's own, or what corrects it."""
    found = closing.closings_of(current_tenant()).filter(number=number).first()
    if found is None or form not in closing.FORMS:
        raise Http404
    corrected = get_object_or_404(found.revisions, number=revision) if revision else None
    pdf = closing.as_pdf(found, form, revision=corrected)
    name = f"{form}-{found.number}-{found.month:%Y-%m}{f'-ispr-{revision}' if revision else ''}"
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    return response


@require_action(rights.SEE_BILLING)
def invoices(request: HttpRequest) -> HttpResponse:
    """«Список счетов», with «Выставить счёт» for those who may."""
    tenant = current_tenant()
    return _invoices_page(request, InvoiceForm(initial={"amount": _suggested(forecast(tenant).monthly_fee)}))


@require_action(rights.ISSUE_INVOICE)
def issue(request: HttpRequest) -> HttpResponse:
    """Issue an invoice; it stands first in the list at once."""
    if request.method != "POST":
        return redirect("crm_billing:invoices")
    form = InvoiceForm(request.POST)
    if form.is_valid():
        try:
            invoice = form.issue(by=request.user)  # type: ignore[arg-type]  # staff only
        except DomainError as error:
            form.add_error(error.field, str(error))
        else:
            messages.success(request, f"{invoice} готов: скачайте его и оплатите.")
            return redirect("crm_billing:invoices")
    return _invoices_page(request, form)


@require_action(rights.SEE_BILLING)
def invoice_pdf(request: HttpRequest, number: int) -> HttpResponse:
    """The paper of one of the company's own invoices."""
    invoice = invoices_of(current_tenant()).filter(number=number).first()
    if invoice is None:
        raise Http404
    response = HttpResponse(paper.as_pdf(invoice), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="schet-{invoice.number}.pdf"'
    return response


def _invoices_page(request: HttpRequest, form: InvoiceForm) -> HttpResponse:
    page = Paginator(invoices_of(current_tenant()), PER_PAGE).get_page(request.GET.get("p"))
    context = {
        "form": form,
        "page": page,
        "may_issue": may(request.user, rights.ISSUE_INVOICE),
        "outlook": outlook(current_tenant()),
    }
    return render(request, "billing/invoices.html", context)


def _suggested(monthly_fee: Any) -> Any:
    """Three months at once; nothing to suggest while nothing is charged."""
    return monthly_fee * 3 or None
