"""Forms 1.1–1.5: about the company. Numbers of rows are those of our reference of the order."""

from sites_cms.disclosure.declarations import deadlines
from sites_cms.disclosure.declarations.shapes import Form, Group, Row, Scope, Type, When
from tenants.enums import Kind

_UK = frozenset({Kind.COMPANY})
_OWNERS = frozenset({Kind.ASSOCIATION, Kind.COOPERATIVE})
_TSJ = frozenset({Kind.ASSOCIATION})
_OFFICIAL = When("3", frozenset({"official"}))
FILLED_ON = Row(code="1", title="Дата заполнения/внесения изменений", type=Type.DATE, typed=False, required=False)


def _money(code: str, title: str, *sum_of: str) -> Row:
    return Row(code=code, title=title, type=Type.MONEY, unit="руб.", sum_of=sum_of, required=not sum_of)


GENERAL = Form(
    code="1.1",
    title="Общая информация об управляющей организации, товариществе, кооперативе",
    short="Общая информация",
    scope=Scope.COMPANY,
    deadline=deadlines.CHANGES,
    groups=(
        Group(code="licenses", title="Лицензии", one="Лицензия", required=True, only_for=_UK, empty="Лицензии нет."),
    ),
    rows=(
        FILLED_ON,
        Row(code="2", title="Фирменное наименование юридического лица (согласно уставу организации)"),
        Row(code="3", title="Сокращённое наименование юридического лица"),
        Row(code="4", title="Организационно-правовая форма", type=Type.CHOICE, choices="okopf"),
        Row(code="5", title="Фамилия, имя, отчество и должность руководителя"),
        Row(code="6", title="Основной государственный регистрационный номер (ОГРН)", type=Type.OGRN),
        Row(code="7", title="Идентификационный номер налогоплательщика (ИНН)", type=Type.INN),
        Row(code="8", title="Место государственной регистрации (юридический адрес)"),
        Row(code="9", title="Почтовый адрес"),
        Row(code="10", title="Адрес электронной почты", type=Type.EMAIL, required=False),
        Row(code="11", title="Официальный сайт в сети «Интернет»", type=Type.URL, required=False),
        Row(code="12", title="Адрес фактического местонахождения органов управления"),
        Row(code="13.1", title="Контактные телефоны"),
        Row(code="13.2", title="Факс", required=False),
        Row(code="14.1", title="Режим работы", type=Type.TEXT),
        Row(code="14.2", title="Часы личного приёма граждан", type=Type.TEXT),
        Row(
            code="15.1", title="Адрес диспетчерской службы", only_for=_UK,
            heading="Сведения о работе диспетчерской службы",
        ),
        Row(code="15.2", title="Контактные телефоны диспетчерской службы", only_for=_UK),
        Row(code="15.3", title="Режим работы диспетчерской службы", only_for=_UK),
        Row(
            code="16", title="Доля участия субъекта Российской Федерации в уставном капитале", type=Type.NUMBER,
            unit="%", only_for=_UK, heading="Уставный капитал и дома в управлении",
        ),
        Row(
            code="17", title="Доля участия муниципального образования в уставном капитале", type=Type.NUMBER,
            unit="%", only_for=_UK,
        ),
        Row(code="18", title="Количество домов, находящихся в управлении", type=Type.INT, unit="ед."),
        Row(code="19", title="Площадь домов, находящихся в управлении", type=Type.NUMBER, unit="кв. м"),
        Row(
            code="20", title="Штатная численность (по числу трудовых договоров), всего", type=Type.INT, unit="чел.",
            sum_of=("20.1", "20.2", "20.3"), required=False, heading="Штатная численность",
        ),
        Row(code="20.1", title="административный персонал", type=Type.INT, unit="чел."),
        Row(code="20.2", title="инженеры", type=Type.INT, unit="чел."),
        Row(code="20.3", title="рабочие", type=Type.INT, unit="чел."),
        Row(
            code="21", title="Устав товарищества собственников жилья или кооператива", type=Type.FILES,
            only_for=_OWNERS,
        ),
        Row(code="22", title="Дополнительная информация", type=Type.TEXT, required=False),
        Row(code="23", title="Номер лицензии", group="licenses", only_for=_UK),
        Row(code="24", title="Дата получения лицензии", type=Type.DATE, group="licenses", only_for=_UK),
        Row(code="25", title="Орган, выдавший лицензию", group="licenses", only_for=_UK),
        Row(code="26", title="Документ лицензии", type=Type.FILES, group="licenses", only_for=_UK),
    ),
)  # fmt: skip

