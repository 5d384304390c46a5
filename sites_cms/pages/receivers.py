"""What Wagtail's workflow says of news goes out as our own letters; its own are not sent."""

from typing import Any

from wagtail.models import TaskState, WorkflowState
from wagtail.signals import task_submitted, workflow_approved, workflow_rejected, workflow_submitted

from identity.models import User
from sites_cms.pages.domain import review_letters

_OF_WAGTAIL = (
    (task_submitted, TaskState, "group_approval_task_submitted_email_notification"),
    (workflow_submitted, WorkflowState, "workflow_state_submitted_email_notification"),
    (workflow_rejected, WorkflowState, "workflow_state_rejected_email_notification"),
    (workflow_approved, WorkflowState, "workflow_state_approved_email_notification"),
)


def connect() -> None:
    """Listen from now on, in the place of Wagtail's letters."""
    for signal, sender, uid in _OF_WAGTAIL:
        signal.disconnect(sender=sender, dispatch_uid=uid)
    task_submitted.connect(_submitted, dispatch_uid="pages.news_waits")
    workflow_rejected.connect(_rejected, dispatch_uid="pages.news_came_back")
    workflow_approved.connect(_approved, dispatch_uid="pages.news_came_out")


def _submitted(instance: TaskState, user: User | None = None, **_: Any) -> None:
    review_letters.tell_of_waiting(instance, by=user)


def _rejected(instance: WorkflowState, user: User | None = None, **_: Any) -> None:
    review_letters.tell_of_answer(instance, came_out=False, by=user)


def _approved(instance: WorkflowState, user: User | None = None, **_: Any) -> None:
    review_letters.tell_of_answer(instance, came_out=True, by=user)
