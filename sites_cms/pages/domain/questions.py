"""The company's own questions."""

from datetime import date

from django.db import transaction
from django.db.models import F

from crm.journal.domain.entries import differences, record
from identity.models import User
from questions.domain import questions as shared_ones
from questions.models import SharedQuestion
from sites_cms.pages.domain import old_addresses, queries
from sites_cms.pages.models import Question, QuestionRating
from tenants.errors import DomainError
from tenants.latin import address_of

_SHOWN = ["question", "slug", "answer", "published_on", "is_active", "weight", "category", "hides_shared"]


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
    category: str = "",
    slug: str = "",
) -> Question:
    """Add a question (`before` is None) or change it. Without a slug the address is made of the question.

    One that hid a shared question and is shown from now on answers in its place.

    Raises DomainError if another own question has this address; a shared one may have it and is then replaced.
    """
    after = Question(pk=before.pk if before else None, question=question.strip(), answer=answer, weight=weight)
    after.published_on, after.is_active, after.category = published_on, is_active, category
    after.hides_shared = bool(before and before.hides_shared and not is_active)
    after.slug = slug or address_of(question) or "vopros"
    if Question.objects.filter(slug=after.slug).exclude(pk=after.pk).exists():
        raise DomainError("Этот адрес уже у другого вашего вопроса: измените адрес.", field="slug")
    after.save()
    if before and before.slug != after.slug:
        old_addresses.moved_route(queries.faq_page(), old=before.slug, new=after.slug)
    action = "pages.change_question" if before else "pages.add_question"
    record(action=action, obj=after, by=by, changes=differences(before, after, _SHOWN))
    return after


@transaction.atomic
def hide_shared(slug: str, *, by: User) -> Question:
    """Take a shared question off this company's site. An own answer in its place is kept, and not shown either.

    Raises DomainError if there is no such shared question.
    """
    shared = _shared(slug)
    own = Question.objects.select_for_update().filter(slug=slug).first()
    before = own and Question.objects.get(pk=own.pk)
    own = own or Question(
        question=shared.question, slug=slug, answer=shared.answer, category=shared.category, weight=shared.weight
    )
    own.is_active, own.hides_shared = False, True
    own.save()
    record(action="pages.hide_shared_question", obj=own, by=by, changes=differences(before, own, _SHOWN))
    return own


@transaction.atomic
def show_shared(slug: str, *, by: User) -> None:
    """Put a hidden shared question back. Raises DomainError if it is not hidden."""
    own = Question.objects.select_for_update().filter(slug=slug, hides_shared=True).first()
    if own is None:
        raise DomainError("Этот вопрос и так на сайте.")
    before = Question.objects.get(pk=own.pk)
    own.hides_shared = False
    own.save()
    record(action="pages.show_shared_question", obj=own, by=by, changes=differences(before, own, _SHOWN))


@transaction.atomic
def answer_shared(slug: str, *, by: User) -> Question:
    """An own question in the place of a shared one, with its text to begin with; the one that is there already.

    It is not shown before it is saved as active. Raises DomainError if there is no such shared question.
    """
    shared = _shared(slug)
    own, is_new = Question.objects.get_or_create(
        slug=slug,
        defaults={
            "question": shared.question, "answer": shared.answer, "category": shared.category, "is_active": False,
            "weight": shared.weight,
        },
    )  # fmt: skip
    if is_new:
        record(action="pages.add_question", obj=own, by=by, changes=differences(None, own, _SHOWN))
    return own


def rate(slug: str, *, helped: bool) -> None:
    """Count what a visitor said of an answer. Raises DomainError if the site shows no such question."""
    if slug not in {entry.slug for entry in queries.questions()}:
        raise DomainError("Такого вопроса нет.")
    counter = "helped" if helped else "did_not_help"
    QuestionRating.objects.get_or_create(slug=slug)
    QuestionRating.objects.filter(slug=slug).update(**{counter: F(counter) + 1})


def _shared(slug: str) -> SharedQuestion:
    found = next((question for question in shared_ones.active() if question.slug == slug), None)
    if found is None:
        raise DomainError("Такого общего вопроса нет.")
    return found


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
