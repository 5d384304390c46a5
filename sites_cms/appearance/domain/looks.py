"""Changing how the site looks, and looking at it before that.

A preview is a signed note in the session of the one who asked for it: it changes nothing for anybody else, opens in
no other company, and ends by itself.
"""

from copy import copy
from typing import Any

from django.contrib.sessions.backends.base import SessionBase
from django.core import signing
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest

from crm.journal.domain.entries import differences, record
from crm.rights.domain.access import EDITS_SITE
from identity.may import may
from identity.models import User
from sites_cms.appearance.models import Appearance
from tenants.context import current_tenant
from tenants.errors import DomainError

LASTS = 30 * 60  # seconds
_KEY = "appearance_preview"
_SALT = "sites_cms.appearance.preview"
_FIELDS = ["theme", "accent"]


@transaction.atomic
def change_look(*, theme: str, accent: str, by: User | None) -> Appearance:
    """Dress the site in a theme and a colour, at once for everybody.

    Raises DomainError for a theme that there is none of and for what is no colour.
    """
    before = Appearance.load()
    after = _checked(before, theme, accent)
    if changes := differences(before, after, _FIELDS):
        after.save()
        record(action="appearance.change_look", obj=after, by=by, changes=changes)
    return after


def begin_preview(session: SessionBase, *, theme: str, accent: str) -> None:
    """From now on the owner of this session sees the site so, for half an hour. Raises as `change_look` does."""
    shown = _checked(Appearance.load(), theme, accent)
    note = {"company": current_tenant().schema_name, "theme": shown.theme, "accent": shown.accent}
    session[_KEY] = signing.dumps(note, salt=_SALT)


def end_preview(session: SessionBase) -> None:
    """The site as everybody sees it."""
    session.pop(_KEY, None)


def previewed(request: HttpRequest) -> Appearance | None:
    """How this person looks at the site now, unsaved; None if it is as for everybody.

    Nobody without the right to change the site's look has a preview, even one that began when the right was there.
    """
    session = getattr(request, "session", None)
    note = _note(session.get(_KEY)) if session is not None else None
    if note is None or note["company"] != current_tenant().schema_name or not may(request.user, EDITS_SITE):
        return None
    shown = _dressed(Appearance.load(request), note["theme"], note["accent"])
    shown.is_preview = True
    return shown


def look_of(request: HttpRequest) -> Appearance:
    """How the site is drawn for this request; asked many times in one, found out once."""
    look: Appearance | None = getattr(request, "_look", None)
    if look is None:
        look = previewed(request) or Appearance.load(request)
        request._look = look  # type: ignore[attr-defined]  # kept on the object
    return look


def _note(text: str | None) -> dict[str, Any] | None:
    try:
        return signing.loads(text, salt=_SALT, max_age=LASTS) if text else None
    except signing.BadSignature:
        return None


def _checked(before: Appearance, theme: str, accent: str) -> Appearance:
    after = _dressed(before, theme, accent)
    try:
        after.full_clean()
    except ValidationError as error:
        field, messages = next(iter(error.message_dict.items()))
        raise DomainError(messages[0], field=field) from error
    return after


def _dressed(before: Appearance, theme: str, accent: str) -> Appearance:
    after = copy(before)
    after.theme, after.accent = theme, accent
    return after
