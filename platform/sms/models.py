from decimal import Decimal
from typing import Any

from django.contrib.postgres.indexes import BrinIndex
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from billing.models import Transaction
from sms import triggers
from sms.enums import HELD, Cause, Encoding, Medium, Operator, ProviderKind, State
from tenants.models import Tenant
from tenants.secrets import Secret, SecretField

OWN_ID = 60  # a longer number of a service is kept as that of a part


def money(verbose_name: str, **options: Any) -> models.DecimalField:
    """A column of roubles with kopecks."""
    return models.DecimalField(verbose_name, max_digits=12, decimal_places=2, **options)


def no_secret() -> Secret:
    """The key of a provider that has none yet."""
    return Secret()


class Provider(models.Model):
    """A service that carries messages. Those that are on are tried in the order of `position`."""

    kind = models.CharField("сервис", max_length=8, choices=ProviderKind.choices)
    name = models.CharField("название", max_length=60, unique=True)
    position = models.PositiveSmallIntegerField("очерёдность", default=1, help_text="1 — первый, остальные за ним.")
    is_on = models.BooleanField("отправлять через него", default=False)
    login = models.CharField(
        "логин", max_length=100, blank=True, help_text="Для SMSC.ru, для SMPP — system_id. У SMS.ru логина нет."
    )
    secret = SecretField("пароль или ключ", blank=True, default=no_secret)
    sender = models.CharField("имя отправителя", max_length=15, blank=True, help_text="Как зарегистрировано у сервиса.")
    address = models.CharField(
        "адрес SMPP", max_length=200, blank=True, default="", db_default="",
        help_text="Только для SMPP: smpp://узел:порт, с шифрованием smpps://узел:порт.",
    )  # fmt: skip
    system_type = models.CharField(
        "system_type", max_length=12, blank=True, default="", db_default="", help_text="Только для SMPP, если просят."
    )
    per_second = models.PositiveSmallIntegerField(
        "запросов в секунду", default=10, db_default=10, validators=[MinValueValidator(1), MaxValueValidator(1000)],
        help_text="Только для SMPP: сколько разрешено договором.",
    )  # fmt: skip
    listened_until = models.DateTimeField("отчёты принимают до", null=True, blank=True)
    charges_undelivered = models.BooleanField(
        "берёт деньги и за недоставленные", default=True,
        help_text="Если сервис сам не говорит, сколько взял: с компании за недоставленную спишется так же.",
    )  # fmt: skip
    viber_price = models.DecimalField(
        "цена сообщения в Viber, ₽", max_digits=6, decimal_places=2, null=True, blank=True,
        validators=[MinValueValidator(Decimal("0.01"))], help_text="Пусто — Viber через него не идёт. Умеет SMSC.ru.",
    )  # fmt: skip
    balance = money("баланс у сервиса", null=True, blank=True)
    balance_at = models.DateTimeField("баланс проверен", null=True, blank=True)
    paused_until = models.DateTimeField("не тревожим до", null=True, blank=True)
    trouble = models.CharField("что с ним", max_length=300, blank=True)

    class Meta:
        verbose_name = "сервис СМС"
        verbose_name_plural = "сервисы СМС"
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.name


