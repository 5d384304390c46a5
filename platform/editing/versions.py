"""What a form showed when it was opened, to be compared with what is saved by now."""

import hashlib
import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import strip_tags
from django.utils.text import Truncator

FIELD = "_version"


@dataclass(frozen=True)
class Version:
    """When a form was opened, and a digest of each field's value as it stood there.

    It is made of what the form shows and not of a row: the form of an employee shows three tables, and the time of
    their last sign-in is in none of its fields.
    """

    at: datetime
    fields: dict[str, str]

    @classmethod
    def of(cls, form: forms.BaseForm) -> "Version":
        """The version of an unbound form."""
        return cls(timezone.now(), {name: _digest(value) for name, value in saved_values(form).items()})

    @classmethod
    def read(cls, text: str) -> "Version | None":
        """What `str` wrote; None if it is not that."""
        try:
            at, fields = json.loads(text)
            return cls(datetime.fromtimestamp(at, UTC), {str(name): str(digest) for name, digest in fields.items()})
        except (ValueError, TypeError, AttributeError, OverflowError):
            return None

    def __str__(self) -> str:
        return json.dumps([int(self.at.timestamp()), self.fields], separators=(",", ":"))

    def differs(self, name: str, value: str) -> bool:
        """True if the field was shown with another value; a field that was not shown cannot differ."""
        return name in self.fields and self.fields[name] != _digest(value)


def saved_values(form: forms.BaseForm) -> dict[str, str]:
    """What an unbound form shows, field by field and formset by formset, in one way of writing."""
    values = {name: _plain(form.fields[name], form[name].initial) for name in _compared(form)}
    for name, formset in _formsets(form):
        values[name] = json.dumps([saved_values(child) for child in formset.initial_forms])
    return values


def sent_values(form: forms.BaseForm) -> dict[str, str]:
    """What a bound form was sent with, written as `saved_values` writes."""
    values = {name: _plain(form.fields[name], form[name].data) for name in _compared(form)}
    for name, formset in _formsets(form):
        kept = [child for child in formset.forms if child not in formset.deleted_forms]
        kept = [child for child in kept if child in formset.initial_forms or child.has_changed()]
        values[name] = json.dumps([sent_values(child) for child in kept])
    return values


def in_words(bound: forms.BoundField) -> str:
    """The value of a field as a person reads it."""
    value = bound.value()
    field = bound.field
    if isinstance(field, forms.BooleanField):
        return "да" if value else "нет"
    if value in (None, "", []):
        return "пусто"
    if isinstance(field, forms.ModelChoiceField) and field.queryset is not None:
        return str(field.queryset.filter(pk=value).first() or value)
    if isinstance(field, forms.ChoiceField):
        return str(dict(field.choices).get(value, value))  # type: ignore[arg-type]  # flat choices
    if hasattr(value, "isoformat"):
        return date_format(value)
    return Truncator(strip_tags(str(value)).strip()).chars(200)


def _compared(form: forms.BaseForm) -> Iterator[str]:
    for name, field in form.fields.items():
        if not isinstance(field, forms.FileField) and not field.disabled:
            yield name


def _formsets(form: forms.BaseForm) -> Iterator[tuple[str, Any]]:
    yield from getattr(form, "formsets", {}).items()


def _plain(field: forms.Field, value: Any) -> str:
    value = field.prepare_value(value)
    if not isinstance(field, forms.ModelChoiceField):  # its to_python asks the database
        with suppress(ValidationError):
            value = field.to_python(value)
    if isinstance(value, list | tuple | set):
        return json.dumps(sorted(map(str, value)))
    return "" if value is None else str(value)


def _digest(value: str) -> str:
    return hashlib.blake2b(value.encode(), digest_size=9).hexdigest()
