from django.db.models import TextChoices


class Resource(TextChoices):
    """What a meter counts."""

    COLD_WATER = "cold", "ХВС"
    HOT_WATER = "hot", "ГВС"
    HEAT = "heat", "Тепло"
    ELECTRICITY = "power", "Электроэнергия"
    GAS = "gas", "Газ"


UNITS = {
    Resource.COLD_WATER: "м³",
    Resource.HOT_WATER: "м³",
    Resource.HEAT: "Гкал",
    Resource.ELECTRICITY: "кВт·ч",
    Resource.GAS: "м³",
}


class Source(TextChoices):
    """From where a reading came."""

    COMPUTER = "crm", "Сотрудник, компьютер"
    MOBILE = "mobile", "Сотрудник, телефон"
    LINK = "link", "Житель, по ссылке"
    CABINET = "cabinet", "Житель, личный кабинет"
    FILE = "file", "Из файла"
    API = "api", "Программа"
    METER = "meter", "Прибор сам"


class Deed(TextChoices):
    """What happened to a meter or to a reading."""

    ADDED = "added", "Прибор добавлен"
    CHANGED = "changed", "Прибор изменён"
    REPLACED = "replaced", "Прибор заменён"
    STOPPED = "stopped", "Прибор снят"
    STARTED = "started", "Прибор снова действует"
    CHECKED = "checked", "Прибор проверен"
    READ = "read", "Показания переданы"
    CORRECTED = "corrected", "Показания исправлены"
    WITHDRAWN = "withdrawn", "Показания отменены"


class Verification(TextChoices):
    """How it stands with the verification («поверка») of a meter."""

    OVERDUE = "overdue", "Поверка просрочена"
    SOON = "soon", "Поверка в ближайшие 3 месяца"
    VALID = "valid", "Поверен"
    UNKNOWN = "unknown", "Дата поверки не указана"
