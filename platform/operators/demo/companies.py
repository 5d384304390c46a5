"""Who the demo's companies are. Invented.

Nobody's by construction: ИНН with right control digits but of tax offices that do not exist (5999, 2599, 6999),
landlines whose local part begins with a zero, mobiles of the code 975, which no operator has.
"""

from dataclasses import dataclass
from datetime import date

from crm.rights.enums import Role
from tenants.enums import Kind

_MOBILE = "+7 975 000"


@dataclass(frozen=True)
class Person:
    """An employee; the first of a role has a login in `demo-logins.json`."""

    role: Role
    last_name: str
    first_name: str
    patronymic: str
    position: str
    phone: str
    email: str = ""


@dataclass(frozen=True)
class DemoCompany:
    """A company and how large it is; `fullness` is the share of flats that have an account."""

    slug: str
    short_name: str
    full_name: str
    kind: Kind
    inn: str
    kpp: str
    ogrn: str
    city: str
    region: str
    district: str
    time_zone: str
    emergency_phone: str
    phone: str
    accent: str
    theme: str  # each company of the demo shows another
    staff: tuple[Person, ...]
    houses: tuple[tuple[str, int], ...]  # address as a dispatcher says it, flats
    own_types: tuple[str, ...] = ()  # kinds of requests beside those of the manual
    not_needed: tuple[str, ...] = ()  # and those of the manual that this company switched off
    fullness: float = 1.0
    initials: str = ""  # on the logo
    own_site: str = ""
    licence: tuple[str, date, str] | None = None  # number, day, who issued; a ТСЖ owes none
    other_phones: tuple[tuple[str, str], ...] = ()
    about: str = ""
    next_request: int = 1

    @property
    def email(self) -> str:
        return f"office@{self.slug}.example"

    @property
    def head(self) -> Person:
        return next(person for person in self.staff if person.role is Role.HEAD)


UYUT = DemoCompany(
    slug="uyut",
    short_name="УК «Уют»",
    full_name="ООО «Управляющая компания «Уют»",
    kind=Kind.COMPANY,
    inn="5999000016",
    kpp="599901001",
    ogrn="1025999000015",
    city="Верхнекамск",
    region="Пермский край",
    district="volga",
    time_zone="Asia/Yekaterinburg",
    emergency_phone="+7 342 000-10-01",
    phone="+7 342 000-10-02",
    accent="#1f4e8c",
    theme="daylight",
    staff=(
        Person(Role.HEAD, "Соколова", "Марина", "Викторовна", "Директор", f"{_MOBILE}-10-01"),
        Person(Role.ACCOUNTANT, "Белова", "Галина", "Петровна", "Главный бухгалтер", f"{_MOBILE}-10-02"),
        Person(Role.DISPATCHER, "Комаров", "Олег", "Юрьевич", "Старший диспетчер", f"{_MOBILE}-10-03"),
        Person(Role.CLIENT_DESK, "Титова", "Юлия", "Сергеевна", "Специалист по работе с жителями", f"{_MOBILE}-10-04"),
        Person(Role.EXECUTOR, "Дёмин", "Рустам", "Ильич", "Слесарь-сантехник", f"{_MOBILE}-10-05"),
        Person(Role.INSPECTOR, "Власова", "Тамара", "Ивановна", "Контролёр", f"{_MOBILE}-10-06"),
        Person(Role.DISPATCHER, "Панина", "Алёна", "Денисовна", "Диспетчер", f"{_MOBILE}-10-07", "panina@uyut.example"),
        Person(Role.DISPATCHER, "Ершов", "Кирилл", "Львович", "Диспетчер", f"{_MOBILE}-10-08", "ershov@uyut.example"),
        Person(Role.EXECUTOR, "Жуков", "Степан", "Андреевич", "Электрик", f"{_MOBILE}-10-09", "zhukov@uyut.example"),
        Person(Role.EXECUTOR, "Лыткин", "Павел", "Егорович", "Плотник", f"{_MOBILE}-10-10", "lytkin@uyut.example"),
        Person(Role.HEAD, "Гордеев", "Антон", "Павлович", "Инженер", f"{_MOBILE}-10-11", "gordeev@uyut.example"),
    ),
    houses=(
        ("ул. Ленина, д. 86", 320), ("ул. Ленина, д. 29", 216), ("ул. Гагарина, д. 35А", 288),
        ("ул. Гагарина, д. 73", 180), ("ул. Гагарина, д. 74", 180), ("ул. Садовая, д. 48", 216),
        ("ул. Садовая, д. 81 корп. 1", 144), ("ул. 8 Марта, д. 75", 215), ("ул. 8 Марта, д. 44 корп. 1", 143),
        ("пр-кт Мира, д. 14/2", 252), ("пр-кт Мира, д. 38А", 119), ("пр-кт Мира, д. 90", 72),
        ("б-р Энтузиастов, д. 47", 120), ("пер. Школьный, д. 68А", 144), ("ул. Космонавтов, д. 100", 259),
    ),
    own_types=("Домофоны и видеонаблюдение", "Шлагбаумы и парковка"),
    fullness=0.99,
    initials="УЮ",
    own_site="https://uyut.example",
    licence=("059-000016", date(2015, 4, 20), "Инспекция жилищного надзора Пермского края"),
    other_phones=(("Паспортный стол", "+7 342 000-10-03"), ("Бухгалтерия", "+7 342 000-10-04")),
    about="Директор принимает жителей по вторникам с 16 до 18 часов, инженер — по четвергам с 17 до 19.",
    next_request=1501,
)  # fmt: skip

