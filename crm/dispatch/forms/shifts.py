from django import forms

from crm.dispatch.enums import NoteKind


class NoteForm(forms.Form):
    kind = forms.ChoiceField(label="Что", choices=NoteKind)
    text = forms.CharField(
        label="О чём помнить", max_length=500, error_messages={"required": "Напишите, о чём помнить."}
    )
    number = forms.IntegerField(label="Заявка №, если есть", min_value=1, required=False)


class HandOverForm(forms.Form):
    remark = forms.CharField(
        label="Что передать сменщику", max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
