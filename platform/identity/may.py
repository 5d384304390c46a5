"""May this person do this to this."""

from typing import Any

from django.contrib.auth.models import AnonymousUser

from identity.models import User


def may(user: User | AnonymousUser, action: str, obj: Any = None) -> bool:
    """True if the person may do `action` ("accounting.import_accounts") to `obj` (None: to anything of the kind).

    The one question that views, menu, buttons, API and exports ask. It is Django's own permission question, so
    Wagtail's screens ask the same; who answers is in `AUTHENTICATION_BACKENDS` (`crm.rights` for staff).
    """
    return bool(user.is_active and user.has_perm(action, obj))
