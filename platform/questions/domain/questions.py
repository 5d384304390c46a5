"""Reading the shared questions."""

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from questions.models import SharedQuestion
from tenants import changes

MOST = 200  # questions on one page; more is no FAQ but a search


def active() -> list[SharedQuestion]:
    """Active shared questions, heaviest first, at most `MOST`; kept in the process, as every site shows them."""
    return _active.get()


def _read() -> list[SharedQuestion]:
    """Works from a tenant's schema without a switch: the table is in `public` alone, which ends every search path."""
    return list(SharedQuestion.objects.filter(is_active=True)[:MOST])


_active = changes.Remembered(_read)


@receiver([post_save, post_delete], sender=SharedQuestion, dispatch_uid="questions.changed")
def announce(**_: object) -> None:
    """Every site shows shared questions."""
    changes.announce()
