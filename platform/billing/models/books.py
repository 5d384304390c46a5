from decimal import Decimal

import pgtrigger
from django.conf import settings
from django.contrib.postgres.indexes import BrinIndex
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting

from billing import triggers
from billing.enums import INVOICE_MOVES, AccountKind, InvoiceState, TransactionKind
from tenants import requisites
from tenants.models import Tenant


def money(verbose_name: str, **options: object) -> models.DecimalField:
    """A column of roubles with kopecks."""
    return models.DecimalField(verbose_name, max_digits=14, decimal_places=2, **options)  # type: ignore[arg-type]  # Django's options


class LedgerAccount(models.Model):
    """An account of the ledger. `balance` (roubles) is kept by the trigger on entries and by nobody else."""

    kind = models.CharField("вид", max_length=8, choices=AccountKind.choices)
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, null=True, blank=True, verbose_name="компания")
    balance = money("баланс", default=Decimal(0))

    class Meta:
        verbose_name = "счёт книги"
        verbose_name_plural = "счета книги"
        constraints = [
            models.UniqueConstraint(fields=["kind", "tenant"], nulls_distinct=False, name="one_account_of_a_kind"),
            models.CheckConstraint(
                condition=Q(kind=AccountKind.FUNDS, tenant__isnull=False)
                | (~Q(kind=AccountKind.FUNDS) & Q(tenant__isnull=True)),
                name="funds_belong_to_a_tenant",
            ),
        ]
        triggers = triggers.kept_balance()

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.tenant or ''}".strip()


class Transaction(models.Model):
    """Money moved once, for one reason. Never changed; a mistake is mended by a correcting transaction."""

    kind = models.CharField("вид", max_length=12, choices=TransactionKind.choices)
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, verbose_name="компания")
    # Made of what is paid ("subscription:17:2026-10"), the same for a retry, so that a repeat finds the first result.
    idempotency_key = models.CharField(max_length=200, unique=True)
    amount = money("сумма", help_text="Знак — со стороны компании: пополнение плюс, списание минус.")
    period = models.DateField("за месяц", null=True, blank=True)
    description = models.CharField("описание", max_length=300)
    details = models.JSONField("из чего сложилось", default=dict)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, verbose_name="кто"
    )
    created_at = models.DateTimeField("когда", auto_now_add=True, db_index=False)

    class Meta:
        verbose_name = "операция"
        verbose_name_plural = "операции"
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["tenant", "-id"], name="transactions_of_a_tenant"),
            BrinIndex(fields=["created_at"], name="transactions_of_a_day"),
        ]
        constraints = [models.CheckConstraint(condition=~Q(idempotency_key=""), name="key_is_never_empty")]
        triggers = [*triggers.append_only("transactions"), triggers.parked_money_stands()]

    def __str__(self) -> str:
        return self.description


class Entry(models.Model):
    """One side of a transaction, in roubles. The entries of a transaction sum to zero."""

    transaction = models.ForeignKey(Transaction, on_delete=models.PROTECT, related_name="entries")
    account = models.ForeignKey(LedgerAccount, on_delete=models.PROTECT, related_name="entries")
    amount = money("сумма")

    class Meta:
        verbose_name = "проводка"
        verbose_name_plural = "проводки"
        constraints = [models.CheckConstraint(condition=~Q(amount=0), name="entry_is_not_zero")]
        triggers = [triggers.post_entries(), *triggers.append_only("entries")]


class Tariff(ClusterableModel):
    """Prices by volume from a date on; with a tenant it is that company's own and goes before the common one."""

    name = models.CharField("название", max_length=120)
    valid_from = models.DateField("действует с")
    tenant = models.ForeignKey(
        Tenant, on_delete=models.PROTECT, null=True, blank=True, verbose_name="только для компании"
    )

    payment_percent = models.DecimalField(
        "комиссия с оплаты жителя, %", max_digits=4, decimal_places=2, default=Decimal(1), db_default=Decimal(1),
        validators=[MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(10))],
        help_text="Пока жители не платят через сервис, ни с чего не берётся.",
    )  # fmt: skip

    panels = [
        FieldPanel("name"),
        FieldRowPanel(["valid_from", "tenant"]),
        FieldPanel("payment_percent"),
        InlinePanel("steps", heading="Ступени", label="Ступень", min_num=1),
    ]

    class Meta:
        verbose_name = "тариф"
        verbose_name_plural = "тарифы"
        ordering = ["-valid_from", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["valid_from", "tenant"], nulls_distinct=False, name="one_tariff_a_day",
                violation_error_message="На эту дату тариф уже есть.",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name


class TariffStep(models.Model):
    """From so many accounts on, one account costs so much a month (roubles)."""

    tariff = ParentalKey(Tariff, on_delete=models.CASCADE, related_name="steps")
    from_accounts = models.PositiveIntegerField("от скольких счетов", default=1)
    price = models.DecimalField("цена одного счёта в месяц, ₽", max_digits=8, decimal_places=2)

    class Meta:
        verbose_name = "ступень"
        verbose_name_plural = "ступени"
        ordering = ["from_accounts"]
        constraints = [
            models.UniqueConstraint(fields=["tariff", "from_accounts"], name="one_price_a_step"),
            models.CheckConstraint(condition=Q(price__gte=0), name="price_is_not_negative"),
            models.CheckConstraint(condition=Q(from_accounts__gte=1), name="steps_start_at_one"),
        ]


class FreePeriod(models.Model):
    """Days for which a company pays nothing, both ends included."""

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="free_periods", verbose_name="компания")
    first_day = models.DateField("с")
    last_day = models.DateField("по")
    reason = models.CharField("за что", max_length=200)

    class Meta:
        verbose_name = "бесплатный период"
        verbose_name_plural = "бесплатные периоды"
        ordering = ["-first_day"]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day__gte=models.F("first_day")), name="free_period_has_days",
                violation_error_message="Последний день раньше первого.",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.tenant}: {self.first_day:%d.%m.%Y}–{self.last_day:%d.%m.%Y}"


