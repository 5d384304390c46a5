"""Form 2.8: the yearly report on a house."""

from sites_cms.disclosure.declarations import deadlines
from sites_cms.disclosure.declarations.company import FILLED_ON
from sites_cms.disclosure.declarations.shapes import Form, Group, Row, Scope, Type


def _money(code: str, title: str, *sum_of: str, group: str = "", signed: bool = False, heading: str = "") -> Row:
    return Row(
        code=code, title=title, type=Type.MONEY, unit="руб.", sum_of=sum_of, required=not sum_of, group=group,
        signed=signed, heading=heading,
    )  # fmt: skip


def _claims(first: int, heading: str) -> tuple[Row, ...]:
    return (
        Row(
            code=str(first), title="Количество поступивших претензий", type=Type.INT, unit="ед.", heading=heading
        ),
        Row(code=str(first + 1), title="Количество удовлетворённых претензий", type=Type.INT, unit="ед."),
        Row(
            code=str(first + 2), title="Количество претензий, в удовлетворении которых отказано", type=Type.INT,
            unit="ед.",
        ),
        _money(str(first + 3), "Сумма произведённого перерасчёта"),
    )  # fmt: skip


def _volume(code: str, title: str, type_: Type = Type.STRING, choices: str = "", unit: str = "") -> Row:
    return Row(code=code, title=title, type=type_, choices=choices, unit=unit, group="works.volumes")


REPORT = Form(
    code="2.8",
    title=(
        "Отчёт об исполнении управляющей организацией договора управления, а также о выполнении товариществом, "
        "кооперативом смет доходов и расходов"
    ),
    short="Отчёт об исполнении договора",
    scope=Scope.HOUSE,
    deadline=deadlines.REPORT,
    yearly=True,
    not_above=(
        ("2", "3", "Период кончается раньше, чем начинается."),
        ("28", "27", "Удовлетворено больше претензий, чем поступило."),
        ("29", "27", "Отказано по большему числу претензий, чем поступило."),
        ("48", "47", "Удовлетворено больше претензий, чем поступило."),
        ("49", "47", "Отказано по большему числу претензий, чем поступило."),
    ),
    groups=(
        Group(
            code="works", title="Выполненные работы (оказанные услуги)", one="Работа (услуга)", required=True,
            named_by=("21",),
        ),
        Group(
            code="works.volumes", title="Детальный перечень", one="Работа (услуга) раздела", required=True,
            named_by=("23",),
        ),
        Group(
            code="ku", title="Предоставленные коммунальные услуги", one="Коммунальная услуга", named_by=("37",),
            empty="Коммунальные услуги управляющая организация не предоставляла.",
        ),
    ),
    rows=(
        FILLED_ON,
        Row(code="2", title="Дата начала отчётного периода", type=Type.DATE),
        Row(code="3", title="Дата конца отчётного периода", type=Type.DATE),
        _money(
            "4", "Авансовые платежи потребителей (на начало периода)",
            heading="Содержание и текущий ремонт: деньги",
        ),
        _money("5", "Переходящие остатки денежных средств (на начало периода)", signed=True),
        _money("6", "Задолженность потребителей (на начало периода)"),
        _money("7", "Начислено за услуги (работы) по содержанию и текущему ремонту, в том числе:", "8", "9", "10"),
        _money("8", "за содержание дома"),
        _money("9", "за текущий ремонт"),
        _money("10", "за услуги управления"),
        _money("11", "Получено денежных средств, в том числе:", "12", "13", "14", "15", "16"),
        _money("12", "денежных средств от собственников (нанимателей) помещений"),
        _money("13", "целевых взносов от собственников (нанимателей) помещений"),
        _money("14", "субсидий"),
        _money("15", "денежных средств от использования общего имущества"),
        _money("16", "прочие поступления"),
        _money("17", "Всего денежных средств с учётом остатков", signed=True),
        _money("18", "Авансовые платежи потребителей (на конец периода)"),
        _money("19", "Переходящие остатки денежных средств (на конец периода)", signed=True),
        _money("20", "Задолженность потребителей (на конец периода)"),
        Row(
            code="21", title="Наименование работ (услуг)", type=Type.CHOICE, choices="service_name", group="works"
        ),
        _money("22", "Годовая фактическая стоимость работ (услуг)", group="works"),
        _volume("23", "Наименование работы (услуги), выполняемой в рамках раздела"),
        _volume("24", "Периодичность выполнения работ (оказания услуг)", Type.CHOICE, "periodicity"),
        _volume("25", "Единица измерения", Type.CHOICE, "unit"),
        _volume("26", "Стоимость на единицу измерения", Type.MONEY, unit="руб."),
        *_claims(27, "Претензии по качеству выполненных работ (оказанных услуг)"),
        _money("31", "Авансовые платежи потребителей (на начало периода)", heading="Коммунальные услуги: деньги"),
        _money("32", "Переходящие остатки денежных средств (на начало периода)", signed=True),
        _money("33", "Задолженность потребителей (на начало периода)"),
        _money("34", "Авансовые платежи потребителей (на конец периода)"),
        _money("35", "Переходящие остатки денежных средств (на конец периода)", signed=True),
        _money("36", "Задолженность потребителей (на конец периода)"),
        Row(code="37", title="Вид коммунальной услуги", type=Type.CHOICE, choices="resource", group="ku"),
        Row(code="38", title="Единица измерения", type=Type.CHOICE, choices="unit", group="ku"),
        Row(
            code="39", title="Общий объём потребления", type=Type.NUMBER, places=6, unit="нат. показ.", group="ku"
        ),
        _money("40", "Начислено потребителям", group="ku"),
        _money("41", "Оплачено потребителями", group="ku"),
        _money("42", "Задолженность потребителей", group="ku"),
        _money("43", "Начислено поставщиком (поставщиками) коммунального ресурса", group="ku"),
        _money("44", "Оплачено поставщику (поставщикам) коммунального ресурса", group="ku"),
        _money("45", "Задолженность перед поставщиком (поставщиками) коммунального ресурса", group="ku"),
        _money("46", "Суммы пени и штрафов, уплаченные поставщику (поставщикам)", group="ku"),
        *_claims(47, "Претензии по качеству предоставленных коммунальных услуг"),
        Row(
            code="51", title="Направлено претензий потребителям-должникам", type=Type.INT, unit="ед.",
            heading="Претензионно-исковая работа в отношении должников",
        ),
        Row(code="52", title="Направлено исковых заявлений", type=Type.INT, unit="ед."),
        _money("53", "Получено денежных средств по результатам претензионно-исковой работы"),
    ),
)  # fmt: skip
