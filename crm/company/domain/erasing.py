"""Erasing a person who worked here (152-ФЗ, ст. 21): who did what stays, the name and the contacts go."""

from django.db import transaction
from wagtail.users.models import UserProfile

from crm.company.acts import ERASE_PERSON
from crm.company.domain.employees import sign_out_everywhere
from crm.journal.domain.entries import record
from crm.rights.domain import access
from identity.models import User
from tenants.errors import DomainError

ERASED = "Данные стёрты"
_NOBODY = "erased.invalid"  # RFC 2606: a host that can never be


def is_erased(user: User) -> bool:
    """True if nothing of the person is left in the account."""
    return user.email.endswith(f"@{_NOBODY}")


def why_kept(user: User) -> str:
    """The ground on which the data cannot be erased now; empty if they can."""
    if user.is_active:
        return "Человек работает: действует трудовой договор. Сначала снимите отметку «Работает» в его карточке."
    return ""


@transaction.atomic
def erase_person(user: User, *, by: User | None) -> User:
    """Replace names, e-mail and phone by neutral words; the row, its role and everything done by it stay.

    Does nothing to one that is erased already. Raises DomainError if the person works, or may do what `by` may not.
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    if is_erased(user):
        return user
    if reason := why_kept(user):
        raise DomainError(reason)
    access.refuse_beyond(by, of=user)
    user.last_name, user.first_name, user.patronymic = ERASED, "", ""
    user.email, user.phone = f"{user.pk}@{_NOBODY}", ""
    user.set_unusable_password()
    user.save()
    profile = UserProfile.objects.filter(user=user).first()
    if profile and profile.avatar:
        storage, picture = profile.avatar.storage, profile.avatar.name
        profile.avatar = ""
        profile.save(update_fields=["avatar"])
        transaction.on_commit(lambda: storage.delete(picture))
    sign_out_everywhere(user)
    record(action=ERASE_PERSON, obj=user, by=by)
    return user
