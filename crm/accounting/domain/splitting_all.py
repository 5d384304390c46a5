"""Splitting all names at once: few at once, many by a worker with progress."""

from django.db import transaction

from crm.accounting import tasks
from crm.accounting.domain import split_progress, splitting
from crm.accounting.domain.split_progress import Progress
from identity.models import User
from tenants.errors import DomainError

AT_ONCE = 500


def start(*, by: User) -> int | None:
    """Split all that is recognised: how many; None if it is so much that a worker does it.

    Raises DomainError while a worker is at it already.
    """
    if split_progress.in_work():
        raise DomainError("ФИО уже делятся. Подождите немного.")
    total = splitting.candidates(user=by).count()
    if total <= AT_ONCE:
        return splitting.split_all(by=by, tell=lambda looked, split: None)
    split_progress.tell(Progress(total))
    transaction.on_commit(lambda: tasks.split_names.delay(by.pk))
    return None


def run(user_id: int) -> None:
    """What the worker does."""
    by = User.objects.get(pk=user_id)
    total = splitting.candidates(user=by).count()
    split = splitting.split_all(by=by, tell=lambda looked, split: split_progress.tell(Progress(total, looked, split)))
    split_progress.tell(Progress(total, total, split, ended=True))
