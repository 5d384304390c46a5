from decimal import Decimal

from django import forms

from billing.domain import invoices
from billing.domain.invoices import Buyer
from billing.enums import TransactionKind
from billing.models import Invoice
from crm.company.models import Profile
from identity.models import User
from tenants.models import Tenant


class InvoiceForm(forms.Form):
    """«Выставить счёт»: only the sum is asked."""

    amount = forms.DecimalField(
        label="Сумма счёта, ₽", min_value=Decimal("1"), max_digits=10, decimal_places=2, localize=True,
        error_messages={"min_value": "Счёт — от одного рубля."},
    )  # fmt: skip

    def issue(self, tenant: Tenant, *, by: User) -> Invoice:
        """Issue the invoice with the payer's requisites from «Моя компания»."""
        profile = Profile.objects.get()
        buyer = Buyer(
            name=profile.full_name, inn=profile.inn, kpp=profile.kpp, address=profile.legal_address,
            bank=profile.bank, bik=profile.bik, account=profile.settlement_account,
        )  # fmt: skip
        return invoices.issue(tenant, amount=self.cleaned_data["amount"], buyer=buyer, issued_by=by.get_full_name())


def _day() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class TransactionFilter(forms.Form):
    """What to pick from the transactions."""

    kind = forms.ChoiceField(label="Вид", required=False, choices=[("", "Все виды"), *TransactionKind.choices])
    since = forms.DateField(label="С", required=False, widget=_day())
    until = forms.DateField(label="По", required=False, widget=_day())
