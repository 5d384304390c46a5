import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.core.validators import RegexValidator
from django.db import models
from django_tenants.models import DomainMixin, TenantMixin

from tenants import requisites
from tenants.enums import MOVES, Kind, State


class Tenant(TenantMixin):
    """A УК, ТСЖ or ЖСК. Its own data live in the schema `schema_name`; here is only what Бурмистр knows of it."""

    auto_create_schema = False  # tenants.domain.provisioning makes it
    auto_drop_schema = False

    short_name = models.CharField("краткое название", max_length=120)
    full_name = models.CharField("полное название", max_length=300)
    kind = models.CharField("вид", max_length=12, choices=Kind.choices, default=Kind.COMPANY)
    inn = models.CharField("ИНН", max_length=10, unique=True, validators=[requisites.validate_organisation_inn])
    kpp = models.CharField("КПП", max_length=9, blank=True, validators=[requisites.validate_kpp])
    ogrn = models.CharField("ОГРН", max_length=13, blank=True, validators=[requisites.validate_ogrn])
    city = models.CharField("город", max_length=120)
    region = models.CharField("регион", max_length=120)
    federal_district = models.SlugField("федеральный округ", max_length=30)
    slug = models.CharField(
        "адрес сайта",
        max_length=40,
        unique=True,
        validators=[
            RegexValidator(
                r"^[a-z][a-z0-9-]{1,38}[a-z0-9]$",
                "Латинские буквы, цифры и дефис, от трёх знаков; первая буква, последний знак не дефис.",
            )
        ],
    )
    time_zone = models.CharField("часовой пояс", max_length=40, default="Europe/Moscow")
    state = models.CharField("состояние", max_length=12, choices=State.choices, default=State.PROVISIONING)
    state_reason = models.CharField("причина", max_length=300, blank=True)
    state_changed_at = models.DateTimeField("состояние с", auto_now_add=True)
    created_at = models.DateTimeField("создана", auto_now_add=True)
    schema_fingerprint = models.CharField(max_length=64, blank=True, editable=False)
    steps_done = ArrayField(models.CharField(max_length=40), default=list, editable=False)
    provisioning_error = models.TextField("ошибка создания", blank=True, editable=False)

    class Meta:
        verbose_name = "компания"
        verbose_name_plural = "компании"
        ordering = ["short_name"]
        triggers = [pgtrigger.FSM(name="state_moves", field="state", transitions=MOVES)]

    def __str__(self) -> str:
        return self.short_name


class Domain(DomainMixin):
    """A host under which a tenant answers. Others than the primary one redirect to it."""

    class Meta:
        verbose_name = "домен"
        verbose_name_plural = "домены"
        constraints = [
            models.UniqueConstraint(
                fields=["tenant"], condition=models.Q(is_primary=True), name="one_primary_domain_of_a_tenant"
            )
        ]

    def __str__(self) -> str:
        return str(self.domain)


class KeptScript(models.Model):
    """The SQL text that makes a new tenant's schema, kept after each migration of the template schema."""

    fingerprint = models.CharField(max_length=64, unique=True)
    script = models.BinaryField(help_text="UTF-8; the schema's name is a placeholder with NUL bytes")
    made_at = models.DateTimeField(auto_now_add=True)
