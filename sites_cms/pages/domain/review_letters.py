"""Letters of the approval of news: to those who approve, and back to the one who wrote."""

from wagtail.models import TaskState, WorkflowState

from crm.company.domain.own_notices import who_wants
from crm.rights.domain.access import APPROVES_NEWS
from crm.rights.domain.people import who_may
from identity.channels import Channel
from identity.models import User
from notifications.domain import letters
from notifications.kinds import By
from sites_cms.pages.domain.moderation import word_of
from sites_cms.pages.notices import NEWS_ANSWERED, NEWS_WAITS
from tenants.context import base_url, current_tenant


def tell_of_waiting(state: TaskState, *, by: User | None) -> None:
    """A letter to each who approves news and has not switched it off, but to the one who sent it."""
    title = str(state.revision.object_str)
    readers = [user for user in who_may(APPROVES_NEWS, channel=Channel.COMPUTER) if user != by]
    for user in who_wants(readers, NEWS_WAITS, by=By.EMAIL):
        _write(user, state.workflow_state, title, subject="Новость ждёт вашей проверки", answer="", by=by)


def tell_of_answer(state: WorkflowState, *, came_out: bool, by: User | None) -> None:
    """A letter to the one who sent the news, unless that was the same person."""
    author = state.requested_by
    if author is None or author == by or not author.is_active:
        return
    title = str(state.current_task_state.revision.object_str)
    subject = "Ваша новость вышла" if came_out else "Новость вернули с замечанием"
    for user in who_wants([author], NEWS_ANSWERED, by=By.EMAIL):
        _write(user, state, title, subject=subject, answer="out" if came_out else "back", by=by)


def _write(user: User, state: WorkflowState, title: str, *, subject: str, answer: str, by: User | None) -> None:
    tenant = current_tenant()
    context: dict[str, object] = {
        "person": user, "company": tenant.short_name, "title": title,
        "by": by, "answer": answer, "word": word_of(state) if answer else "",
        "page": f"{base_url(tenant)}/crm/pages/{state.object_id}/edit/",
    }  # fmt: skip
    letters.write(template="news_review", to=user.email, subject=subject, context=context)
