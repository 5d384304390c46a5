from django.db import models


class Letter(models.Model):
    """An e-mail on its way out, or kept for the operator where no SMTP server is set."""

    class State(models.TextChoices):
        WAITING = "waiting", "Ждёт отправки"
        KEPT = "kept", "Хранится здесь: SMTP не настроен"
        SENT = "sent", "Отправлено"
        FAILED = "failed", "Не отправлено"

    state = models.CharField("состояние", max_length=8, choices=State.choices)
    schema_name = models.CharField("от кого", max_length=63)
    sender = models.CharField("отправитель", max_length=320)
    recipients = models.JSONField("получатели", default=list)
    subject = models.CharField("тема", max_length=400)
    text = models.TextField("текст", blank=True)
    html = models.TextField("HTML", blank=True)
    headers = models.JSONField(default=dict)
    error = models.TextField("ошибка", blank=True)
    tries = models.PositiveSmallIntegerField("попыток", default=0)
    created_at = models.DateTimeField("создано", auto_now_add=True)
    sent_at = models.DateTimeField("отправлено", null=True, blank=True)

    class Meta:
        verbose_name = "письмо"
        verbose_name_plural = "письма"
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.subject
