import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from crm.accounting.models import Account
from crm.dispatch.enums import Source
from crm.dispatch.models.requests import Request
from crm.people.models import Person


class Caller(models.Model):
    """Somebody's call («обращение») with a number of its own; the request's own number is that of its first call.

    Name and phone are as they were said: a stranger is written down too. `person` and `account` are known ones.
    """

    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="callers", verbose_name="заявка")
    number = models.PositiveIntegerField("номер обращения", unique=True)
    account = models.ForeignKey(
        Account, on_delete=models.PROTECT, null=True, blank=True, related_name="calls", verbose_name="лицевой счёт"
    )
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="calls", verbose_name="житель"
    )
    name = models.CharField("кто обратился", max_length=200, blank=True)
    phone = models.CharField("телефон", max_length=16, blank=True, db_collation="C")
    text = models.TextField("что сказал", max_length=4000, blank=True)
    source = models.CharField("как обратился", max_length=8, choices=Source)
    at = models.DateTimeField("когда", default=timezone.now, editable=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False,
        verbose_name="кто записал",
    )  # fmt: skip

    class Meta:
        verbose_name = "обращение"
        verbose_name_plural = "обращения"
        ordering = ["number"]
        indexes = [
            models.Index(fields=["phone"], condition=~Q(phone=""), name="call_by_phone"),
            models.Index(fields=["at"], name="call_by_time"),  # every poll of the desk asks for the last half an hour
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(phone="") | Q(phone__regex=r"^\+[1-9]\d{7,14}$"), name="call_phone_is_e164"
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="beginning_stays", fields=["number", "source", "at", "by"]),
        ]

    def __str__(self) -> str:
        return f"Обращение № {self.number}"
