from smtplib import SMTPException
from typing import Any

from celery import shared_task


@shared_task(name="notifications.send_letter", title="Отправка письма", bind=True, max_retries=8)
def send_letter(self: Any, letter_id: int) -> None:
    """Send one letter; on failure try again after 1, 2, 4 … minutes."""
    from notifications.domain import letters  # noqa: PLC0415  leaf: tasks are named by domain code

    try:
        letters.send(letter_id)
    except (OSError, SMTPException) as error:
        final = self.request.retries >= self.max_retries
        letters.note_failure(letter_id, error=str(error), final=final)
        if not final:
            raise self.retry(exc=error, countdown=60 * 2**self.request.retries) from error
