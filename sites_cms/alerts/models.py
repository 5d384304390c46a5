from hashlib import sha256

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.text import Truncator

from crm.accounting.models import House
from crm.dispatch.models import Outage
from sites_cms.alerts.enums import AlertKind


class Alert(models.Model):
    """A few words above the pages of the site. Never deleted: what people were told is asked afterwards.

    One for houses whose houses are all gone is shown to nobody: that is what `for_all` is for. One about an outage is
    shown no longer than the outage goes on.
    """

    kind = models.PositiveSmallIntegerField("вид", choices=AlertKind, default=AlertKind.NOTICE)
    text = models.CharField("текст", max_length=300)
    link = models.CharField("ссылка", max_length=300, blank=True)
    for_all = models.BooleanField("для всех домов", default=True)
    houses = models.ManyToManyField(House, related_name="alerts", blank=True, verbose_name="дома")
    outage = models.ForeignKey(
        Outage, on_delete=models.PROTECT, null=True, blank=True, related_name="alerts", verbose_name="отключение"
    )
    starts_at = models.DateTimeField("висит с")
    ends_at = models.DateTimeField("висит до", null=True, blank=True)
    withdrawn_at = models.DateTimeField("снято", null=True, blank=True)
    created_at = models.DateTimeField("заведено", auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False,
        verbose_name="кто вывесил",
    )  # fmt: skip

    class Meta:
        verbose_name = "объявление"
        verbose_name_plural = "объявления"
        ordering = ["-starts_at", "-pk"]
        indexes = [models.Index(fields=["ends_at"], condition=Q(withdrawn_at=None), name="alerts_that_hang")]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="alert_says_something"),
            models.CheckConstraint(
                condition=Q(link="") | Q(link__regex=r"^(https?://|/([^/\\]|$))"), name="alert_links_to_a_page"
            ),
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gt=F("starts_at")),
                name="alert_ends_after_it_begins",
                violation_error_message="Объявление не может кончиться раньше, чем начнётся.",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="beginning_stays", fields=["created_at", "created_by"]),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {Truncator(self.text).chars(40)}"

    @property
    def token(self) -> str:
        """What a visitor who puts it away remembers: with another text it is another one and shows again."""
        return sha256(f"{self.kind}|{self.text}|{self.link}".encode()).hexdigest()[:12]

    @property
    def tone(self) -> str:
        """The class that colours it."""
        return AlertKind(self.kind).name.lower()