class Price(models.Model):
    """What a provider takes for a segment (roubles) from a day on; an operator without a line costs as «любой»."""

    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="prices", verbose_name="сервис")
    operator = models.CharField(
        "оператор номера", max_length=8, choices=Operator.choices, blank=True, help_text="Пусто — любой."
    )
    valid_from = models.DateField("действует с")
    amount = models.DecimalField("за одну СМС, ₽", max_digits=6, decimal_places=2)

    class Meta:
        verbose_name = "цена сервиса"
        verbose_name_plural = "цены сервисов"
        ordering = ["provider__position", "-valid_from", "operator"]
        constraints = [
            models.UniqueConstraint(
                fields=["provider", "operator", "valid_from"], name="sms_one_price_a_day",
                violation_error_message="На эту дату цена уже есть.",
            ),
            models.CheckConstraint(
                condition=Q(amount__gt=0), name="sms_price_is_positive",
                violation_error_message="Цена должна быть больше нуля.",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.provider}: {self.get_operator_display() if self.operator else 'любой'}, {self.amount} ₽"


class Markup(models.Model):
    """Our markup on a segment (roubles) from a day on; with a company chosen it is of that company's plan."""

    valid_from = models.DateField("действует с")
    tenant = models.ForeignKey(
        Tenant, on_delete=models.PROTECT, null=True, blank=True, verbose_name="только для компании"
    )
    amount = models.DecimalField("наценка на одну СМС, ₽", max_digits=6, decimal_places=2)

    class Meta:
        verbose_name = "наценка"
        verbose_name_plural = "наценки"
        ordering = ["-valid_from", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["valid_from", "tenant"], nulls_distinct=False, name="sms_one_markup_a_day",
                violation_error_message="На эту дату наценка уже есть.",
            ),
            models.CheckConstraint(
                condition=Q(amount__gte=0), name="sms_markup_is_not_negative",
                violation_error_message="Наценка не бывает меньше нуля.",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.amount} ₽ с {self.valid_from:%d.%m.%Y}"


class Reserve(models.Model):
    """What of a company's balance waits for messages on their way. Kept by the trigger on messages.

    `month_total` is what the messages of `month` (its first day, in the company's zone) cost: held and charged.
    """

    tenant = models.OneToOneField(Tenant, on_delete=models.PROTECT, primary_key=True, verbose_name="компания")
    held = money("в резерве", default=Decimal(0))
    month = models.DateField("месяц")
    month_total = money("за месяц", default=Decimal(0))
    monthly_limit = money("лимит на месяц", null=True, blank=True)

    class Meta:
        verbose_name = "резерв на СМС"
        verbose_name_plural = "резервы на СМС"
        constraints = [
            models.CheckConstraint(condition=Q(held__gte=0), name="sms_held_is_not_negative"),
            models.CheckConstraint(condition=Q(monthly_limit__gte=0), name="sms_limit_is_not_negative"),
        ]
        triggers = triggers.of_reserves()


class Message(models.Model):
    """One SMS. `base`, `markup` and `total` (roubles) are agreed when the money is reserved and never change.

    `history` is a list of [state, when, what the provider said], added to by the trigger. `provider_cost` is what the
    provider said it took. `no_number`: it did not arrive because there is no such number. `charge` is the operation in
    the books by which the company paid; `waived` marks one that came late, when its money was released and spent: the
    loss is ours. Nothing is deleted; number and text are erased when the law asks for it.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, db_index=False, verbose_name="компания")
    key = models.CharField(max_length=120)
    batch = models.UUIDField()
    medium = models.CharField("чем", max_length=5, choices=Medium.choices, default=Medium.SMS, db_default=Medium.SMS)
    cause = models.CharField("повод", max_length=9, choices=Cause.choices)
    reference = models.CharField("что именно", max_length=60, blank=True)
    by_id = models.BigIntegerField(null=True, blank=True)
    by_name = models.CharField("кто", max_length=200, blank=True)
    house = models.BigIntegerField(null=True, blank=True)
    phone = models.CharField("номер", max_length=24)
    operator = models.CharField("оператор", max_length=8, choices=Operator.choices)
    text = models.TextField("текст")
    encoding = models.CharField("кодировка", max_length=4, choices=Encoding.choices)
    segments = models.PositiveSmallIntegerField("частей")
    base = money("базовая цена")
    markup = money("наценка")
    total = money("итого")
    month = models.DateField()
    state = models.CharField("состояние", max_length=11, choices=State.choices, default=State.QUEUED)
    state_at = models.DateTimeField("с какого времени", default=timezone.now)
    told = models.CharField("что сказал сервис", max_length=200, blank=True)
    history = models.JSONField("состояния", default=list)
    provider = models.ForeignKey(
        Provider, on_delete=models.PROTECT, null=True, blank=True, db_index=False, verbose_name="сервис"
    )
    their_id = models.CharField("номер у сервиса", max_length=OWN_ID, blank=True)
    provider_cost = models.DecimalField("сервис взял", max_digits=8, decimal_places=2, null=True, blank=True)
    no_number = models.BooleanField("такого номера нет", default=False, db_default=False)
    tries = models.PositiveSmallIntegerField("попыток", default=0)
    next_at = models.DateTimeField("когда снова", default=timezone.now)
    charge = models.ForeignKey(
        Transaction,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="sms_messages",
        verbose_name="списание",
    )
    waived = models.BooleanField("за наш счёт", default=False, db_default=False)
    created_at = models.DateTimeField("создана", default=timezone.now)
    erased_at = models.DateTimeField("стёрта", null=True, blank=True)

    class Meta:
        verbose_name = "СМС"
        verbose_name_plural = "СМС"
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["tenant", "-created_at"], name="sms_of_a_tenant"),
            models.Index(fields=["tenant", "phone"], name="sms_of_a_phone"),
            models.Index(fields=["batch"], name="sms_of_a_batch"),
            models.Index(fields=["next_at"], name="sms_on_their_way", condition=Q(state__in=HELD)),
            models.Index(fields=["provider", "their_id"], name="sms_by_the_provider", condition=~Q(their_id="")),
            BrinIndex(fields=["created_at"], name="sms_of_a_day"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["tenant", "key", "phone"], name="sms_once_for_a_key"),
            models.CheckConstraint(condition=~Q(key=""), name="sms_key_is_never_empty"),
            models.CheckConstraint(condition=Q(total=F("base") + F("markup")), name="sms_total_is_base_and_markup"),
            models.CheckConstraint(condition=Q(base__gt=0, markup__gte=0), name="sms_costs_something"),
            models.CheckConstraint(condition=Q(segments__gte=1), name="sms_has_segments"),
            models.CheckConstraint(
                condition=Q(charge__isnull=False, waived=False, state__in=[State.DELIVERED, State.UNDELIVERED])
                | Q(charge__isnull=True, waived=True, state__in=[State.DELIVERED, State.UNDELIVERED])
                | (Q(charge__isnull=True, waived=False) & ~Q(state=State.DELIVERED)),
                name="sms_delivered_is_charged",
            ),
        ]
        triggers = triggers.of_messages()

    def __str__(self) -> str:
        return f"СМС № {self.pk}"


class MessagePart(models.Model):
    """A part of a message where each has its own number at the service (SMPP): all have to arrive."""

    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="parts", verbose_name="СМС")
    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, db_index=False, verbose_name="сервис")
    their_id = models.CharField("номер у сервиса", max_length=65)  # SMPP 3.4, 5.2.23
    is_delivered = models.BooleanField("доставлена", null=True)

    class Meta:
        verbose_name = "часть СМС"
        verbose_name_plural = "части СМС"
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["provider", "their_id"], name="sms_part_once_at_a_provider")]
        triggers = triggers.of_parts()

    def __str__(self) -> str:
        return f"{self.message}, часть {self.their_id}"


class Reconciliation(models.Model):
    """What a provider took for the messages of a day (of Moscow) against what the ledger says; counted daily anew.

    `ours` is the base price of what companies paid for, `theirs` what the provider says it took for all of them.
    `unsaid` messages have no word of the provider about money, `different` cost other than was agreed.
    """

    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, verbose_name="сервис")
    day = models.DateField("день")
    messages = models.PositiveIntegerField("сообщений")
    ours = money("по нашей книге")
    theirs = money("по словам сервиса")
    unsaid = models.PositiveIntegerField("без цены сервиса")
    different = models.PositiveIntegerField("расхождений")
    counted_at = models.DateTimeField("сверено", auto_now=True)

    class Meta:
        verbose_name = "сверка"
        verbose_name_plural = "сверки"
        ordering = ["-day", "provider__position"]
        constraints = [models.UniqueConstraint(fields=["provider", "day"], name="sms_one_reconciliation_a_day")]

    def __str__(self) -> str:
        return f"{self.provider}, {self.day:%d.%m.%Y}"

    @property
    def difference(self) -> Decimal:
        """What the provider took beyond what was paid; negative in our favour. Roubles."""
        return self.theirs - self.ours
