from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from notifications.enums import Refusal
from tenants.domain.own_domains import as_people_write
from tenants.enums import DnsAnswer
from tenants.models import Tenant
from tenants.secrets import Secret, SecretField


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


class MailDomain(models.Model):
    """The address from which a company wants its letters to go, and the keys that sign them for its domain.

    Nothing before DNS shows the public half of `key`: several companies may name a domain, one can have proved it. A
    key that is to follow waits in `next_key` until DNS shows it too. `seen` is what a look found, for screens.
    """

    tenant = models.OneToOneField(Tenant, on_delete=models.CASCADE, related_name="+")
    mailbox = models.CharField("до знака @", max_length=64)
    host = models.CharField("домен", max_length=253)
    selector = models.CharField(max_length=63)
    key = SecretField()
    next_selector = models.CharField(max_length=63, blank=True)
    next_key = SecretField(blank=True, default=Secret)
    former_selector = models.CharField(max_length=63, blank=True)
    asked_at = models.DateTimeField("ждём DNS с")
    checked_at = models.DateTimeField("проверен", null=True, editable=False)
    answer = models.CharField("что ответил DNS", max_length=8, choices=DnsAnswer, blank=True)
    seen = models.JSONField("что видно в DNS", default=dict, editable=False)
    proved_at = models.DateTimeField("подтверждён", null=True, editable=False)
    lost_at = models.DateTimeField("запись пропала", null=True, editable=False)

    class Meta:
        verbose_name = "домен почты"
        verbose_name_plural = "домены почты"
        constraints = [
            models.UniqueConstraint(
                fields=["host"], condition=Q(proved_at__isnull=False), name="a_mail_domain_is_proved_by_one_tenant"
            ),
            models.CheckConstraint(
                condition=Q(proved_at__isnull=True) | Q(lost_at__isnull=True), name="mail_domain_is_proved_or_lost"
            ),
            models.CheckConstraint(condition=Q(host=Lower("host")), name="mail_domain_in_lower_case"),
            models.CheckConstraint(
                condition=Q(next_selector="", next_key="") | ~(Q(next_selector="") | Q(next_key="")),
                name="next_mail_key_has_its_selector",
            ),
        ]
        indexes = [models.Index(fields=["checked_at"], name="mail_domains_by_check")]

    def __str__(self) -> str:
        return self.shown

    @property
    def address(self) -> str:
        """As it stands in letters: the domain in ASCII."""
        return f"{self.mailbox}@{self.host}"

    @property
    def shown(self) -> str:
        """As people write it."""
        return f"{self.mailbox}@{as_people_write(self.host)}"
