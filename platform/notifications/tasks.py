from smtplib import SMTPException
from typing import Any

from celery import shared_task


@shared_task(name="notifications.send_letter", title="Отправка письма", bind=True, max_retries=8)
def send_letter(self: Any, letter_id: int) -> None:
    """Send one letter; on failure try again after 1, 2, 4 … minutes, unless it was refused for good."""
    from notifications.domain import letters, returns  # noqa: PLC0415  leaf: tasks are named by domain code

    try:
        letters.send(letter_id)
    except (OSError, SMTPException) as error:
        if refused := returns.refused_in(error):
            returns.note_refused(letter_id, refused)
            return
        final = self.request.retries >= self.max_retries
        letters.note_failure(letter_id, error=str(error), final=final)
        if not final:
            raise self.retry(exc=error, countdown=60 * 2**self.request.retries) from error


@shared_task(name="notifications.tell_of_refusal", title="Письмо не принято: сообщить компании")
def tell_of_refusal(letter_id: int, place: int, why: str) -> None:
    """In the company whose letter it was: note at its recipient that the letter does not arrive."""
    from notifications.domain import returns  # noqa: PLC0415  leaf: tasks are named by domain code

    returns.tell(letter_id, place, why)


@shared_task(name="notifications.read_returns", title="Вернувшиеся письма")
def read_returns() -> None:
    """Called by beat: what mail servers sent back to the mailbox of BOUNCES_URL."""
    from notifications.domain import bounce_box  # noqa: PLC0415  leaf: tasks are named by domain code

    bounce_box.read()
