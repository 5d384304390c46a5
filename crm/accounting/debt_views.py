from decimal import Decimal
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from crm.accounting import rights
from crm.accounting.debtor_filter import DebtorFilter
from crm.accounting.domain import debts, queries
from crm.accounting.domain.balances import balance_history
from crm.rights.domain.rows import within
from crm.rights.views import require_action
from crm.shell.exports import filters_in_words

HOUSES_ON_A_PAGE = 50
CHANGES_ON_A_PAGE = 50
_SEES = "accounting.view_account"  # what the list of debtors asks for: both tabs show the same rows


@require_action(rights.SEE_ACCOUNTS)
def debts_by_house(request: HttpRequest) -> HttpResponse:
    """What each house owes, largest first; the same filters as the list of debtors, from its address."""
    own = within(debts.debtors(), _SEES, user=request.user)  # type: ignore[arg-type]  # staff
    filters = DebtorFilter(request.GET, queryset=own, request=request)
    rows = filters.filter_queryset(own) if filters.is_valid() else own.filter(is_active=True)
    totals = debts.totals_by_house(rows)
    page = Paginator(totals, HOUSES_ON_A_PAGE).get_page(request.GET.get("p"))
    found = list(page)
    largest = totals.first() if page.number > 1 else (found[0] if found else None)
    ages = debts.totals_by_age(rows)
    context = {
        "page": page,
        "totals": debts.with_houses(found, most=largest["debt"] if largest else Decimal(0)),
        "ages": [(total, f"{reverse('debtors:index')}?{_query(request, age=total.age.code)}") for total in ages],
        "debt": sum((total.debt for total in ages), Decimal(0)),
        "accounts": sum(total.accounts for total in ages),
        "query": _query(request, without=("house",)),
        "chosen": "; ".join(f"{name}: {value}" for name, value in filters_in_words(filters).items()),
    }
    return render(request, "accounting/debts_by_house.html", context)


@require_action(rights.SEE_ACCOUNTS)
def show_history(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything that the balance of an account has been."""
    own = within(queries.accounts_with_houses(), rights.SEE_ACCOUNTS, user=request.user)  # type: ignore[arg-type]  # staff
    account = get_object_or_404(own, pk=pk)
    page = Paginator(balance_history(account), CHANGES_ON_A_PAGE).get_page(request.GET.get("p"))
    return render(request, "accounting/balance_history.html", {"account": account, "page": page, "history": page})


def _query(request: HttpRequest, *, without: tuple[str, ...] = (), **chosen: Any) -> str:
    asked = request.GET.copy()
    for name in ("p", *without):
        asked.pop(name, None)
    for name, value in chosen.items():
        asked[name] = value
    return asked.urlencode()
