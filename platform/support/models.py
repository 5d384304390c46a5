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
