"""Django's mail backend of the project: all letters, Wagtail's and Django's own too, go through the outbox."""

from collections.abc import Sequence
from typing import Any

from django.core.mail.backends.base import BaseEmailBackend

from notifications.domain import letters


class OutboxBackend(BaseEmailBackend):
    def send_messages(self, email_messages: Sequence[Any]) -> int:
        for message in email_messages:
            letters.put(message)
        return len(email_messages)
