from decimal import Decimal

from django import forms

from billing.enums import TransactionKind
from billing.models import Invoice
from crm.billing.domain.invoices import issue_invoice
from identity.models import User


class InvoiceForm(forms.Form):
    """«Выставить счёт»: only the sum is asked."""

    amount = forms.DecimalField(
        label="Сумма счёта, ₽", min_value=Decimal("1"), max_digits=10, decimal_places=2, localize=True,
        error_messages={"min_value": "Счёт — от одного рубля."},
    )  # fmt: skip

    def issue(self, *, by: User) -> Invoice:
        """Issue the invoice."""
        return issue_invoice(amount=self.cleaned_data["amount"], by=by)


def _day() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def _sum(label: str) -> forms.DecimalField:
    return forms.DecimalField(
        label=label, required=False, min_value=Decimal(0), max_digits=14, decimal_places=2, localize=True
    )


class TransactionFilter(forms.Form):
    """What to pick from the transactions."""

    kind = forms.ChoiceField(label="Вид", required=False, choices=[("", "Все виды"), *TransactionKind.choices])
    since = forms.DateField(label="С", required=False, widget=_day())
    until = forms.DateField(label="По", required=False, widget=_day())
    least = _sum("Сумма от, ₽")
    most = _sum("Сумма до, ₽")


class ReconciliationForm(forms.Form):
    """«Акт сверки»: from which day to which; by default the year so far."""

    since = forms.DateField(label="С", widget=_day())
    until = forms.DateField(label="По", widget=_day())
