from django.db.models import TextChoices


class AccountKind(TextChoices):
    """What a ledger account stands for. A balance is the sum of its entries; a company's funds are positive."""

    FUNDS = "funds", "Лицевой счёт компании"
    BANK = "bank", "Расчётный счёт Бурмистра"
    REVENUE = "revenue", "Выручка"
    BONUSES = "bonuses", "Бонусы"
    TRANSFER = "transfer", "Расчёты между установками"
    FEES = "fees", "Комиссии с оплат жителей"


class TransactionKind(TextChoices):
    """Why money moved."""

    PAYMENT = "payment", "Пополнение"
    SUBSCRIPTION = "subscription", "Абонентская плата"
    SMS = "sms", "СМС-рассылки"
    BONUS = "bonus", "Бонусы"
    CORRECTION = "correction", "Исправление"
    TRANSFER = "transfer", "Перенос"
    FEE = "fee", "Комиссия с оплат жителей"


class InvoiceState(TextChoices):
    """An invoice is paid or cancelled once, and stays so."""

    ISSUED = "issued", "Не оплачен"
    PAID = "paid", "Оплачен"
    CANCELLED = "cancelled", "Отменён"


INVOICE_MOVES: list[tuple[str, str]] = [
    (InvoiceState.ISSUED, InvoiceState.PAID),
    (InvoiceState.ISSUED, InvoiceState.CANCELLED),
]


class LineState(TextChoices):
    """What became of money that the bank told of."""

    NEW = "new", "Зачисляется"
    CREDITED = "credited", "Зачислено"
    UNKNOWN = "unknown", "Не опознано"
    ASIDE = "aside", "Не от компании"


LINE_MOVES: list[tuple[str, str]] = [
    (LineState.NEW, LineState.CREDITED),
    (LineState.NEW, LineState.UNKNOWN),
    (LineState.UNKNOWN, LineState.CREDITED),
    (LineState.UNKNOWN, LineState.ASIDE),
    (LineState.ASIDE, LineState.CREDITED),  # somebody put it aside by mistake
]


class CorrectionKind(TextChoices):
    """How books that do not hold are mended."""

    ENTRY = "entry", "Исправляющая операция"
    COMPLETE = "complete", "Дописать проводки операции"
    RECOUNT = "recount", "Пересчитать балансы по проводкам"
    ACCEPT = "accept", "Признать как есть"


class Step(TextChoices):
    """What a look at a company's money may come to."""

    LOW = "low", "Деньги кончаются"
    OVER = "over", "Деньги закончились"
    SUSPENDED = "suspended", "Работа приостановлена"
    RESTORED = "restored", "Работа возобновлена"


class BonusKind(TextChoices):
    """For what a company is given bonuses."""

    REGISTERED = "registered", "Жители, которые зарегистрировались"
    READINGS = "readings", "Показания, переданные онлайн"
    REQUESTS = "requests", "Заявки, закрытые в срок и с фото"
    PAYMENTS = "payments", "Оплаты через сервис"
