"""Disclosure of the demo's companies: one house told whole, others with gaps, one as ГИС ЖКХ would tell it."""

from datetime import timedelta

import typst
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from crm.accounting.models import House
from identity.models import User
from operators.demo.companies import DemoCompany
from sites_cms.disclosure.declarations import FORMS
from sites_cms.disclosure.domain.filling import fill_in
from sites_cms.disclosure.domain.gis import take_from_gis
from sites_cms.disclosure.domain.places import place_of, reported_year
from sites_cms.disclosure.domain.reading import is_anything_filled

Rows = dict[tuple[str, str], str]

_GENERAL = {
    "14.2": "Вторник, 16:00–18:00, по записи",
    "16": "0", "17": "0", "20.1": "6", "20.2": "3", "20.3": "21",
}  # fmt: skip
_FINANCE = {
    "4": "18 450 300,00", "5": "17 902 115,40", "8": "412 300,10", "9": "98 210,55", "10": "0", "11": "57 400",
    "12": "44 120,30", "13": "0", "14": "120 050,75", "15": "0",
}  # fmt: skip
_CASE = {
    "3": "company", "6": "Нарушение сроков уборки снега с крыши дома", "7": "Инспекция жилищного надзора", "8": "1",
    "9": "50000", "10.1": "Постановление по делу об административном правонарушении", "10.3": "17-04/2",
    "11": "Снег убран в день проверки, штраф уплачен, график уборки изменён.",
}  # fmt: skip
_HOUSE = {
    "2.1": "Протокол общего собрания собственников", "2.2": "15.03.2019", "2.3": "1", "3": "20.03.2019",
    "3.2": "01.04.2019", "3.3": "Договор управления", "4": "3", "6.1": "1984", "7": "97", "8": "1",
    "11": "4", "15": "2450", "16": "320", "17": "нет", "20": "D", "22": "да", "23": "нет",
}  # fmt: skip
_BUILT_OF = {
    "2": "Ленточный", "3": "Железобетонные", "4": "Панельные", "8": "612,4", "9": "На лестничной клетке", "10": "4",
    "20": "Центральное", "21": "2", "22": "Центральное", "23": "Центральное (закрытая система)", "24": "Центральное",
    "25": "Центральное", "27": "Центральное", "28": "Вытяжная", "29": "Пожарные гидранты", "30": "Внутренние водостоки",
}  # fmt: skip
_METER = {"15": "Установлен", "16": "С интерфейсом передачи данных", "18": "12.09.2020", "19": "12.09.2026"}
_WORKS = (("1", "412000"), ("2", "655300,50"), ("7", "214000"), ("13", "380120"))
_UTILITIES = (("5", "Гкал", "2156,44", "0,0243"), ("1", "куб. м", "38,42", "4,4"), ("3", "куб. м", "29,15", "7,9"))
_REPORT = {
    "4": "41200,10", "5": "118300", "6": "302455,90", "8": "655300,50", "9": "594120", "10": "412000",
    "12": "1590210,40", "13": "0", "14": "0", "15": "24000", "16": "0", "17": "1732510,40", "18": "38100",
    "19": "96400,20", "20": "347310,05", "27": "6", "28": "5", "29": "1", "30": "3120,44", "31": "0", "32": "0",
    "33": "0", "34": "0", "35": "0", "36": "0", "47": "0", "48": "0", "49": "0", "50": "0", "51": "14", "52": "3",
    "53": "112400,30",
}  # fmt: skip


def disclose(company: DemoCompany, *, by: User) -> None:
    """Fill forms through the same functions as people; the last house and the smaller companies keep gaps."""
    if is_anything_filled():
        return
    year = reported_year(FORMS["1.2"], today=timezone.localdate())
    houses = list(House.objects.order_by("pk"))
    if company.licence is None:  # a company of owners has only begun
        _fill("1.1", {"9": f"г. {company.city}, а/я 1", "20.1": "1"}, by=by)
        return
    _fill(
        "1.1",
        _GENERAL | _addresses(company),
        by=by,
        scan=("1", "26"),
        words="Лицензия на управление многоквартирными домами",
    )
    _fill("1.2", _FINANCE, by=by, year=year, scan=("", "16"), words=f"Бухгалтерский баланс за {year} год")
    _fill("1.3", _of_item("1", _CASE | {"2": f"14.02.{year}", "10.2": f"20.02.{year}"}), by=by, year=year)
    _tell_whole(houses[0], year=year, by=by)
    if len(houses) > 1:
        _fill("2.1", {"3.2": "01.06.2021", "3.3": "Договор управления", "17": "нет"}, by=by, house=houses[1])
    if len(houses) > 2:
        _fill("2.1", {"11": "4", "9.2": str(houses[2].floors or 9), "3.2": "01.02.2020"}, by=by, house=houses[2])
        told: Rows = {("", "11"): "5", ("", "9.1"): str(houses[2].floors or 9), ("", "6.1"): "1991", ("", "8"): "1"}
        take_from_gis(place_of(FORMS["2.1"], house=houses[2]), told, as_of=timezone.now() - timedelta(days=3))


