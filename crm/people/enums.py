from enum import Enum, auto

from django.db.models import TextChoices


class Tie(TextChoices):
    """What somebody is to an account."""

    OWNER = "owner", "Собственник"
    FAMILY = "family", "Член семьи"
    TENANT = "tenant", "Наниматель"
    REPRESENTATIVE = "proxy", "Представитель"


class ConsentChannel(TextChoices):
    """By what a company may write."""

    SMS = "sms", "СМС"
    VIBER = "viber", "Viber"
    EMAIL = "email", "Электронная почта"
    PUSH = "push", "Уведомления в приложении"
    CALL = "call", "Звонок"


class ConsentSource(TextChoices):
    """Where a consent comes from (152-ФЗ, ст. 9: the operator has to prove it)."""

    PAPER = "paper", "На бумаге"
    REGISTRATION = "signup", "При регистрации"
    CABINET = "cabinet", "В личном кабинете"
    PHONE_CALL = "call", "По телефону, с записью разговора"
    LINK = "link", "По ссылке из сообщения"


class Notice(Enum):
    """What a company writes: of one's own request, outage or account; or the same to many who did not ask."""

    SERVICE = auto()
    MASS = auto()
