"""Forms 2.1 and 2.2: what a house is and what it is built of. Rows without a number in the order are the site's own."""

from sites_cms.disclosure.declarations import deadlines
from sites_cms.disclosure.declarations.company import FILLED_ON
from sites_cms.disclosure.declarations.shapes import Form, Group, Row, Scope, Type, When

_ALARM = When("17", frozenset({"true"}))
_INSTALLED = When("15", frozenset({"3"}))


def _area(code: str, title: str, **more: object) -> Row:
    return Row(code=code, title=title, type=Type.NUMBER, unit="кв. м", **more)  # type: ignore[arg-type]  # Row's own


def _count(code: str, title: str, **more: object) -> Row:
    return Row(code=code, title=title, type=Type.INT, unit="ед.", **more)  # type: ignore[arg-type]  # Row's own


def _chosen(code: str, title: str, choices: str, **more: object) -> Row:
    return Row(code=code, title=title, type=Type.CHOICE, choices=choices, **more)  # type: ignore[arg-type]  # the same


GENERAL = Form(
    code="2.1",
    title="Общие сведения о многоквартирном доме",
    short="Общие сведения о доме",
    scope=Scope.HOUSE,
    deadline=deadlines.CHANGES,
    groups=(
        Group(code="land", title="Земельные участки", one="Участок", empty="Земельный участок не сформирован."),
    ),
    not_above=(
        ("9.2", "9.1", "Наименьшее число этажей больше наибольшего."),
        ("12.1", "12", "Жилых помещений больше, чем помещений всего."),
        ("12.2", "12", "Нежилых помещений больше, чем помещений всего."),
        ("13.1", "13", "Площадь жилых помещений больше общей площади дома."),
        ("13.2", "13", "Площадь нежилых помещений больше общей площади дома."),
        ("13.3", "13", "Площадь общего имущества больше общей площади дома."),
        ("3.2", "3.4", "Управление кончается раньше, чем начинается."),
    ),
    rows=(
        FILLED_ON,
        Row(
            code="2.1", title="Документ, подтверждающий выбранный способ управления: наименование",
            heading="Управление домом",
        ),
        Row(code="2.2", title="Документ, подтверждающий выбранный способ управления: дата", type=Type.DATE),
        Row(code="2.3", title="Документ, подтверждающий выбранный способ управления: номер"),
        Row(code="3", title="Дата заключения договора управления", type=Type.DATE),
        Row(code="3.1", title="Копия договора управления", type=Type.FILES),
        Row(code="3.2", title="Дата начала управления", type=Type.DATE),
        Row(code="3.3", title="Основание управления"),
        Row(
            code="3.4", title="Дата окончания управления (если договор расторгнут)", type=Type.DATE, required=False
        ),
        Row(code="3.5", title="Основание прекращения управления", required=False),
        _chosen("4", "Способ формирования фонда капитального ремонта", "overhaul_fund"),
        Row(code="5", title="Адрес многоквартирного дома", heading="Дом"),
        Row(code="5.1", title="Идентификатор дома в ФИАС", required=False),
        Row(code="6", title="Год постройки", type=Type.YEAR),
        Row(code="6.1", title="Год ввода дома в эксплуатацию", type=Type.YEAR),
        Row(code="7", title="Серия, тип постройки здания"),
        _chosen("8", "Тип дома", "house_type"),
        _count("9.1", "Количество этажей, наибольшее"),
        _count("9.2", "Количество этажей, наименьшее"),
        _count("10", "Количество подъездов"),
        _count("11", "Количество лифтов"),
        _count("12", "Количество помещений, в том числе:"),
        _count("12.1", "жилых"),
        _count("12.2", "нежилых"),
        _area("13", "Общая площадь дома, в том числе:"),
        _area("13.1", "общая площадь жилых помещений"),
        _area("13.2", "общая площадь нежилых помещений"),
        _area("13.3", "общая площадь помещений, входящих в состав общего имущества"),
        Row(code="14", title="Кадастровый номер земельного участка", type=Type.CADASTRAL, group="land"),
        _area(
            "15", "Площадь земельного участка, входящего в состав общего имущества", heading="Земля и состояние дома"
        ),
        _area("16", "Площадь парковки в границах земельного участка"),
        Row(code="17", title="Факт признания дома аварийным", type=Type.YES_NO),
        Row(code="18.1", title="Документ о признании дома аварийным: дата", type=Type.DATE, when=_ALARM),
        Row(code="18.2", title="Документ о признании дома аварийным: номер", when=_ALARM),
        _chosen("19", "Причина признания дома аварийным", "alarm_reason", when=_ALARM),
        _chosen("20", "Класс энергетической эффективности", "energy_class"),
        Row(code="21", title="Дополнительная информация", type=Type.TEXT, required=False),
        Row(code="22", title="Детская площадка", type=Type.YES_NO, heading="Элементы благоустройства"),
        Row(code="23", title="Спортивная площадка", type=Type.YES_NO),
        Row(code="24", title="Другое", type=Type.TEXT, required=False),
    ),
)  # fmt: skip

