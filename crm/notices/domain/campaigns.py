"""Writing a notice, stopping it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from crm.journal.domain.entries import record
from crm.notices import acts, links, tasks
from crm.notices.domain.audience import Whom
from crm.notices.enums import DeliveryState, Kind, State
from crm.notices.models import LONGEST_SHORT, LONGEST_SUBJECT, LONGEST_TEXT, Delivery, Notice
from files.domain.kinds import check_kind
from files.forms import DOCUMENTS, refuse_larger
from identity.models import User
from notifications.channels import channel_of, connected
from sms.domain.texts import MOST_SEGMENTS, measure, with_refusal
from tenants.errors import DomainError

MOST_BYTES = 10 * 2**20


@dataclass(frozen=True)
class Said:
    """What is told. `short` goes by SMS in the place of the text; `send_at` None is now, `expires_at` None never;
    `tells_refusal`: an SMS of an ordinary notice ends with the link by which one refuses."""

    subject: str
    text: str
    short: str = ""
    kind: Kind = Kind.ORDINARY
    send_at: datetime | None = None
    expires_at: datetime | None = None
    file: UploadedFile | None = None
    tells_refusal: bool = False


@transaction.atomic
def create_notice(said: Said, whom: Whom, *, by: User) -> Notice:
    """Keep a notice and send it once this transaction is done, or at its time.

    Raises DomainError for a notice without words or addressees, one that would expire before it goes, whose text no SMS
    can carry, or with a file too large or of a wrong kind.
    """
    notice = _made(said, whom)
    notice.by = by
    if said.file:
        refuse_larger(said.file, MOST_BYTES)
        check_kind(said.file, name=said.file.name or "", allowed=DOCUMENTS)
        notice.file_name = (said.file.name or "файл")[-200:]
        notice.file.save(f"notices/{said.file.name}", said.file, save=False)
    notice.save()
    changes: dict[str, list[Any]] = {
        "notice_to": [None, notice.get_to_display()], "notice_kind": [None, notice.get_kind_display()],
        "subject": [None, notice.subject], "send_at": [None, notice.send_at],
    }  # fmt: skip
    record(action=acts.CREATE_NOTICE, obj=notice, by=by, changes=changes)
    tasks.send_soon(notice)
    return notice


@transaction.atomic
def stop(notice: Notice, *, by: User) -> int:
    """Send nothing more of it; how many messages have not gone. SMS that no service has taken come back, with their
    money; letters in the outbox are gone.

    Raises DomainError if it is over.
    """
    notice = Notice.objects.select_for_update(of=("self",)).get(pk=notice.pk)
    if notice.state in (State.DONE, State.STOPPED):
        raise DomainError("Останавливать нечего: уведомление уже ушло или остановлено.")
    left = Delivery.objects.filter(notice=notice, state=DeliveryState.WAITING).update(
        state=DeliveryState.CANCELLED, state_at=timezone.now(), reason="Рассылку остановили."
    )
    left += sum(channel_of(way).call_back(notice.key) for way in connected())
    notice.state, notice.done_at, notice.trouble = State.STOPPED, timezone.now(), ""
    notice.save(update_fields=["state", "done_at", "trouble"])
    record(action=acts.STOP_NOTICE, obj=notice, by=by, changes={"notice_left": [None, left]})
    return left


def _made(said: Said, whom: Whom) -> Notice:
    subject, text, short = " ".join(said.subject.split()), said.text.strip(), said.short.strip()
    for field, value, most in (("subject", subject, LONGEST_SUBJECT), ("text", text, LONGEST_TEXT)):
        if not value:
            raise DomainError("Напишите, о чём уведомление." if field == "subject" else "Напишите текст.", field=field)
        if len(value) > most:
            raise DomainError(f"Не длиннее {most} знаков.", field=field)
    if len(short) > LONGEST_SHORT:
        raise DomainError(f"Не длиннее {LONGEST_SHORT} знаков.", field="short")
    whom.check()
    now = timezone.now()
    send_at = said.send_at or now
    if said.expires_at and said.expires_at <= max(send_at, now):
        raise DomainError("Срок кончается раньше, чем уведомление уйдёт.", field="expires_at")
    notice = Notice(
        kind=said.kind, subject=subject, text=text, short=short, to=whom.to, account=whom.account,
        places=[[spot.house.pk, spot.entrance, spot.riser] for spot in whom.spots], debt_over=whom.debt_over,
        send_at=send_at, expires_at=said.expires_at, created_at=now,
        tells_refusal=said.tells_refusal and said.kind == Kind.ORDINARY,
    )  # fmt: skip
    longest = with_refusal(notice.sms_text, links.longest_choice_url()) if notice.tells_refusal else notice.sms_text
    segments = measure(longest).segments
    if segments > MOST_SEGMENTS:
        raise DomainError(
            f"СМС получится из {segments} частей, а бывает не больше {MOST_SEGMENTS}: напишите для СМС коротко.",
            field="short",
        )
    return notice
