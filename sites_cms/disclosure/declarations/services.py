"""Forms 2.3–2.7: works, utilities, common property, overhaul, meetings of owners."""

from sites_cms.disclosure.declarations import deadlines
from sites_cms.disclosure.declarations.company import FILLED_ON
from sites_cms.disclosure.declarations.shapes import Form, Group, Row, Scope, Type, When

_EXPIRED = When("stop", frozenset({"1"}))
_OTHER_WORK = When("2", frozenset({"14"}))
_GIVEN = When("2.1", frozenset({"1", "3"}))
_ENDED = When("2.1", frozenset({"3"}))
_BY_OTHERS = When("6", frozenset({"false"}))

WORKS = Form(
    code="2.3",
    title=(
        "Сведения о выполняемых работах (оказываемых услугах) по содержанию и ремонту общего имущества в "
        "многоквартирном доме, иных услугах, связанных с достижением целей управления многоквартирным домом"
    ),
    short="Работы и услуги по содержанию и ремонту",
    scope=Scope.HOUSE,
    deadline=deadlines.CHANGES,
    groups=(
        Group(code="services", title="Работы (услуги)", one="Работа (услуга)", required=True, named_by=("2",)),
        Group(code="services.costs", title="Стоимость по годам", one="Год", required=True, named_by=("3",)),
    ),
    rows=(
        FILLED_ON,
        Row(
            code="2", title="Наименование работы (услуги)", type=Type.CHOICE, choices="service_name", group="services"
        ),
        Row(code="2.1", title="Прочая работа (услуга): какая", group="services", when=_OTHER_WORK),
        Row(code="3", title="Год предоставления работы (услуги)", type=Type.YEAR, group="services.costs"),
        Row(
            code="4", title="Годовая плановая стоимость работ (услуг)", type=Type.MONEY, unit="руб.",
            group="services.costs",
        ),
        Row(
            code="stop", title="Прекращение: причина", type=Type.CHOICE, choices="stop_reason", group="services",
            required=False,
        ),
        Row(code="stop.1", title="Прекращение: дата", type=Type.DATE, group="services", when=_EXPIRED),
        Row(code="stop.2", title="Прекращение: основание", type=Type.TEXT, group="services", when=_EXPIRED),
    ),
)  # fmt: skip


def _utility(code: str, title: str, type_: Type = Type.STRING, **more: object) -> Row:
    return Row(code=code, title=title, type=type_, group="communal", **more)  # type: ignore[arg-type]  # Row's own


UTILITIES = Form(
    code="2.4",
    title="Сведения об оказываемых коммунальных услугах",
    short="Коммунальные услуги",
    scope=Scope.HOUSE,
    deadline=deadlines.CHANGES,
    groups=(
        Group(code="communal", title="Коммунальные услуги", one="Коммунальная услуга", required=True, named_by=("2",)),
        Group(code="communal.costs", title="Тарифы", one="Тариф", named_by=("4.3",)),
        Group(
            code="communal.acts", title="Акты, устанавливающие норматив потребления", one="Нормативный правовой акт",
            named_by=("11.2",),
        ),
    ),
    rows=(
        FILLED_ON,
        _utility("2", "Вид коммунальной услуги", Type.CHOICE, choices="resource"),
        _utility("2.1", "Факт предоставления услуги", Type.CHOICE, choices="filling_fact"),
        _utility("3", "Основание предоставления услуги", Type.CHOICE, choices="service_method", when=_GIVEN),
        Row(code="4.1", title="Тариф (цена)", type=Type.NUMBER, places=6, unit="руб.", group="communal.costs"),
        Row(code="4.2", title="Единица измерения", type=Type.CHOICE, choices="unit", group="communal.costs"),
        Row(code="4.3", title="Дата начала действия тарифа", type=Type.DATE, group="communal.costs"),
        _utility("5", "Описание дифференциации тарифов", Type.TEXT, required=False),
        _utility("6", "Ресурс поставляется через управляющую организацию", Type.YES_NO, when=_GIVEN),
        _utility("6.1", "Лицо, поставляющее коммунальный ресурс: наименование", when=_BY_OTHERS),
        _utility("6.2", "Лицо, поставляющее коммунальный ресурс: ИНН", Type.INN, when=_BY_OTHERS),
        _utility("6.3", "Лицо, поставляющее коммунальный ресурс: дополнительно", Type.TEXT, required=False),
        _utility("7.1", "Договор на поставку коммунального ресурса: дата", Type.DATE, when=_BY_OTHERS),
        _utility("7.2", "Договор на поставку коммунального ресурса: номер", when=_BY_OTHERS),
        _utility("8.1", "Акт, устанавливающий тариф: дата", Type.DATE, when=_GIVEN),
        _utility("8.2", "Акт, устанавливающий тариф: номер", when=_GIVEN),
        _utility("8.3", "Акт, устанавливающий тариф: кем принят", when=_GIVEN),
        _utility("9.1", "Норматив потребления в жилых помещениях", Type.NUMBER, places=6, when=_GIVEN),
        _utility("9.2", "Норматив в жилых помещениях: единица", Type.CHOICE, choices="unit", when=_GIVEN),
        _utility("9.3", "Норматив в жилых помещениях: дополнительно", Type.TEXT, required=False),
        _utility(
            "10.1", "Норматив потребления на общедомовые нужды", Type.NUMBER, places=6, required=False, when=_GIVEN
        ),
        _utility(
            "10.2", "Норматив на общедомовые нужды: единица", Type.CHOICE, choices="unit", required=False, when=_GIVEN
        ),
        _utility("10.3", "Норматив на общедомовые нужды: дополнительно", Type.TEXT, required=False),
        Row(code="11.1", title="Дата акта", type=Type.DATE, group="communal.acts"),
        Row(code="11.2", title="Номер акта", group="communal.acts"),
        Row(code="11.3", title="Наименование принявшего акт органа", group="communal.acts"),
        _utility("stop.1", "Прекращение: дата", Type.DATE, when=_ENDED),
        _utility("stop.2", "Прекращение: основание", Type.TEXT, when=_ENDED),
    ),
)  # fmt: skip


