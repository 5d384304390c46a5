from django.db import models
from django.db.models import Q


class State(models.TextChoices):
    """Where a push is."""

    WAITING = "waiting", "Ждёт отправки"
    SENT = "sent", "Сервис push принял"
    FAILED = "failed", "Не отправлено"
    CANCELLED = "stopped", "Остановлено"


class Push(models.Model):
    """One push to one device. `address` is whose device it is, `device` its number, both in the company's own books.

    While it waits, `next_at` is when it may be tried: a worker that takes it moves it some minutes ahead, so that one
    that dies leaves it to the next. `payload` is wiped once there is nothing to send any more.
    """

    schema_name = models.CharField("компания", max_length=63)
    key = models.CharField("о чём", max_length=80)
    address = models.CharField("кому", max_length=40)
    device = models.BigIntegerField("устройство")
    payload = models.JSONField("текст", default=dict)
    is_urgent = models.BooleanField("срочное", default=False)
    state = models.CharField("состояние", max_length=8, choices=State, default=State.WAITING)
    told = models.CharField("что сказал сервис", max_length=200, blank=True)
    tries = models.PositiveSmallIntegerField("попыток", default=0)
    next_at = models.DateTimeField("когда отправить")
    created_at = models.DateTimeField("создано")
    state_at = models.DateTimeField("с какого времени")
    received_at = models.DateTimeField("показано", null=True)
    read_at = models.DateTimeField("открыто", null=True)

    class Meta:
        verbose_name = "push-уведомление"
        verbose_name_plural = "push-уведомления"
        constraints = [models.UniqueConstraint(fields=["schema_name", "key", "device"], name="push_once")]
        indexes = [
            models.Index(fields=["schema_name", "next_at"], condition=Q(state=State.WAITING), name="push_waiting"),
            models.Index(fields=["created_at"], name="push_by_age"),
        ]

    def __str__(self) -> str:
        return f"{self.key} → {self.address}"