def _addresses(company: DemoCompany) -> dict[str, str]:
    return {"9": f"г. {company.city}, а/я 1", "15.1": f"г. {company.city}, {company.houses[0][0]}"}


def _tell_whole(house: House, *, year: int, by: User) -> None:
    _fill(
        "2.1",
        _HOUSE | {"9.2": str(house.floors or 9)},
        by=by,
        house=house,
        scan=("", "3.1"),
        words=f"Договор управления домом {house.address}",
    )
    lifts: Rows = {}
    for number in range(1, 5):
        lifts |= _of_item(str(number), {"11": str(number), "12": "Пассажирский", "13": "2012"})
    meters = _of_item("1", _METER | {"14": "Отопление", "17": "Гкал"})
    meters |= _of_item("2", _METER | {"14": "Холодное водоснабжение", "17": "куб. м"})
    roof = _of_item("1", {"5": "Соответствует материалу стен", "6": "Плоская", "7": "Из рулонных материалов"})
    _fill("2.2", _plain(_BUILT_OF) | roof | lifts | meters, by=by, house=house)
    works: Rows = {}
    done: Rows = {}
    for number, (name, cost) in enumerate(_WORKS, 1):
        works |= _of_item(str(number), {"2": name}) | _of_item(f"{number}/1", {"3": str(year + 1), "4": cost})
        done |= _of_item(str(number), {"21": name, "22": cost})
        done |= _of_item(f"{number}/1", {"23": "Работы по графику", "24": "По графику", "25": "кв. м", "26": "3,20"})
    _fill("2.3", works, by=by, house=house)
    utilities: Rows = {}
    for number, (resource, unit, price, norm) in enumerate(_UTILITIES, 1):
        utilities |= _of_item(
            str(number),
            {
                "2": resource, "2.1": "1", "3": "3", "6": "нет", "6.1": "АО «Камские сети»", "6.2": "7707083893",
                "7.1": "01.12.2019", "7.2": f"{number}-У", "8.1": "18.12.2024", "8.2": "112-т",
                "8.3": "Министерство тарифного регулирования", "9.1": norm, "9.2": unit,
            },
        ) | _of_item(f"{number}/1", {"4.1": price, "4.2": unit, "4.3": f"01.07.{year + 1}"})  # fmt: skip
    _fill("2.4", utilities, by=by, house=house)
    rent = {
        "2": "Стена первого подъезда", "3": "Размещение оборудования связи", "5": "ООО «Камская связь»",
        "6": "7707083893", "7.1": "14-С", "7.2": "01.02.2023", "8": "01.02.2023", "9": "2000", "10.1": "20.01.2023",
        "10.2": "3",
    }  # fmt: skip
    _fill("2.5", _of_item("1", rent), by=by, house=house)
    fund = {"2": "Региональный оператор", "3": "7707083893", "4": "11,84", "5.1": "12.05.2015", "5.2": "2"}
    _fill("2.6", fund, by=by, house=house)
    meeting = _of_item("1", {"2": "20.01.2023", "3": "3"})
    _fill("2.7", meeting, by=by, house=house, scan=("1", "4"), words="Протокол общего собрания № 3")
    _fill("2.8", _plain(_REPORT) | done, by=by, house=house, year=year)


def _fill(
    code: str, rows: dict[str, str] | Rows, *, by: User, house: House | None = None, year: int | None = None,
    scan: tuple[str, str] | None = None, words: str = "",
) -> None:  # fmt: skip
    place = place_of(FORMS[code], house=house, year=year)
    uploads = {scan: [_paper(words)]} if scan else None
    fill_in(place, _plain(rows), by=by, uploads=uploads)


def _plain(rows: dict[str, str] | Rows) -> Rows:
    """Rows of the form itself under their whole keys."""
    return {(("", key) if isinstance(key, str) else key): value for key, value in rows.items()}


def _of_item(item: str, rows: dict[str, str]) -> Rows:
    return {(item, code): value for code, value in rows.items()}


def _paper(words: str) -> SimpleUploadedFile:
    """A page that says what it stands for."""
    page = f'#set page(width: 148mm, height: 105mm)\n#align(center + horizon, text(16pt, lang: "ru")[{words}])'
    return SimpleUploadedFile(f"{words}.pdf", bytes(typst.compile(page.encode())), content_type="application/pdf")
