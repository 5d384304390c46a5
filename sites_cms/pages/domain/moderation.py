"""News that come out after somebody has looked at them: Wagtail's workflow, switched on and off.

While it is on, editors without the right send their news for approval, whatever screen they use: the pages themselves
say who may publish them (`pages.permissions`). Off, everybody who edits publishes.
"""

from django.apps import apps
from django.db import transaction
from django.db.models import QuerySet
from wagtail.models import GroupApprovalTask, Page, TaskState, Workflow, WorkflowPage, WorkflowState, WorkflowTask

from crm.journal.domain.entries import record
from crm.rights.domain.access import APPROVES_NEWS, NEWS_APPROVERS, sync_group
from identity.may import may
from identity.models import User
from sites_cms.appearance.models import Appearance

NAME = "Проверка новостей"  # of the workflow and of its only task
MOST = 500  # that wait at once


def may_publish(user: User) -> bool:
    """The person's news come out without anybody's approval. Asked for each row of a list, found out once a request."""
    kept: bool | None = getattr(user, "_publishes_news", None)
    if kept is None:
        kept = may(user, APPROVES_NEWS) or not Appearance.load().checks_news
        user._publishes_news = kept  # type: ignore[attr-defined]  # kept on the object
    return kept


def waiting() -> QuerySet[WorkflowState]:
    """News that wait for approval, the one that has waited longest first."""
    states: QuerySet[WorkflowState] = WorkflowState.objects.filter(
        workflow__name=NAME, status=WorkflowState.STATUS_IN_PROGRESS
    )
    return states.order_by("created_at")[:MOST]


def waiting_pages() -> list[int]:
    """Numbers of the pages that wait; one query."""
    return [int(number) for number in waiting().values_list("object_id", flat=True)]


@transaction.atomic
def switch(*, on: bool, by: User | None) -> None:
    """Let news come out after approval, or at once. Switched off, what waits becomes a draft again."""
    Appearance.load()  # makes the row
    appearance = Appearance.objects.select_for_update().get()
    if appearance.checks_news == on:
        return
    appearance.checks_news = on
    appearance.save()  # whole: the memory of pages forgets by this signal
    if on:
        _assign(apps.get_model("pages.NewsIndexPage").objects.get())
    else:
        _release(by)
    record(action="pages.change_moderation", obj=appearance, by=by, changes={"checks_news": [not on, on]})


def _assign(index: Page) -> None:
    task, _ = GroupApprovalTask.objects.get_or_create(name=NAME)
    task.groups.set([sync_group(NEWS_APPROVERS)])
    workflow, _ = Workflow.objects.get_or_create(name=NAME)
    WorkflowTask.objects.get_or_create(workflow=workflow, task=task.task_ptr, defaults={"sort_order": 0})
    WorkflowPage.objects.update_or_create(page=index.page_ptr, defaults={"workflow": workflow})


def _release(by: User | None) -> None:
    for state in WorkflowState.objects.active().filter(workflow__name=NAME)[:MOST]:
        state.cancel(user=by)
    WorkflowPage.objects.filter(workflow__name=NAME).delete()


def returned_with(page: Page) -> str:
    """The words with which the page came back and that nobody has answered yet; empty if it did not come back."""
    state = page.current_workflow_state
    if state is None or state.status != WorkflowState.STATUS_NEEDS_CHANGES:
        return ""
    return word_of(state) or "без замечания. Спросите, что поправить"


def word_of(state: WorkflowState | TaskState) -> str:
    """What the one who looked has written beside the decision."""
    task_state = state.current_task_state if isinstance(state, WorkflowState) else state
    return str(task_state.comment).strip() if task_state else ""
