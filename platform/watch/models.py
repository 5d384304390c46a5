from django.conf import settings
from django.db import models

from watch.enums import RunState
from watch.wording import span


class TaskRun(models.Model):
    """One run of a periodic task, of one that was started by hand, or of any that failed for good.

    Tasks that come in thousands leave no row while all is well. Retries of one message are one row.
    """

    task_id = models.CharField(max_length=64, unique=True, editable=False)
    name = models.CharField("задача", max_length=120)
    schema_name = models.CharField("для кого", max_length=63)
    # Tasks take numbers of rows, so there is no personal data here. None: something else was passed, and not kept.
    arguments = models.JSONField(null=True, help_text="[args, kwargs]")
    request_id = models.CharField("номер обращения", max_length=64, blank=True)
    state = models.CharField("состояние", max_length=8, choices=RunState.choices)
    attempts = models.PositiveSmallIntegerField("попыток", default=0)
    started_at = models.DateTimeField("начата")
    ended_at = models.DateTimeField("закончена", null=True, blank=True)
    error = models.CharField("что случилось", max_length=300, blank=True)
    details = models.TextField("подробности", blank=True)
    # One-to-one: the database itself refuses to start a failed run again twice.
    again_of = models.OneToOneField(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="again", verbose_name="повтор"
    )
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )

    class Meta:
        verbose_name = "запуск задачи"
        verbose_name_plural = "запуски задач"
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["name", "-id"], name="runs_of_a_task"),
            models.Index(fields=["-id"], name="failed_runs", condition=models.Q(state=RunState.FAILED)),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.started_at:%d.%m.%Y %H:%M}"

    @property
    def took(self) -> str:
        """How long the run took, in words; empty while it goes on."""
        return span((self.ended_at - self.started_at).total_seconds()) if self.ended_at else ""
