from django.db.models import TextChoices


class Refusal(TextChoices):
    """Why a letter was not taken for good."""

    NO_MAILBOX = "nobody", "Такого почтового адреса нет"
    FULL = "full", "Почтовый ящик переполнен"
    POLICY = "policy", "Почтовый сервер получателя не принимает наши письма"
    OTHER = "other", "Почтовый сервер получателя не принял письмо"