BUKHTA = DemoCompany(
    slug="bukhta",
    short_name="УК «Тихая бухта»",
    full_name="ООО «Управляющая компания «Тихая бухта»",
    kind=Kind.COMPANY,
    inn="2599000016",
    kpp="259901001",
    ogrn="1022599000016",
    city="Находка",
    region="Приморский край",
    district="far-east",
    time_zone="Asia/Vladivostok",
    emergency_phone="+7 4236 00-20-01",
    phone="+7 4236 00-20-02",
    accent="#0b6b63",
    theme="evening",
    staff=(
        Person(Role.HEAD, "Кравец", "Руслан", "Тимофеевич", "Генеральный директор", f"{_MOBILE}-20-01"),
        Person(Role.ACCOUNTANT, "Носова", "Ирина", "Аркадьевна", "Бухгалтер", f"{_MOBILE}-20-02"),
        Person(Role.DISPATCHER, "Ли", "Вера", "Сергеевна", "Диспетчер", f"{_MOBILE}-20-03"),
        Person(Role.EXECUTOR, "Басов", "Игорь", "Матвеевич", "Мастер участка", f"{_MOBILE}-20-04"),
    ),
    houses=(
        ("ул. Портовая, д. 3", 90), ("ул. Портовая, д. 5", 90), ("ул. Портовая, д. 7", 179),
        ("ул. Лесная, д. 12", 72), ("ул. Лесная, д. 14", 72), ("ул. Лесная, д. 16", 96),
        ("ул. Маячная, д. 2/1", 135), ("ул. Маячная, д. 4", 135), ("ул. Набережная, д. 19", 54),
    ),
    own_types=("Подпорные стены и лестницы",),
    fullness=0.97,
    initials="ТБ",
    licence=("025-000032", date(2015, 4, 27), "Государственная жилищная инспекция Приморского края"),
    other_phones=(("Паспортный стол", "+7 4236 00-20-03"),),
    about="Директор принимает жителей по средам с 17 до 19 часов. Запись — по телефону офиса.",
    next_request=301,
)  # fmt: skip

RASSVET = DemoCompany(
    slug="rassvet",
    short_name="ТСЖ «Рассвет»",
    full_name="Товарищество собственников жилья «Рассвет»",
    kind=Kind.ASSOCIATION,
    inn="6999000018",
    kpp="699901001",
    ogrn="1026999000016",
    city="Тверь",
    region="Тверская область",
    district="central",
    time_zone="Europe/Moscow",
    emergency_phone="+7 4822 00-30-01",
    phone="+7 4822 00-30-02",
    accent="#9a3b12",
    theme="board",
    staff=(
        Person(Role.HEAD, "Рощина", "Елена", "Борисовна", "Председатель правления", f"{_MOBILE}-30-01"),
        Person(Role.ACCOUNTANT, "Зимин", "Фёдор", "Максимович", "Бухгалтер", f"{_MOBILE}-30-02"),
    ),
    houses=(("ул. Рассветная, д. 1", 96),),
    not_needed=("Лифтовое оборудование",),
    initials="Р",
    about="Правление собирается в первый понедельник месяца в 19:00, в помещении консьержа.",
)

COMPANIES = (UYUT, BUKHTA, RASSVET)
