from django import forms
from django.db import transaction

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

    operators_may_enter = forms.BooleanField(
        label="Пускать операторов «Бурмистра»",
        required=False,
        help_text="Чтобы помочь, оператор может войти как ваш сотрудник: на полчаса, с причиной, без выгрузок, "
        "паролей, прав и реквизитов. Каждое его действие подписано в журнале, руководителю приходит письмо.",
    )

    @transaction.atomic
    def apply(self, *, by: User) -> SignInRules:
        sign_in_rules.let_operators_in(allowed=self.cleaned_data["operators_may_enter"], by=by)
        roles = [Role(role) for role in self.cleaned_data["second_factor_roles"]]
        return sign_in_rules.change(second_factor_roles=roles, by=by)