def _used(code: str, title: str, type_: Type = Type.STRING, **more: object) -> Row:
    return Row(code=code, title=title, type=type_, group="objects", **more)  # type: ignore[arg-type]  # Row's own


PROPERTY = Form(
    code="2.5",
    title="Сведения об использовании общего имущества в многоквартирном доме",
    short="Использование общего имущества",
    scope=Scope.HOUSE,
    deadline=deadlines.CHANGES,
    groups=(
        Group(
            code="objects",
            title="Используемое общее имущество",
            one="Объект",
            named_by=("2",),
            empty="Общее имущество собственников помещений в многоквартирном доме не используется.",
        ),
    ),
    rows=(
        FILLED_ON,
        _used("2", "Наименование объекта общего имущества"),
        _used("3", "Назначение объекта общего имущества"),
        _used("4", "Площадь объекта (для помещений и земельных участков)", Type.NUMBER, unit="кв. м", required=False),
        _used("5", "Наименование владельца (пользователя)"),
        _used("6", "ИНН владельца (пользователя)", Type.INN),
        _used("7.1", "Реквизиты договора: номер"),
        _used("7.2", "Реквизиты договора: дата", Type.DATE),
        _used("8", "Дата начала действия договора", Type.DATE),
        _used("9", "Стоимость по договору в месяц", Type.MONEY, unit="руб."),
        _used("10.1", "Протокол общего собрания: дата", Type.DATE),
        _used("10.2", "Протокол общего собрания: номер"),
    ),
)

OVERHAUL = Form(
    code="2.6",
    title="Сведения о капитальном ремонте общего имущества в многоквартирном доме",
    short="Капитальный ремонт",
    scope=Scope.HOUSE,
    deadline=deadlines.CHANGES,
    rows=(
        FILLED_ON,
        Row(code="2", title="Наименование владельца специального счёта"),
        Row(code="3", title="ИНН владельца специального счёта", type=Type.INN),
        Row(
            code="4", title="Размер взноса на капитальный ремонт на 1 кв. м по решению общего собрания",
            type=Type.MONEY, unit="руб./кв. м",
        ),
        Row(code="5.1", title="Протокол общего собрания о способе формирования фонда: дата", type=Type.DATE),
        Row(code="5.2", title="Протокол общего собрания о способе формирования фонда: номер"),
        Row(code="6", title="Дополнительная информация", type=Type.TEXT, required=False),
    ),
)  # fmt: skip

MEETINGS = Form(
    code="2.7",
    title="Сведения о проведённых общих собраниях собственников помещений в многоквартирном доме",
    short="Общие собрания собственников",
    scope=Scope.HOUSE,
    deadline=deadlines.CHANGES,
    groups=(
        Group(
            code="meetings",
            title="Общие собрания",
            one="Собрание",
            empty="Сведений об общих собраниях нет.",
            named_by=("2", "3"),
        ),
    ),
    rows=(
        FILLED_ON,
        Row(code="2", title="Дата протокола", type=Type.DATE, group="meetings"),
        Row(code="3", title="Номер протокола", group="meetings"),
        Row(code="4", title="Результат (протокол) общего собрания", type=Type.FILES, group="meetings"),
    ),
)
