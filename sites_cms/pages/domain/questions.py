"""The company's own questions."""

from datetime import date

from django.db import transaction

from crm.journal.domain.entries import differences, record
from identity.models import User
from sites_cms.pages.models import Question
from tenants.errors import DomainError
from tenants.latin import address_of

_SHOWN = ["question", "slug", "answer", "published_on", "is_active", "weight"]


@transaction.atomic
def save(
    before: Question | None,
    *,
    question: str,
    answer: str,
    published_on: date,
    is_active: bool,
    weight: int,
    by: User,
    slug: str = "",
) -> Question:
    """Add a question (`before` is None) or change it. Without a slug the address is made of the question.

    Raises DomainError if another own question has this address; a shared one may have it and is then replaced.
    """
    after = Question(pk=before.pk if before else None, question=question.strip(), answer=answer, weight=weight)
    after.published_on, after.is_active = published_on, is_active
    after.slug = slug or address_of(question) or "vopros"
    if Question.objects.filter(slug=after.slug).exclude(pk=after.pk).exists():
        raise DomainError("Этот адрес уже у другого вашего вопроса: измените адрес.", field="slug")
    after.save()
    action = "pages.change_question" if before else "pages.add_question"
    record(action=action, obj=after, by=by, changes=differences(before, after, _SHOWN))
    return after


@transaction.atomic
def delete(question: Question, *, by: User) -> None:
    """Take a question away for good; the journal keeps what it said."""
    record(
        action="pages.delete_question",
        obj=question,
        by=by,
        changes={name: [getattr(question, name), None] for name in _SHOWN},
    )
    question.delete()
