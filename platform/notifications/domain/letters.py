"""Putting letters into the outbox and sending them."""

from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.smtp import EmailBackend
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone

from notifications import tasks
from notifications.domain import returns, signing
from notifications.models import Letter
from tenants.connection import connection
from tenants.context import current_tenant, in_schema, on_platform
from watch import ids
from watch.providers import provider_call

# What a company writes to its residents is no business of operators, who read subjects: such a letter is listed under a
# neutral one, and goes out under this header's, which is wiped with the text.
OWN_SUBJECT = "Subject"
_NOT_IN_NAMES = str.maketrans("", "", '"\\\r\n')  # they would end the name in the header


@transaction.atomic
def put(message: EmailMultiAlternatives, *, mailing: str = "") -> Letter:
    """Keep a letter with the current transaction; with SMTP settings it is sent after the commit.

    `mailing` is the key of the mailing that it is of.
    """
    html = next((str(body) for body, kind in getattr(message, "alternatives", []) if kind == "text/html"), "")
    state = Letter.State.WAITING if settings.SMTP_URL else Letter.State.KEPT
    schema = connection.schema_name
    with in_schema("public"):
        letter = Letter.objects.create(
            state=state,
            schema_name=schema,
            sender=message.from_email,
            recipients=message.recipients(),
            subject=message.subject[:400],
            text=str(message.body),
            html=html,
            mailing=mailing,
            headers={str(name): str(value) for name, value in message.extra_headers.items()} | _id_of_click(),
        )
    if state == Letter.State.WAITING:
        transaction.on_commit(lambda: tasks.send_letter.delay(letter.pk))
    return letter


def _id_of_click() -> dict[str, str]:
    """The id goes out with the letter: the mail server's own log can then be asked for it."""
    return {ids.HEADER: ids.current_id()} if ids.current_id() else {}


def write(
    *, template: str, to: str, subject: str, context: dict[str, object], headers: dict[str, str] | None = None
) -> None:
    """Write one of our own letters from `themes/email/<template>.txt` and `.html`; `headers` besides the usual."""
    context = {"subject": subject, **context}
    text = render_to_string(f"email/{template}.txt", context)
    message = EmailMultiAlternatives(subject, text, sender(), to=[to], headers=headers)
    message.attach_alternative(render_to_string(f"email/{template}.html", context), "text/html")
    message.send()


def sender() -> str:
    """Who writes: the company that speaks, by its name, or Бурмистр itself. The address is ours.

    A company that has proved a domain of its own writes from there: decided when the letter goes out (`signing`). No
    Reply-To stands in for that: to an address which nobody has proved residents must not be led to answer.
    """
    if on_platform():
        return str(settings.DEFAULT_FROM_EMAIL)
    _, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return f'"{current_tenant().short_name.translate(_NOT_IN_NAMES)}" <{address}>'


def send(letter_id: int) -> None:
    """Send a waiting letter over SMTP and wipe its text. Does nothing with a letter that is not waiting.

    Raises OSError or SMTPException when the server refuses or is away; the task tries again.
    """
    with in_schema("public"), transaction.atomic():
        letter = (
            Letter.objects.select_for_update(skip_locked=True).filter(pk=letter_id, state=Letter.State.WAITING).first()
        )
        if letter is None:
            return
        smtp: dict[str, Any] = settings.SMTP
        server = EmailBackend(**smtp)
        subject = letter.headers.pop(OWN_SUBJECT, letter.subject)
        message = signing.Outgoing(
            subject, letter.text, returns.envelope_sender(letter), letter.recipients, connection=server,
            headers=returns.headers(letter),
        )  # fmt: skip
        if letter.html:
            message.attach_alternative(letter.html, "text/html")
        signing.seal(message, letter)
        with provider_call(provider="smtp", operation="send") as call:
            call.reference = str(letter.pk)
            message.send()
        letter.state, letter.sent_at, letter.text, letter.html = Letter.State.SENT, timezone.now(), "", ""
        letter.save(update_fields=["state", "sender", "sent_at", "text", "html", "headers"])


def note_failure(letter_id: int, *, error: str, final: bool) -> None:
    """Keep why a letter was not sent; after the last try it is «Не отправлено»."""
    with in_schema("public"):
        letter = Letter.objects.get(pk=letter_id)
        letter.tries += 1
        letter.error = error[:1000]
        if final:
            letter.state = Letter.State.FAILED
        letter.save(update_fields=["tries", "error", "state"])
