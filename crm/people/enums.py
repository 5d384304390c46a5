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


class Topic(TextChoices):
    """What is written about, as far as one may refuse it by itself.

    What has no topic of its own, an outage or an emergency, is stopped only by a refusal of the whole channel. News go
    to those alone who agreed to the channel; the rest is about one's own request or account.
    """

    ALL = "", "Всё"
    NEWS = "news", "Новости и объявления"
    REQUESTS = "requests", "Заявки и обращения"
    METERS = "meters", "Показания и поверка"
    MONEY = "money", "Долг и платежи"


REFUSABLE = tuple(topic for topic in Topic if topic != Topic.ALL)
