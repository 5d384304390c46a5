"""Two tables: folders, and documents with the older versions of their files."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from crm.accounting.models import House
from files.domain.kinds import extension_of
from sites_cms.documents.enums import Level
from tenants.storage import private_files

# A statement's end, so that an archive may bring the rows in any order.
_ONE_LEVEL = """
    IF EXISTS (
        SELECT 1 FROM site_documents_folder child
        JOIN site_documents_folder middle ON middle.id = child.parent_id
        WHERE middle.parent_id IS NOT NULL
    ) THEN
        RAISE EXCEPTION 'A folder stands in one folder at most';
    END IF;
    RETURN NULL;
"""


class Folder(models.Model):
    """A folder of the section; it may stand in another one, which then stands in none."""

    title = models.CharField("название", max_length=100)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="folders", verbose_name="лежит в папке"
    )
    order = models.PositiveSmallIntegerField("порядок", default=100)

    class Meta:
        verbose_name = "папка"
        verbose_name_plural = "папки"
        ordering = ["order", "title", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["parent", "title"], nulls_distinct=False, name="one_folder_of_a_title"),
            models.CheckConstraint(condition=~Q(title=""), name="folder_has_a_title"),
            models.CheckConstraint(condition=~Q(parent=F("pk")), name="folder_not_in_itself"),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="one_level",
                level=pgtrigger.Statement,
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=_ONE_LEVEL,
            )
        ]

    def __str__(self) -> str:
        return self.title


class Document(models.Model):
    """A file with a title. A row with `version_of` is what the other one held before, kept as it was."""

    folder = models.ForeignKey(
        Folder, models.PROTECT, null=True, blank=True, related_name="documents", verbose_name="папка"
    )
    house = models.ForeignKey(House, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="дом")
    level = models.PositiveSmallIntegerField("кому виден", choices=Level, default=Level.ALL)
    title = models.CharField("название", max_length=200)
    date = models.DateField("дата документа", default=timezone.localdate)
    is_shown = models.BooleanField("на сайте", default=True)
    file = models.FileField("файл", storage=private_files, max_length=200)
    file_name = models.CharField("имя файла", max_length=200)
    size = models.PositiveIntegerField("размер, байт")
    added_at = models.DateTimeField("загружен", default=timezone.now)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False,
        verbose_name="кто загрузил",
    )  # fmt: skip
    version_of = models.ForeignKey(
        "self", models.CASCADE, null=True, blank=True, related_name="versions", verbose_name="прежний файл документа"
    )

    class Meta:
        verbose_name = "документ"
        verbose_name_plural = "документы"
        ordering = ["-date", "title", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(level__in=Level.values), name="document_has_a_known_level"),
            models.CheckConstraint(condition=~Q(title=""), name="document_has_a_title"),
            models.CheckConstraint(
                condition=Q(version_of=None) | Q(is_shown=False), name="old_version_is_not_on_the_site"
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="old_versions_stay",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__version_of__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def ending(self) -> str:
        """pdf, docx: the kind of the file, and the end of its address."""
        return extension_of(self.file_name)
