from django.db import models

from notifications.enums import Refusal


class Letter(models.Model):
    """An e-mail on its way out, or kept for the operator where no SMTP server is set.

    `mailing` is the key of the mailing that it is of (`channels.Mailing`), `refusal` why it was not taken for good.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Ждёт отправки"
        KEPT = "kept", "Хранится здесь: SMTP не настроен"
        SENT = "sent", "Отправлено"
        FAILED = "failed", "Не отправлено"
        RETURNED = "returned", "Вернулось"

    state = models.CharField("состояние", max_length=8, choices=State.choices)
    schema_name = models.CharField("от кого", max_length=63)
    sender = models.CharField("отправитель", max_length=320)
    recipients = models.JSONField("получатели", default=list)
    subject = models.CharField("тема", max_length=400)
    text = models.TextField("текст", blank=True)
    html = models.TextField("HTML", blank=True)
    headers = models.JSONField(default=dict)
    error = models.TextField("ошибка", blank=True)
    mailing = models.CharField(max_length=80, blank=True, default="", db_default="", editable=False)
    refusal = models.CharField(
        "почему не принято", max_length=6, choices=Refusal, blank=True, default="", db_default=""
    )
    tries = models.PositiveSmallIntegerField("попыток", default=0)
    created_at = models.DateTimeField("создано", auto_now_add=True)
    sent_at = models.DateTimeField("отправлено", null=True, blank=True)

    class Meta:
        verbose_name = "письмо"
        verbose_name_plural = "письма"
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.subject
