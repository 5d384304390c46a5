from hashlib import sha256

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from crm.rights.enums import Role


class Access(models.Model):
    """What an employee may do: the role's preset, plus and minus single boxes, and to which rows it extends.

    Only what differs from the role is kept, so a module that comes later brings its rights to everybody by role.
    `given` and `withheld` hold boxes ("dispatch.take_request@mobile"), `rows` maps action codes to `enums.Rows`.
    """

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="access")
    role = models.CharField("роль", max_length=12, choices=Role.choices)
    given = ArrayField(models.CharField(max_length=80), default=list, blank=True, verbose_name="добавлено к роли")
    withheld = ArrayField(models.CharField(max_length=80), default=list, blank=True, verbose_name="отнято у роли")
    rows = models.JSONField("чьи строки", default=dict, db_default={}, blank=True)

    class Meta:
        verbose_name = "доступ"
        verbose_name_plural = "доступы"
        constraints = [
            models.CheckConstraint(condition=~Q(given__overlap=F("withheld")), name="box_is_given_or_withheld")
        ]

    def __str__(self) -> str:
        return self.get_role_display()

    @property
    def differs(self) -> bool:
        """True if single boxes or rows are not the role's."""
        return bool(self.given or self.withheld or self.rows)

    @property
    def version(self) -> str:
        """Changes with every change of the rights: whoever saves a matrix shows which one he saw."""
        return sha256(repr([self.role, self.given, self.withheld, sorted(self.rows.items())]).encode()).hexdigest()[:16]


class Section(models.Model):
    """«Участок»: a named set of houses and the people who work there. Which houses belong is in `accounting.House`."""

    name = models.CharField("участок", max_length=100)
    people = models.ManyToManyField(
        settings.AUTH_USER_MODEL, related_name="sections", blank=True, verbose_name="кто там работает"
    )

    class Meta:
        verbose_name = "участок"
        verbose_name_plural = "участки"
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                Lower("name"), name="one_section_of_a_name", violation_error_message="Такой участок уже есть."
            )
        ]

    def __str__(self) -> str:
        return self.name
