from django.db.models import TextChoices


class Role(TextChoices):
    """The six roles of the manual (section 4). A role is a preset of rights; a position is free text apart from it.

    The seventh is nobody's preset to choose: people of contractors have it.
    """

    HEAD = "head", "Руководитель"
    CLIENT_DESK = "client_desk", "Клиентский отдел"
    ACCOUNTANT = "accountant", "Бухгалтер"
    DISPATCHER = "dispatcher", "Диспетчер"
    EXECUTOR = "executor", "Исполнитель"
    INSPECTOR = "inspector", "Инспектор ИПУ"
    CONTRACTOR = "contractor", "Подрядчик"


EMPLOYEE_ROLES = [role for role in Role if role is not Role.CONTRACTOR]


class Rows(TextChoices):
    """To which rows a right extends, the widest first; each holds what the next one holds."""

    ALL = "all", "все"
    SECTION = "section", "мои участки"
    ASSIGNED = "assigned", "назначенные мне"

    def holds(self, other: "Rows") -> bool:
        """True if `other` is as wide or narrower."""
        order = list(Rows)
        return order.index(self) <= order.index(other)
