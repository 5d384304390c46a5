from django.db.models import IntegerChoices, TextChoices


class Status(TextChoices):
    """The four of the manual (section 6, 11). «Отложена» and «возвращена» are facts beside them, never a fifth."""

    NEW = "new", "Новая"
    WORKING = "working", "В работе"
    DONE = "done", "Выполнена"
    CANCELLED = "cancelled", "Отменена"


OPEN = (Status.NEW, Status.WORKING)

# From where to where. A step is undone by a new step: by putting back into «Новая», by reopening, by a return.
MOVES = [
    (Status.NEW, Status.WORKING),
    (Status.NEW, Status.CANCELLED),
    (Status.WORKING, Status.NEW),
    (Status.WORKING, Status.DONE),
    (Status.WORKING, Status.CANCELLED),
    (Status.DONE, Status.WORKING),
    (Status.CANCELLED, Status.NEW),
]


class Priority(IntegerChoices):
    """How urgent (manual, section 6, 9); the smaller, the sooner, so that lists sort by it."""

    EMERGENCY = 1, "Аварийная"
    URGENT = 2, "Срочная"
    NORMAL = 3, "Обычная"
    PLANNED = 4, "Плановая"


class Place(TextChoices):
    """What of a house it is about: premises of an account, or common property."""

    FLAT = "flat", "Квартира, помещение"
    ENTRANCE = "entrance", "Подъезд"
    LIFT = "lift", "Лифт"
    BASEMENT = "basement", "Подвал"
    ROOF = "roof", "Крыша, чердак"
    FACADE = "facade", "Фасад, балконы"
    YARD = "yard", "Двор"
    OTHER = "other", "Другое общее имущество"


class Source(TextChoices):
    """How it reached the company (ПП РФ 416, п. 17: лично, по телефону, through intercoms, by other means)."""

    PHONE = "phone", "По телефону"
    VISIT = "visit", "Лично"
    LETTER = "letter", "Письмом"
    INTERCOM = "intercom", "По домофону, из лифта"
    CABINET = "cabinet", "Из личного кабинета"
    STAFF = "staff", "Сотрудник заметил сам"
    API = "api", "Программой"


class Deed(TextChoices):
    """What happened to a request."""

    OPENED = "opened", "Заявка создана"
    JOINED = "joined", "Присоединено обращение"
    DETACHED = "detached", "Обращение отделено"
    ASSIGNED = "assigned", "Назначены исполнители"
    TAKEN = "taken", "Взята в работу"
    RELEASED = "released", "Возвращена в новые"
    POSTPONED = "postponed", "Отложена"
    RESUMED = "resumed", "Снова в работе"
    LOCALISED = "localised", "Авария локализована"
    FINISHED = "finished", "Выполнена"
    CANCELLED = "cancelled", "Отменена"
    REOPENED = "reopened", "Открыта снова"
    RETURNED = "returned", "Возвращена жителем"
    CHANGED = "changed", "Изменена"
    RATED = "rated", "Оценена жителем"
    WARNED = "warned", "Напомнили о сроке"


class PhotoKind(TextChoices):
    """What a photo shows. The resident sees all but those taken before the work."""

    PROBLEM = "problem", "Что случилось"
    BEFORE = "before", "До работы"
    RESULT = "result", "Результат работы"


class Audience(TextChoices):
    """Who reads a message of a request: the staff alone, or the resident too (manual, section 6, 4)."""

    STAFF = "staff", "Сотрудники"
    RESIDENT = "resident", "Житель"


class OutageKind(TextChoices):
    PLANNED = "planned", "Плановое"
    EMERGENCY = "emergency", "Аварийное"


class Supply(TextChoices):
    """What people do without."""

    COLD_WATER = "cold_water", "Холодная вода"
    HOT_WATER = "hot_water", "Горячая вода"
    WATER = "water", "Холодная и горячая вода"
    HEATING = "heating", "Отопление"
    ELECTRICITY = "electricity", "Электричество"
    SEWER = "sewer", "Канализация"
    GAS = "gas", "Газ"
    LIFT = "lift", "Лифт"
    INTERCOM = "intercom", "Домофон"
    OTHER = "other", "Другое"


class NoteKind(TextChoices):
    """What a shift hands on."""

    PROMISE = "promise", "Обещали перезвонить"
    KEY = "key", "Ключи выданы"
    OTHER = "other", "Передать"
