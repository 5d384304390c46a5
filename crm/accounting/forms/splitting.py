from django import forms

from crm.accounting.domain.splitting import Proposal, Split


class SplitForm(forms.Form):
    """One account of «Раздербанить ФИО»; the prefix is its number."""

    take = forms.BooleanField(required=False)
    seen = forms.CharField(widget=forms.HiddenInput)
    last_name = forms.CharField(label="Фамилия", max_length=200, required=False)
    first_name = forms.CharField(label="Имя", max_length=100, required=False)
    patronymic = forms.CharField(label="Отчество", max_length=100, required=False)

    def decision(self) -> Split | None:
        """What was decided; None if the account is not ticked. The form is valid."""
        data = self.cleaned_data
        if not data["take"]:
            return None
        return Split(int(str(self.prefix)), data["seen"], data["last_name"], data["first_name"], data["patronymic"])


def form_of(proposal: Proposal) -> SplitForm:
    """A form with what is proposed: ticked if the name is recognised."""
    last_name, first_name, patronymic = proposal.parts or (proposal.account.last_name, "", "")
    return SplitForm(
        prefix=str(proposal.account.pk),
        initial={
            "take": proposal.parts is not None,
            "seen": proposal.account.last_name,
            "last_name": last_name,
            "first_name": first_name,
            "patronymic": patronymic,
        },
    )
