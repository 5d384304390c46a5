import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q


class FileAsk(models.Model):
    """«Помогите загрузить»: a company asks the operators to look at a file that will not load.

    The file stays in the company's schema and storage. This row says where it lies; while it waits, and no longer, an
    operator may open it. Who asked is kept as the number of a row in the company's schema.
    """

    tenant = models.ForeignKey("tenants.Tenant", models.CASCADE, related_name="+", verbose_name="кто просит")
    run_id = models.BigIntegerField("номер загрузки в компании", editable=False)
    asked_by_id = models.BigIntegerField("номер сотрудника в компании", editable=False)
    what = models.CharField("что загружают", max_length=100)
    file_name = models.CharField("файл", max_length=200)
    message = models.TextField("что не получается", blank=True)
    created_at = models.DateTimeField("попросили", auto_now_add=True)
    closed_at = models.DateTimeField("закрыта", null=True, editable=False)
    answer = models.TextField("ответ", blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name="кто ответил",
    )

    class Meta:
        verbose_name = "просьба помочь с файлом"
        verbose_name_plural = "просьбы помочь с файлами"
        ordering = ["-id"]
        indexes = [models.Index(fields=["-id"], condition=Q(closed_at=None), name="support_file_asks_waiting")]
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "run_id"], condition=Q(closed_at=None), name="support_one_ask_of_a_file"
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_by=None)
                | Q(~Q(answer=""), answered_by__isnull=False, closed_at__isnull=False),
                name="support_answered_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def is_waiting(self) -> bool:
        """True while the company waits for an answer, and an operator may open the file."""
        return self.closed_at is None

    @property
    def state(self) -> str:
        """In words, for a list."""
        if self.is_waiting:
            return "Ждёт ответа"
        return "Ответили" if self.answer else "Больше не нужно"


class Visit(models.Model):
    """An operator was in a company as one of its employees: who, as whom, why, from when to when. Never deleted.

    `person` is the number of a row in the company's schema. Without `entered_at` the operator asked and did not go.
    """

    tenant = models.ForeignKey("tenants.Tenant", models.PROTECT, related_name="+", verbose_name="компания")
    operator = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False, verbose_name="оператор"
    )
    operator_name = models.CharField("имя оператора", max_length=200)
    person = models.BigIntegerField("номер сотрудника в компании", editable=False)
    person_name = models.CharField("как кто", max_length=300)
    reason = models.CharField("зачем", max_length=300)
    asked_at = models.DateTimeField("попросил", auto_now_add=True)
    entered_at = models.DateTimeField("вошёл", null=True, editable=False)
    ends_at = models.DateTimeField("до", null=True, editable=False)
    ended_at = models.DateTimeField("вышел", null=True, editable=False)

    class Meta:
        verbose_name = "вход оператора"
        verbose_name_plural = "входы операторов"
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["ends_at"], condition=Q(ended_at=None), name="support_visits_going_on"),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="support_visit_has_a_reason"),
            models.CheckConstraint(
                condition=Q(entered_at=None, ends_at=None, ended_at=None)
                | Q(entered_at__isnull=False, ends_at__isnull=False),
                name="support_visit_ends",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="visit_is_kept", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(
                name="visit_says_who",
                fields=["tenant", "operator", "operator_name", "person", "person_name", "reason", "asked_at"],
            ),
            pgtrigger.Trigger(
                name="visit_begins_once", when=pgtrigger.Before, operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__entered_at__isnull=False)
                & (pgtrigger.Q(new__entered_at__df=pgtrigger.F("old__entered_at"))
                   | pgtrigger.Q(new__ends_at__df=pgtrigger.F("old__ends_at"))),
                func="RAISE EXCEPTION 'A visit begins once' USING ERRCODE = 'check_violation';",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.operator_name} как {self.person_name}"
