"""Two tables for all forms: values with their history, and files."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from crm.accounting.models import House
from sites_cms.disclosure.enums import OWN, Source
from tenants.storage import private_files

_CELL = ["form", "house", "year", "item", "row"]
# Of the whole statement, so that an archive may bring the rows in any order.
_SAME_CELL = """
    IF EXISTS (
        SELECT 1 FROM added JOIN disclosure_value b ON b.id = added.replaces_id
        WHERE (b.form, b.item, b.row, b.source = 'gis') <> (added.form, added.item, added.row, added.source = 'gis')
        OR b.house_id IS DISTINCT FROM added.house_id OR b.year IS DISTINCT FROM added.year
    ) THEN
        RAISE EXCEPTION 'A disclosed value replaces one of the same cell and source only';
    END IF;
    RETURN NULL;
"""


class Place(models.Model):
    """Where in the forms something stands: the form, of which house and year if it has them, item and row."""

    form = models.CharField("форма", max_length=8)
    house = models.ForeignKey(
        House, models.PROTECT, null=True, blank=True, related_name="+", db_index=False, verbose_name="дом"
    )
    year = models.PositiveSmallIntegerField("год", null=True, blank=True)
    item = models.CharField("элемент", max_length=40, blank=True, db_collation="C")
    row = models.CharField("строка", max_length=12, blank=True)

    class Meta:
        abstract = True


class Value(Place):
    """What a row said at some time. Never changed, never deleted: a new value replaces the one before it.

    The current one is that which nothing replaces; what people wrote and what ГИС ЖКХ says are two chains. `value` is
    written as `domain.values.clean` makes it; empty, the row was emptied. A line without a row is the mark of the
    form itself: when a person last looked through it, or ГИС ЖКХ last told it. `as_of` alone moves, forward, so that a
    daily look that finds nothing new adds no lines.
    """

    value = models.TextField("значение", blank=True)
    source = models.CharField("откуда", max_length=4, choices=Source)
    as_of = models.DateTimeField("верно на", help_text="Когда человек или ГИС ЖКХ в последний раз это подтвердили.")
    at = models.DateTimeField("когда внесено", auto_now_add=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False, verbose_name="кто"
    )
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, related_name="replaced_by", verbose_name="вместо чего"
    )

    class Meta:
        verbose_name = "значение раскрытия"
        verbose_name_plural = "значения раскрытия"
        ordering = ["id"]
        indexes = [models.Index(fields=["house", "form", "year"], name="disclosed_by_form")]
        constraints = [
            # With `replaces` being unique these make each cell one chain, so that its newest value is one.
            models.UniqueConstraint(
                fields=_CELL,
                nulls_distinct=False,
                condition=Q(replaces=None, source__in=OWN),
                name="one_beginning_of_an_own_value",
            ),
            models.UniqueConstraint(
                fields=_CELL,
                nulls_distinct=False,
                condition=Q(replaces=None, source=Source.GIS),
                name="one_beginning_of_a_gis_value",
            ),
            models.CheckConstraint(condition=Q(source__in=Source.values), name="disclosed_value_has_a_known_source"),
        ]
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(
                name="written_stays",
                fields=["form", "house", "year", "item", "row", "value", "source", "at", "by", "replaces"],
            ),
            pgtrigger.Protect(
                name="as_of_moves_forward",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(new__as_of__lt=pgtrigger.F("old__as_of")),
            ),
            pgtrigger.Trigger(
                name="replaces_the_same_cell",
                level=pgtrigger.Statement,
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                referencing=pgtrigger.Referencing(new="added"),
                func=_SAME_CELL,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.form}, строка {self.row}"


class File(Place):
    """A scan that stands in a row: licence, accounts, contract, protocol. Public while a current value names it."""

    file = models.FileField("файл", storage=private_files, max_length=200)
    file_name = models.CharField("имя файла", max_length=200)
    size = models.PositiveIntegerField("размер, байт")
    added_at = models.DateTimeField("добавлен", auto_now_add=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
        verbose_name="кто добавил",
    )

    class Meta:
        verbose_name = "файл раскрытия"
        verbose_name_plural = "файлы раскрытия"
        ordering = ["id"]
        indexes = [models.Index(fields=["house", "form", "year"], name="disclosed_file_by_form")]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.file_name
