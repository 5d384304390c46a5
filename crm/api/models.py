from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Lower
from django.utils import timezone

LONGEST = timedelta(days=3 * 366)


class Token(models.Model):
    """A key by which a program works for an employee. Never deleted: the journal points to it.

    The key itself is shown once and kept nowhere. `digest` is its SHA-256: 256 random bits need no slow hash, and a
    search by digest takes as long for a wrong key as for a right one. `only` narrows it to some actions; None: all
    that the person may do through programs, as it changes.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="за кого работает"
    )
    name = models.CharField("название", max_length=60)
    prefix = models.CharField("начало ключа", max_length=12)
    digest = models.CharField(max_length=64, unique=True)
    only = ArrayField(models.CharField(max_length=80), null=True, blank=True, verbose_name="только действия")
    created_at = models.DateTimeField("выпущен", default=timezone.now)
    expires_at = models.DateTimeField("действует до")
    last_used_at = models.DateTimeField("последний запрос", null=True, blank=True)
    last_address = models.GenericIPAddressField("откуда", null=True, blank=True)
    revoked_at = models.DateTimeField("отозван", null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="кто отозвал",
    )

    class Meta:
        verbose_name = "ключ API"
        verbose_name_plural = "ключи API"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                "user",
                Lower("name"),
                condition=Q(revoked_at=None),
                name="one_key_of_a_name",
                violation_error_message="Ключ с таким названием у вас уже есть. Назовите иначе или отзовите тот.",
            ),
            models.CheckConstraint(condition=~Q(name=""), name="key_has_name"),
            models.CheckConstraint(
                condition=Q(expires_at__lte=F("created_at") + Value(LONGEST)), name="key_lives_three_years_at_most"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"

    def works_at(self, moment: datetime) -> bool:
        """Not revoked, not expired, and the person works here."""
        return self.revoked_at is None and moment < self.expires_at and self.user.is_active

    @property
    def works(self) -> bool:
        return self.works_at(timezone.now())


class Reading(models.Model):
    """How much personal data a key has taken in a day by one operation. 152-ФЗ: the company can tell to whom it went.

    The journal cannot hold it, as it never changes an entry: it gets an entry at the first call of a day, and one with
    the totals when the day is over (`closed`).
    """

    token = models.ForeignKey(Token, on_delete=models.PROTECT, related_name="readings")
    operation = models.CharField("что", max_length=40)
    day = models.DateField("день")
    calls = models.PositiveIntegerField("запросов", default=0)
    rows = models.PositiveBigIntegerField("строк", default=0)
    closed = models.BooleanField("итог в журнале", default=False)

    class Meta:
        verbose_name = "чтение программой"
        verbose_name_plural = "чтения программами"
        constraints = [models.UniqueConstraint(fields=["token", "operation", "day"], name="one_reading_a_day")]
        indexes = [models.Index(fields=["day"], condition=Q(closed=False), name="readings_to_close")]

    def __str__(self) -> str:
        return f"{self.token}: {self.operation}, {self.day:%d.%m.%Y}"
