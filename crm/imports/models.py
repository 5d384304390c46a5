import pgtrigger
from django.conf import settings
from django.db import models

from crm.imports.enums import IN_WORK, MOVES, Status
from tenants.storage import private_files


class ImportRun(models.Model):
    """One file that somebody uploads: what it is, where it is in its way, what came of it.

    How far a run in work has come is not here but in the cache (`domain/progress.py`): the run's own transaction
    is open all that time.
    """

    kind = models.CharField("вид", max_length=40)
    status = models.CharField("состояние", max_length=10, choices=Status, default=Status.UPLOADED)
    file = models.FileField("файл", storage=private_files, max_length=200)
    file_name = models.CharField("имя файла", max_length=200)
    refusals = models.FileField("отказанные строки", storage=private_files, max_length=200, blank=True)
    options = models.JSONField("выбрано при загрузке", default=dict)
    total = models.PositiveIntegerField("строк", default=0)
    added = models.PositiveIntegerField("добавлено", default=0)
    changed = models.PositiveIntegerField("изменено", default=0)
    unchanged = models.PositiveIntegerField("без изменений", default=0)
    skipped = models.PositiveIntegerField("пропущено", default=0)
    refused = models.PositiveIntegerField("отказано", default=0)
    report = models.JSONField("отчёт", default=dict)
    error = models.TextField("ошибка", blank=True)
    created_at = models.DateTimeField("загружен", auto_now_add=True)
    started_at = models.DateTimeField("начат", null=True)
    finished_at = models.DateTimeField("закончен", null=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="кто"
    )

    class Meta:
        verbose_name = "загрузка"
        verbose_name_plural = "загрузки"
        ordering = ["-id"]
        triggers = [pgtrigger.FSM(name="moves", field="status", transitions=[(str(a), str(b)) for a, b in MOVES])]

    def __str__(self) -> str:
        return self.file_name

    @property
    def in_work(self) -> bool:
        """True while a worker checks or loads, or will."""
        return self.status in IN_WORK

    @property
    def state(self) -> str:
        """The status in a list, where a checked file says what it waits for."""
        if self.status != Status.CHECKED:
            return self.get_status_display()
        return "есть ошибки" if self.refused else "ждёт подтверждения" if self.may_load else "нечего загружать"

    @property
    def may_load(self) -> bool:
        """All or nothing: a file with a refused row is not loaded."""
        return self.status == Status.CHECKED and not self.refused and bool(self.added or self.changed)
