"""The buttons below Wagtail's editor, in our order and in our words where news are approved."""

from typing import Any

from django.http import HttpRequest
from wagtail.admin.action_menu import ActionMenuItem, CancelWorkflowMenuItem, SubmitForModerationMenuItem

from sites_cms.pages.domain import moderation

_FIRST = ["approve", "action-publish", "action-submit"]
# «Approve with comment» says nothing that the letter back does not; a workflow of one step is not begun anew.
_NOT_NEEDED = {"action-restart-workflow"}


class SubmitToApproval(SubmitForModerationMenuItem):
    """«На проверку», for who may not publish."""

    label = "На проверку"

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(parent_context)
        page = context.get("page")
        state = page.current_workflow_state if page else None
        again = state is not None and state.status == state.STATUS_NEEDS_CHANGES
        return context | {"label": "Снова на проверку" if again else self.label}


class TakeBack(CancelWorkflowMenuItem):
    """What was sent for approval becomes a draft again."""

    label = "Отозвать с проверки"


def arrange(items: list[ActionMenuItem], request: HttpRequest) -> None:
    """What lets residents see the page comes first; one way of approving, in plain words."""
    approves = any(item.name == "approve" for item in items)
    items[:] = [_ours(item) for item in items if _is_needed(item, approves=approves, request=request)]
    items.sort(key=lambda item: _FIRST.index(item.name) if item.name in _FIRST else len(_FIRST))


def _is_needed(item: ActionMenuItem, *, approves: bool, request: HttpRequest) -> bool:
    if item.name in _NOT_NEEDED or (item.name == "approve" and item.launch_modal):
        return False
    if item.name == "action-publish":
        return not approves
    return item.name != "action-submit" or not moderation.may_publish(request.user)  # type: ignore[arg-type]  # staff


def _ours(item: ActionMenuItem) -> ActionMenuItem:
    if item.name == "action-submit":
        return SubmitToApproval(order=item.order)
    if item.name == "action-cancel-workflow":
        return TakeBack(order=item.order)
    if item.name == "approve":
        item.label = "Одобрить и опубликовать"
    if item.name == "reject":
        item.label = "Вернуть с замечанием"
    return item
