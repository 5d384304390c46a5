"""What people read of requests in the company's archive."""

from crm.dispatch.models import (
    AssignmentRule,
    Caller,
    Handover,
    Message,
    Outage,
    OutageChange,
    OutagePlace,
    Photo,
    PriceItem,
    Request,
    RequestEvent,
    RequestExecutor,
    ShiftNote,
    TypeDeadline,
    WorkLine,
)
from tenants.archive.registry import Sheet
from tenants.archive.registry import register as register_in_archive

REQUESTS = Sheet(
    title="Заявки",
    order=41,
    rows=lambda _: Request.objects.order_by("number"),
    columns={
        "number": "", "created_at": "", "source": "", "house__city": "", "house__street": "", "house__number": "",
        "account__number": "", "place": "", "entrance": "", "text": "", "type__name": "тип заявки", "priority": "",
        "status": "", "is_paid": "", "price": "", "created_by__last_name": "кто создал",
        "responsible__user__last_name": "ответственный", "contractor__short_name": "подрядчик", "expected_at": "",
        "respond_by": "", "told_at": "", "localise_by": "", "localised_at": "", "due_at": "",
        "outage": "отключение №", "postponed_until": "", "postponed_because": "",
        "started_at": "", "finished_at": "", "returns": "", "rating": "", "rating_comment": "",
    },
)  # fmt: skip
CALLS = Sheet(
    title="Обращения",
    order=42,
    rows=lambda _: Caller.objects.order_by("number"),
    columns={
        "number": "", "request__number": "заявка №", "at": "", "source": "", "name": "", "phone": "",
        "account__number": "", "text": "", "by__last_name": "кто записал",
    },
)  # fmt: skip
HANDS = Sheet(
    title="Исполнители заявок",
    order=43,
    rows=lambda _: RequestExecutor.objects.order_by("pk"),
    columns={
        "request__number": "заявка №", "employee__user__last_name": "исполнитель", "assigned_at": "", "released_at": "",
    },
)  # fmt: skip
STEPS = Sheet(
    title="История заявок",
    order=44,
    rows=lambda _: RequestEvent.objects.order_by("pk"),
    columns={
        "at": "", "request__number": "заявка №", "deed": "", "by__last_name": "кто", "channel": "", "comment": "",
        "changes": "",
    },
)  # fmt: skip
DEADLINES = Sheet(
    title="Сроки заявок",
    order=45,
    rows=lambda _: TypeDeadline.objects.order_by("pk"),
    columns={
        "type__name": "тип заявки", "priority": "", "respond_minutes": "", "localise_minutes": "", "fix_minutes": "",
        "round_the_clock": "", "basis": "",
    },
)  # fmt: skip
RULES = Sheet(
    title="Правила назначения заявок",
    order=46,
    rows=lambda _: AssignmentRule.objects.order_by("pk"),
    columns={
        "type__name": "тип заявки", "house__street": "", "house__number": "",
        "responsible__user__last_name": "ответственный", "employee__user__last_name": "исполнитель",
        "contractor__short_name": "подрядчик",
    },
)  # fmt: skip
MESSAGES = Sheet(
    title="Сообщения о заявках",
    order=47,
    rows=lambda _: Message.objects.order_by("pk"),
    columns={
        "at": "", "request__number": "заявка №", "audience": "", "by__last_name": "кто написал",
        "caller__number": "обращение №", "text": "",
    },
)  # fmt: skip
PHOTOS = Sheet(
    title="Фото заявок",
    order=48,
    rows=lambda _: Photo.objects.order_by("pk"),
    columns={
        "request__number": "заявка №", "kind": "", "file": "", "by__last_name": "кто приложил", "at": "",
        "removed_at": "",
    },
)  # fmt: skip
PRICES = Sheet(
    title="Прейскурант",
    order=49,
    rows=lambda _: PriceItem.objects.order_by("pk"),
    columns={"name": "", "unit": "", "price": "", "is_active": ""},
)
WORK = Sheet(
    title="Работы и материалы заявок",
    order=50,
    rows=lambda _: WorkLine.objects.order_by("pk"),
    columns={"request__number": "заявка №", "name": "", "unit": "", "quantity": "", "price": "", "at": ""},
)
OUTAGES = Sheet(
    title="Отключения",
    order=51,
    rows=lambda _: Outage.objects.order_by("pk"),
    columns={
        "id": "№", "kind": "", "supply": "", "starts_at": "", "ends_at": "", "ended_at": "", "cancelled_at": "",
        "reason": "", "doing": "", "sentence": "", "created_at": "", "created_by__last_name": "кто завёл",
    },
)  # fmt: skip
OUTAGE_PLACES = Sheet(
    title="Места отключений",
    order=52,
    rows=lambda _: OutagePlace.objects.order_by("pk"),
    columns={"outage": "отключение №", "house__street": "", "house__number": "", "entrance": "", "riser": ""},
)
OUTAGE_CHANGES = Sheet(
    title="История отключений",
    order=53,
    rows=lambda _: OutageChange.objects.order_by("pk"),
    columns={"at": "", "outage": "отключение №", "by__last_name": "кто", "changes": ""},
)
SHIFT_NOTES = Sheet(
    title="Записи смен",
    order=54,
    rows=lambda _: ShiftNote.objects.order_by("pk"),
    columns={
        "at": "", "kind": "", "text": "", "request__number": "заявка №", "by__last_name": "кто записал", "done_at": "",
        "done_by__last_name": "кто сделал",
    },
)  # fmt: skip
HANDOVERS = Sheet(
    title="Передача смен",
    order=55,
    rows=lambda _: Handover.objects.order_by("pk"),
    columns={
        "handed_at": "", "handed_by__last_name": "сдал", "remark": "", "taken_at": "", "taken_by__last_name": "принял",
    },
)  # fmt: skip


def register() -> None:
    """Add the sheets to archives."""
    register_in_archive(
        REQUESTS, CALLS, HANDS, STEPS, DEADLINES, RULES, MESSAGES, PHOTOS, PRICES, WORK, OUTAGES, OUTAGE_PLACES,
        OUTAGE_CHANGES, SHIFT_NOTES, HANDOVERS,
    )  # fmt: skip