CONSTRUCTION = Form(
    code="2.2",
    title=(
        "Сведения об основных конструктивных элементах многоквартирного дома, оборудовании и системах "
        "инженерно-технического обеспечения, входящих в состав общего имущества"
    ),
    short="Конструктивные элементы и инженерные системы",
    scope=Scope.HOUSE,
    deadline=deadlines.CHANGES,
    groups=(
        Group(code="facades", title="Фасады", one="Фасад", required=True),
        Group(code="roofs", title="Крыши", one="Крыша", required=True),
        Group(code="lifts", title="Лифты", one="Лифт", empty="Лифтов в доме нет."),
        Group(
            code="metering_devices", title="Общедомовые приборы учёта", one="Прибор учёта", required=True,
            named_by=("14",),
            empty="Сведений о приборах учёта нет.",
        ),
        Group(
            code="equipment", title="Иное оборудование и конструктивные элементы", one="Оборудование",
            empty="Иного оборудования нет.",
        ),
    ),
    rows=(
        FILLED_ON,
        _chosen("2", "Тип фундамента", "foundation", heading="Фундамент, стены, перекрытия"),
        _chosen("3", "Тип перекрытий", "floor"),
        _chosen("4", "Материал несущих стен", "wall"),
        _chosen("5", "Тип фасада", "facade", group="facades"),
        _chosen("6", "Тип крыши", "roof", group="roofs"),
        _chosen("7", "Тип кровли", "roofing", group="roofs"),
        _area("8", "Площадь подвала по полу", heading="Подвал и мусоропроводы"),
        _chosen("9", "Тип мусоропровода", "chute"),
        _count(
            "10", "Количество мусоропроводов", when=When("9", frozenset({"2", "3", "4", "5", "6", "7", "8"}))
        ),
        Row(code="11", title="Номер подъезда", group="lifts"),
        _chosen("12", "Тип лифта", "lift", group="lifts"),
        Row(code="13", title="Год ввода в эксплуатацию", type=Type.YEAR, group="lifts"),
        _chosen("14", "Вид коммунального ресурса", "resource", group="metering_devices"),
        _chosen("15", "Наличие прибора учёта", "meter_availability", group="metering_devices"),
        _chosen("16", "Тип прибора учёта", "meter_type", group="metering_devices", when=_INSTALLED),
        _chosen("17", "Единица измерения", "unit", group="metering_devices", when=_INSTALLED),
        Row(
            code="18", title="Дата ввода в эксплуатацию", type=Type.DATE, group="metering_devices", when=_INSTALLED
        ),
        Row(
            code="19", title="Дата поверки или замены прибора учёта", type=Type.DATE, group="metering_devices",
            when=_INSTALLED,
        ),
        _chosen("20", "Система электроснабжения", "electrical", heading="Инженерные системы"),
        _count("21", "Количество вводов электричества в дом"),
        _chosen("22", "Система теплоснабжения", "heating"),
        _chosen("23", "Система горячего водоснабжения", "hot_water"),
        _chosen("24", "Система холодного водоснабжения", "supply"),
        _chosen("25", "Система водоотведения", "supply"),
        Row(code="26", title="Объём выгребных ям", type=Type.NUMBER, unit="куб. м", required=False),
        _chosen("27", "Система газоснабжения", "supply"),
        _chosen("28", "Система вентиляции", "ventilation"),
        _chosen("29", "Система пожаротушения", "firefighting"),
        _chosen("30", "Система водостоков", "drainage"),
        Row(code="31", title="Вид оборудования или конструктивного элемента", group="equipment"),
        Row(code="32", title="Описание", type=Type.TEXT, group="equipment"),
    ),
)  # fmt: skip
