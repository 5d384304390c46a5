"""Mailings by e-mail: letters in the outbox, each with the link by which one refuses (RFC 8058)."""

from collections.abc import Collection, Mapping, Sequence

from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string

from notifications.channels import Fate, Mailing, Parcel, Way
from notifications.domain import letters
from notifications.enums import Refusal
from notifications.models import Letter
from tenants.context import current_tenant, in_schema

_FATES = {
    Letter.State.WAITING: (Fate.ON_ITS_WAY, ""),
    Letter.State.KEPT: (Fate.ON_ITS_WAY, "Почтовый сервер не настроен: письмо хранится у Бурмистра."),
    Letter.State.SENT: (Fate.SENT, ""),
    Letter.State.FAILED: (Fate.FAILED, "Почтовый сервер не принял письмо."),
    Letter.State.RETURNED: (Fate.FAILED, "Письмо вернулось."),
}


class ByEmail:
    """A letter for each address."""

    way = Way.EMAIL
    at_once = 100

    def hand_over(self, mailing: Mailing, parcels: Sequence[Parcel]) -> Mapping[int, int | None]:
        """Put the letters into the outbox with the caller's transaction."""
        company, sender = current_tenant().short_name, letters.sender()
        context = {
            "subject": mailing.subject, "text": mailing.text, "company": company, "phone": mailing.phone,
            "url": mailing.url, "button": mailing.button,
        }  # fmt: skip
        taken: dict[int, int | None] = {}
        for parcel in parcels:
            told = {
                **context,
                "name": parcel.name,
                "leave": parcel.leave_url,
                "feed": parcel.feed_url,
                "file": parcel.file_url,
            }
            message = EmailMultiAlternatives(
                mailing.reference, render_to_string("email/notice.txt", told), sender, to=[parcel.address],
                headers={letters.OWN_SUBJECT: mailing.subject, **_refusing(parcel.leave_url)},
            )  # fmt: skip
            message.attach_alternative(render_to_string("email/notice.html", told), "text/html")
            taken[parcel.id] = letters.put(message, mailing=mailing.key).pk
        return taken

    def fates(
        self, mailing_key: str, handed: Collection[tuple[int, str, int | None]]
    ) -> Mapping[int, tuple[Fate, str]]:
        """By the state of the letters; one query."""
        by_letter = {letter: parcel for parcel, _, letter in handed if letter}
        with in_schema("public"):
            states = list(Letter.objects.filter(pk__in=by_letter).values_list("pk", "state", "refusal"))
        return {by_letter[pk]: _fate(state, refusal) for pk, state, refusal in states}

    def call_back(self, mailing_key: str) -> int:
        """A letter in the outbox is on its way within seconds: none comes back."""
        return 0


def _fate(state: str, refusal: str) -> tuple[Fate, str]:
    if not refusal:
        return _FATES[Letter.State(state)]
    return Fate.NOWHERE if refusal == Refusal.NO_MAILBOX else Fate.FAILED, f"{Refusal(refusal).label}."


def _refusing(url: str) -> dict[str, str]:
    if not url:
        return {}
    return {"List-Unsubscribe": f"<{url}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
