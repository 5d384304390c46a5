"""Apart from the other fields: models of pages need it before models can be asked of forms."""

from typing import Any

from django import forms

from crm.accounting.domain.houses import find_house
from crm.accounting.models import House
from tenants.errors import DomainError


class HousesField(forms.CharField):
    """Houses by their addresses, one in a line."""

    def prepare_value(self, value: Any) -> Any:
        return value if isinstance(value, str) or value is None else "\n".join(str(house) for house in value)

    def clean(self, value: Any) -> list[House]:
        lines = dict.fromkeys(line.strip() for line in str(super().clean(value) or "").splitlines() if line.strip())
        try:
            return list(dict.fromkeys(find_house(line) for line in lines))
        except DomainError as error:
            raise forms.ValidationError(str(error)) from None
