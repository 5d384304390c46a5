from django.db.models import TextChoices


class Kind(TextChoices):
    """What sort of act it is: the first thing by which somebody looks for one."""

    DATA = "data", "Данные"
    PEOPLE = "people", "Сотрудники и права"
    SIGN_IN = "sign_in", "Вход"
    IMPORT = "import", "Загрузки из файлов"
    EXPORT = "export", "Выгрузки"
    PERSONAL = "personal", "Персональные данные"
    MONEY = "money", "Деньги"
    SITE = "site", "Сайт"
    SETTINGS = "settings", "Настройки"
