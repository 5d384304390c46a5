from django import forms

from crm.company.domain import sign_in_rules
from crm.company.models import SignInRules
from crm.rights.enums import Role
from identity.models import User


class SignInRulesForm(forms.Form):
    """«Правила входа»."""

    second_factor_roles = forms.MultipleChoiceField(
        label="Кому входить с кодом",
        choices=Role.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Кроме пароля у них спросят код из приложения на телефоне. У кого его ещё нет, тот сначала включит.",
    )

    def apply(self, *, by: User) -> SignInRules:
        roles = [Role(role) for role in self.cleaned_data["second_factor_roles"]]
        return sign_in_rules.change(second_factor_roles=roles, by=by)