class Snapshot(models.Model):
    """How many active personal accounts a company had on a day (of its own calendar)."""

    tenant = models.ForeignKey(
        Tenant, on_delete=models.PROTECT, related_name="snapshots", db_index=False, verbose_name="компания"
    )
    day = models.DateField("день")
    accounts = models.PositiveIntegerField("активных счетов")
    carried = models.BooleanField("взято с прошлого дня", default=False)

    class Meta:
        verbose_name = "число счетов за день"
        verbose_name_plural = "число счетов по дням"
        ordering = ["-day"]
        indexes = [models.Index(fields=["day"], include=["tenant", "accounts"], name="snapshots_of_a_month")]
        constraints = [models.UniqueConstraint(fields=["tenant", "day"], name="one_snapshot_a_day")]


class Invoice(models.Model):
    """An invoice of Бурмистр to a company. Requisites of both sides are kept as they were that day."""

    number = models.PositiveIntegerField("номер", unique=True)
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="invoices", verbose_name="компания")
    amount = money("сумма")
    state = models.CharField("состояние", max_length=9, choices=InvoiceState.choices, default=InvoiceState.ISSUED)
    seller = models.JSONField("продавец")
    buyer = models.JSONField("покупатель")
    issued_on = models.DateField("выставлен")
    issued_by = models.CharField("кто выставил", max_length=200, blank=True)
    paid_by = models.ForeignKey(  # the one that completed it; it may complete several
        Transaction, on_delete=models.PROTECT, null=True, blank=True, db_index=False, related_name="invoices",
        verbose_name="оплата",
    )  # fmt: skip

    class Meta:
        verbose_name = "счёт на оплату"
        verbose_name_plural = "счета на оплату"
        ordering = ["-number"]
        indexes = [models.Index(fields=["tenant", "-number"], name="invoices_of_a_tenant")]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="invoice_is_positive"),
            models.CheckConstraint(
                condition=Q(state=InvoiceState.PAID, paid_by__isnull=False)
                | (~Q(state=InvoiceState.PAID) & Q(paid_by__isnull=True)),
                name="paid_invoice_has_its_payment",
            ),
        ]
        triggers = [
            pgtrigger.FSM(name="invoice_moves", field="state", transitions=INVOICE_MOVES),
            pgtrigger.ReadOnly(
                name="invoice_is_kept", fields=["number", "tenant", "amount", "seller", "buyer", "issued_on"]
            ),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"Счёт № {self.number} от {self.issued_on:%d.%m.%Y}"


@register_setting(icon="home")
class PlatformRequisites(BaseGenericSetting):
    """Бурмистр's own requisites: they stand in invoices."""

    name = models.CharField("название", max_length=200)
    inn = models.CharField("ИНН", max_length=12, validators=[requisites.validate_inn])
    kpp = models.CharField("КПП", max_length=9, blank=True, validators=[requisites.validate_kpp])
    address = models.CharField("адрес", max_length=300)
    bank = models.CharField("банк", max_length=160)
    bik = models.CharField("БИК", max_length=9, validators=[requisites.validate_bik])
    account = models.CharField("расчётный счёт", max_length=20, validators=[requisites.validate_account_number])
    correspondent_account = models.CharField(
        "корреспондентский счёт", max_length=20, validators=[requisites.validate_account_number]
    )
    head = models.CharField("руководитель", max_length=160, blank=True)
    accountant = models.CharField("бухгалтер", max_length=160, blank=True)

    panels = [
        MultiFieldPanel(["name", FieldRowPanel(["inn", "kpp"]), "address", FieldRowPanel(["head", "accountant"])],
                        heading="Организация"),
        MultiFieldPanel([FieldRowPanel(["bik", "bank"]), FieldRowPanel(["account", "correspondent_account"])],
                        heading="Банк"),
    ]  # fmt: skip

    class Meta:
        verbose_name = "Реквизиты Бурмистра"
        verbose_name_plural = "Реквизиты Бурмистра"

    def clean(self) -> None:
        super().clean()
        for field in ("account", "correspondent_account"):
            try:
                requisites.validate_account_key(getattr(self, field), bik=self.bik)
            except ValidationError as error:
                raise ValidationError({field: error.messages}) from None
