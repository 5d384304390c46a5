"""What people read of notices in the company's archive."""

from crm.notices.models import Delivery, Notice, Wording
from tenants.archive.registry import Sheet
from tenants.archive.registry import register as register_in_archive

NOTICES = Sheet(
    title="Уведомления",
    order=83,
    rows=lambda _: Notice.objects.order_by("pk"),
    columns={
        "id": "номер", "created_at": "", "kind": "", "subject": "", "text": "", "short": "", "file_name": "", "to": "",
        "account__number": "", "debt_over": "", "period": "", "state": "", "send_at": "", "done_at": "",
        "by__email": "кто отправил", "event": "", "about": "", "with_sms": "",
        "tells_refusal": "",
    },
)  # fmt: skip
DELIVERIES = Sheet(
    title="Получатели уведомлений",
    order=84,
    rows=lambda _: Delivery.objects.order_by("pk"),
    columns={
        "notice_id": "уведомление №", "person__last_name": "", "person__first_name": "", "person__patronymic": "",
        "account__number": "", "channel": "", "address": "", "state": "", "state_at": "", "read_at": "",
        "reason": "", "is_nowhere": "",
    },
)  # fmt: skip
WORDINGS = Sheet(
    title="Тексты уведомлений",
    order=85,
    rows=lambda _: Wording.objects.order_by("event"),
    columns={
        "event": "", "subject": "", "text": "", "short": "", "with_sms": "", "changed_at": "",
        "changed_by__email": "кто изменил",
    },
)  # fmt: skip


def register() -> None:
    """Add the sheets to archives."""
    register_in_archive(NOTICES, DELIVERIES, WORDINGS)
