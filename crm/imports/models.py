import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from crm.imports.enums import IN_WORK, MOVES, Deed, Status
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
    questions = models.PositiveSmallIntegerField("вопросов", default=0, db_default=0)
    report = models.JSONField("отчёт", default=dict)
    error = models.TextField("ошибка", blank=True)
    created_at = models.DateTimeField("загружен", auto_now_add=True)
    started_at = models.DateTimeField("начат", null=True)
    finished_at = models.DateTimeField("закончен", null=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="кто"
    )
    undone_at = models.DateTimeField("откачен", null=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
        verbose_name="кто откатил",
    )
    help_asked_at = models.DateTimeField("попросили помочь", null=True)
    help_answer = models.TextField("ответ Бурмистра", blank=True, default="", db_default="")

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
        if self.refused:
            return "есть ошибки"
        if self.questions:
            return "ждёт ответа"
        return "ждёт подтверждения" if self.may_load else "нечего загружать"

    @property
    def may_load(self) -> bool:
        """All or nothing: a file with a refused row is not loaded, nor one of which something is still asked."""
        nothing = self.refused or self.questions
        return self.status == Status.CHECKED and not nothing and bool(self.added or self.changed)


class ImportTrace(models.Model):
    """What one statement of a load did to a block of rows of one table, as `tracing.py` notes it.

    `marks` are hashes of the rows as the load left them, over `columns`; `before` are the rows as they were.
    Kept for as long as the load can be undone.
    """

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="traces")
    table_name = models.CharField(max_length=63)
    columns = ArrayField(models.CharField(max_length=63))
    act = models.CharField(max_length=7, choices=Deed)
    ids = ArrayField(models.BigIntegerField())
    marks = ArrayField(models.BigIntegerField(), null=True)
    before = models.JSONField(null=True)

    class Meta:
        verbose_name = "след загрузки"
        verbose_name_plural = "следы загрузок"


class ImportLayout(models.Model):
    """How people have matched the columns of files with this header: the next such file is read by itself.

    `digest` is that of the header's names; `mapping` leads from our column's name to its place in the row.
    """

    kind = models.CharField("вид", max_length=40)
    digest = models.CharField(max_length=64)
    header = ArrayField(models.CharField(max_length=200), verbose_name="шапка")
    mapping = models.JSONField("колонки")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    changed_at = models.DateTimeField("изменено", auto_now=True)

    class Meta:
        verbose_name = "раскладка файла"
        verbose_name_plural = "раскладки файлов"
        constraints = [models.UniqueConstraint(fields=["kind", "digest"], name="one_layout_of_a_header")]
