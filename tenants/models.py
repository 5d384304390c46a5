import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Lower
from django_tenants.models import DomainMixin, TenantMixin

from tenants import requisites
from tenants.enums import MOVES, DnsAnswer, Kind, State


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
    read_only_since = models.DateTimeField("только для чтения с", null=True, editable=False)
    moved_to = models.CharField("переехала на", max_length=300, blank=True, default="", db_default="", editable=False)
    first_ring = models.BooleanField(
        "обновлять среди первых",
        default=False,
        db_default=False,
        help_text="Новая версия приходит к таким раньше. Если у них что-то не выйдет, остальных она не коснётся.",
    )
    # What the last migration of the schema came to: tenants.domain.rollout writes it, operators see it.
    migrated_at = models.DateTimeField("обновлялась", null=True, editable=False)
    migration_seconds = models.FloatField("секунд", null=True, editable=False)
    maintenance_since = models.DateTimeField("на обслуживании с", null=True, editable=False)
    maintenance_reason = models.TextField("что не вышло", blank=True, default="", db_default="", editable=False)
    # Once an hour at most, by whoever of its staff is there (identity.domain.sessions): no schema is asked for it.
    staff_seen_at = models.DateTimeField("сотрудники заходили", null=True, editable=False)

    class Meta:
        verbose_name = "компания"
        verbose_name_plural = "компании"
        ordering = ["short_name"]
        indexes = [  # a deploy with nothing to migrate asks by these
            models.Index(fields=["schema_fingerprint"], name="tenants_by_fingerprint"),
            models.Index(
                fields=["maintenance_since"],
                name="tenants_in_maintenance",
                condition=models.Q(maintenance_since__isnull=False),
            ),
        ]
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


class DomainClaim(models.Model):
    """A company's word that a domain is its own: nothing before DNS has confirmed it by `token`.

    Several companies may claim a domain, one can have proved it; with the unique `Domain.domain` that settles who is
    first. `host` is the bare name in ASCII; the proof is for it and for the same behind `www.`.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="+", db_index=False)
    host = models.CharField("домен", max_length=253)
    with_www = models.BooleanField("пишется с www", default=False)
    token = models.CharField(max_length=60)
    asked_at = models.DateTimeField("указан", auto_now_add=True)
    checked_at = models.DateTimeField("проверен", null=True, editable=False)
    answer = models.CharField("что ответил DNS", max_length=8, choices=DnsAnswer, blank=True)
    points_here = models.BooleanField("ведёт к нам", null=True, editable=False)
    proved_at = models.DateTimeField("подтверждён", null=True, editable=False)
    lost_at = models.DateTimeField("запись пропала", null=True, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "host"], name="one_claim_of_a_tenant_to_a_host"),
            models.UniqueConstraint(
                fields=["host"], condition=models.Q(proved_at__isnull=False), name="a_host_is_proved_by_one_tenant"
            ),
            models.CheckConstraint(condition=~models.Q(host__startswith="www."), name="claimed_host_is_bare"),
            models.CheckConstraint(condition=models.Q(host=Lower("host")), name="claimed_host_in_lower_case"),
        ]
        indexes = [models.Index(fields=["checked_at"], name="claims_by_check")]

    def __str__(self) -> str:
        return self.host


class SignInKey(models.Model):
    """A login that a company knows, as a keyed hash: a copy of the table tells neither who nor where.

    `person` is the user's number in the company's own schema, so that a changed login takes the place of the old one.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="+", db_index=False)
    person = models.BigIntegerField()
    digest = models.BinaryField(max_length=32, help_text="HMAC-SHA256")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["digest", "tenant"], name="one_key_for_a_login_of_a_tenant")]
        indexes = [models.Index(fields=["tenant", "person"], name="sign_in_keys_of_a_person")]


class KeptScript(models.Model):
    """The SQL text that makes a new tenant's schema, kept after each migration of the template schema."""

    fingerprint = models.CharField(max_length=64, unique=True)
    script = models.BinaryField(help_text="UTF-8; the schema's name is a placeholder with NUL bytes")
    made_at = models.DateTimeField(auto_now_add=True)
