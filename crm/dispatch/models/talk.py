import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from crm.dispatch.enums import Audience
from crm.dispatch.models.callers import Caller
from crm.dispatch.models.requests import Request


class Message(models.Model):
    """A word about a request: a comment of the staff among themselves, or a line of the thread with the resident.

    A colleague's has `by`; a resident's has `caller`. Append-only.
    """

    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="messages", db_index=False)
    audience = models.CharField("кому видно", max_length=8, choices=Audience)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False,
        verbose_name="кто написал",
    )  # fmt: skip
    caller = models.ForeignKey(Caller, on_delete=models.PROTECT, null=True, related_name="messages", db_index=False)
    text = models.TextField("текст", max_length=2000)
    at = models.DateTimeField("когда", auto_now_add=True)

    class Meta:
        verbose_name = "сообщение о заявке"
        verbose_name_plural = "сообщения о заявках"
        ordering = ["pk"]
        indexes = [models.Index(fields=["request", "id"], name="words_about_a_request")]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="message_says_something"),
            models.CheckConstraint(
                condition=Q(by__isnull=False, caller=None)
                | Q(by=None, caller__isnull=False, audience=Audience.RESIDENT),
                name="message_of_one_person",
            ),
        ]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.request}: {self.text[:40]}"


class LastSeen(models.Model):
    """Up to which message of a request a colleague (or, without `user`, the resident) has read."""

    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="seen", db_index=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField("когда", auto_now=True)

    class Meta:
        verbose_name = "отметка о прочтении"
        verbose_name_plural = "отметки о прочтении"
        constraints = [
            models.UniqueConstraint(fields=["request", "user"], nulls_distinct=False, name="one_mark_of_a_reader")
        ]

    def __str__(self) -> str:
        return f"{self.request}: прочитано до {self.message_id}"
