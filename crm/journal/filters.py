from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.choices import flatten_choices


def form_in_words(form: forms.BaseForm) -> dict[str, str]:
    """Label → value of what was filled in of a filter, for the journal's entry of an export; what is wrong is left out.

    A field that is not shown needs a label too.
    """
    form.is_valid()
    filled = {name: value for name, value in form.cleaned_data.items() if value not in (None, "", False, [])}
    return {str(form.fields[name].label): _in_words(form.fields[name], value) for name, value in filled.items()}


def _in_words(field: Any, value: Any) -> str:
    """Rows of the database say their own names: to look among all choices would ask for every one of them."""
    choices: Any = () if isinstance(field, forms.ModelChoiceField) else getattr(field, "choices", ())
    pairs: Any = flatten_choices(choices)
    labels = {str(code): str(label) for code, label in pairs}
    values: Iterable[Any] = value if isinstance(value, list | QuerySet) else [value]
    return ", ".join(labels.get(str(one), _said(one)) for one in values)


def _said(value: Any) -> str:
    if value is True:
        return "да"
    return f"{value:%d.%m.%Y}" if isinstance(value, date) else str(value)
