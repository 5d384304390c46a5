from django.db.models import TextChoices


class Role(TextChoices):
    """The six roles of the manual (section 4). A role is a preset of rights; a position is free text apart from it."""

    HEAD = "head", "Руководитель"
    CLIENT_DESK = "client_desk", "Клиентский отдел"
    ACCOUNTANT = "accountant", "Бухгалтер"
    DISPATCHER = "dispatcher", "Диспетчер"
    EXECUTOR = "executor", "Исполнитель"
    INSPECTOR = "inspector", "Инспектор ИПУ"
