from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from billing.domain.payments import record_payment
from billing.models import Invoice, Transaction
from identity.models import User


class PaymentForm(forms.Form):
    """What stands in the bank's statement about a payment."""

    amount = forms.DecimalField(label="Сумма, ₽", max_digits=12, decimal_places=2, localize=True)
    received_on = forms.DateField(
        label="Поступила", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), initial=timezone.localdate
    )
    document_number = forms.CharField(label="Номер платёжного поручения", max_length=30)

    def record(self, invoice: Invoice, *, by: User) -> Transaction:
        """Credit the payment."""
        return record_payment(invoice, **self.cleaned_data, by=by)


class MonthForm(forms.Form):
    """A month to charge."""

    month = forms.CharField(label="Месяц", widget=forms.TextInput(attrs={"type": "month"}))

    def clean_month(self) -> date:
        try:
            year, month = map(int, self.cleaned_data["month"].split("-"))
            return date(year, month, 1)
        except ValueError:
            raise forms.ValidationError("Выберите месяц, например 2026-10.") from None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        last = timezone.localdate().replace(day=1)
        previous = date(last.year - (last.month == 1), (last.month - 2) % 12 + 1, 1)
        super().__init__(*args, **{"initial": {"month": f"{previous:%Y-%m}"}, **kwargs})
