from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render

from billing.domain import paper
from billing.domain.dunning import outlook
from billing.domain.forecast import forecast
from billing.domain.queries import invoices_of, transactions_of
from crm.billing import rights
from crm.billing.exports import transactions_as_csv
from crm.billing.forms import InvoiceForm, TransactionFilter
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
        "filter": form,
        "page": Paginator(found, PER_PAGE).get_page(request.GET.get("p")),
    }
    return render(request, "billing/transactions.html", context)


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
