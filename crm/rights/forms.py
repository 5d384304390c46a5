from typing import Any

from django import forms
from django.http import QueryDict

from crm.rights import registry
from crm.rights.domain.access import Rights
from crm.rights.enums import EMPLOYEE_ROLES, Role, Rows


class RightsForm(forms.Form):
    """What a matrix sends: the role, the ticked boxes, and a choice of rows for actions that can be cut to some.

    The table itself is drawn by the template; fields of the rows are named "rows:<action>".
    """

    role = forms.ChoiceField(label="Роль", choices=[(role.value, role.label) for role in EMPLOYEE_ROLES])
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: QueryDict | None = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.sent = data or QueryDict()

    @property
    def rights(self) -> Rights:
        """What was sent, once the form is valid; words that name nothing of ours are left out."""
        known = {str(box): box for box in registry.boxes()}
        boxes = frozenset(known[text] for text in self.sent.getlist("box") if text in known)
        chosen = {action.code: self.sent.get(f"rows:{action.code}") for action in registry.actions() if action.by_rows}
        rows = {code: Rows(value) for code, value in chosen.items() if value in Rows.values}
        return Rights(Role(self.cleaned_data["role"]), boxes, rows)
