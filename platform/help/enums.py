from django.db.models import TextChoices


class Reader(TextChoices):
    """Whom a section is for. The values stand in the files."""

    HEAD = "head", "Вы руководитель"
    ACCOUNTANT = "accountant", "Вы бухгалтер"
    DISPATCHER = "dispatcher", "Вы диспетчер или работаете с жителями"
    RESIDENT = "resident", "Вы житель"
    OPERATOR = "operator", "Вы оператор Бурмистра"