FINANCE = Form(
    code="1.2",
    title="Сведения об основных показателях финансово-хозяйственной деятельности управляющей организации",
    short="Финансово-хозяйственная деятельность",
    scope=Scope.COMPANY,
    deadline=deadlines.BOOKS,
    yearly=True,
    not_above=(("2", "3", "Период кончается раньше, чем начинается."),),
    rows=(
        FILLED_ON,
        Row(code="2", title="Дата начала отчётного периода", type=Type.DATE),
        Row(code="3", title="Дата конца отчётного периода", type=Type.DATE),
        _money("4", "Доходы, полученные за оказание услуг по управлению многоквартирными домами"),
        _money("5", "Расходы, понесённые в связи с оказанием услуг по управлению многоквартирными домами"),
        _money(
            "6", "Общая задолженность за коммунальные ресурсы, в том числе:", "7", "10", "11", "12", "13", "14", "15"
        ),
        _money("7", "тепловая энергия, в том числе:", "8", "9"),
        _money("8", "тепловая энергия для нужд отопления"),
        _money("9", "тепловая энергия для нужд горячего водоснабжения"),
        _money("10", "горячая вода"),
        _money("11", "холодная вода"),
        _money("12", "водоотведение"),
        _money("13", "поставка газа"),
        _money("14", "электрическая энергия"),
        _money("15", "прочие ресурсы (услуги)"),
        Row(
            code="16", title="Годовая бухгалтерская отчётность (баланс и приложения; при УСН — декларация)",
            type=Type.FILES, heading="Документы",
        ),
        Row(code="17", title="Сметы доходов и расходов товарищества, кооператива", type=Type.FILES, only_for=_OWNERS),
        Row(code="18", title="Отчёт о выполнении смет доходов и расходов", type=Type.FILES, only_for=_OWNERS),
        Row(
            code="19", title="Заключения ревизионной комиссии за год и два предыдущих", type=Type.FILES, only_for=_TSJ
        ),
        Row(
            code="20", title="Документ аудиторской проверки за год и два предыдущих", type=Type.FILES, required=False
        ),
    ),
)  # fmt: skip

LIABILITY = Form(
    code="1.3",
    title=(
        "Информация о привлечении управляющей организации, товарищества, кооператива, должностного лица "
        "к административной ответственности"
    ),
    short="Административная ответственность",
    scope=Scope.COMPANY,
    deadline=deadlines.EACH_TIME,
    yearly=True,
    groups=(
        Group(
            code="cases", title="Случаи привлечения", one="Случай",
            empty="К административной ответственности не привлекались.",
        ),
    ),
    rows=(
        FILLED_ON,
        Row(code="2", title="Дата привлечения к административной ответственности", type=Type.DATE, group="cases"),
        Row(
            code="3", title="Тип лица, привлечённого к административной ответственности", type=Type.CHOICE,
            choices="person", group="cases",
        ),
        Row(code="4", title="Фамилия, имя, отчество должностного лица", group="cases", when=_OFFICIAL),
        Row(code="5", title="Должность привлечённого лица", group="cases", when=_OFFICIAL),
        Row(code="6", title="Предмет административного нарушения", type=Type.TEXT, group="cases"),
        Row(code="7", title="Наименование контрольного или судебного органа", group="cases"),
        Row(code="8", title="Количество выявленных нарушений", type=Type.INT, unit="ед.", group="cases"),
        Row(code="9", title="Размер штрафа", type=Type.MONEY, unit="руб.", group="cases"),
        Row(code="10.1", title="Документ о применении мер: наименование", group="cases"),
        Row(code="10.2", title="Документ о применении мер: дата", type=Type.DATE, group="cases"),
        Row(code="10.3", title="Документ о применении мер: номер", group="cases"),
        Row(code="10.4", title="Документ о применении мер: файл", type=Type.FILES, group="cases", required=False),
        Row(
            code="11", title="Мероприятия, проведённые для устранения нарушений, и их результаты", type=Type.TEXT,
            group="cases",
        ),
    ),
)  # fmt: skip

_NAME = ("3", "4", "5")
_ADDRESS = (
    Row(code="2", title="Субъект Российской Федерации", group="houses", required=False),
    Row(code="3", title="Населённый пункт", group="houses"),
    Row(code="4", title="Улица", group="houses"),
    Row(code="5", title="Номер дома", group="houses"),
)

MANAGED = Form(
    code="1.4",
    title=(
        "Перечень многоквартирных домов, управление которыми осуществляют управляющая организация, товарищество, "
        "кооператив"
    ),
    short="Дома в управлении",
    scope=Scope.COMPANY,
    deadline=deadlines.NONE,
    groups=(
        Group(code="houses", title="Дома", one="Дом", required=True, typed=False, named_by=_NAME,
            empty="Домов в управлении нет.",),
    ),
    rows=(
        FILLED_ON,
        *_ADDRESS,
        Row(code="6", title="Дата начала управления", type=Type.DATE, group="houses", typed=False),
        Row(code="7", title="Основание управления", group="houses", typed=False),
        Row(code="8", title="Договор управления", group="houses", typed=False, required=False),
    ),
)  # fmt: skip

PARTED = Form(
    code="1.5",
    title=(
        "Перечень многоквартирных домов, в отношении которых договоры управления были расторгнуты в предыдущем "
        "календарном году"
    ),
    short="Дома, договоры с которыми расторгнуты",
    scope=Scope.COMPANY,
    deadline=deadlines.NONE,
    yearly=True,
    groups=(
        Group(code="houses", title="Дома", one="Дом", named_by=_NAME,
            empty="За год ни один договор управления не расторгнут.",),
    ),
    rows=(
        FILLED_ON,
        *_ADDRESS,
        Row(code="6", title="Дата начала управления", type=Type.DATE, group="houses", required=False),
        Row(code="7", title="Дата окончания управления", type=Type.DATE, group="houses"),
        Row(code="8", title="Основание прекращения", group="houses"),
    ),
)  # fmt: skip

FORMS = (GENERAL, FINANCE, LIABILITY, MANAGED, PARTED)
