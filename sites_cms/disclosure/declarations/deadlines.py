"""How old a form may be, and who says so.

From memory where no source is public, so each is to be held against the official text before release: the standard of
ПП 731 was repealed in 2018, the duty stands in ПП 416, section VIII, and no act in force names an age for the forms
about a house. So the yearly look is our own reminder and is called so.
"""

from sites_cms.disclosure.declarations.shapes import Deadline

CHANGES = Deadline(
    words="Изменения вносят за 7 рабочих дней, а раз в год всё стоит проверить.",
    source=(
        "7 рабочих дней — пп. «а» п. 16 Стандарта раскрытия (ПП РФ № 731); проверка раз в год — напоминание Бурмистра"
    ),
    days=365,
)
BOOKS = Deadline(
    words="Отчётность за год — до 31 марта следующего года.",
    source="ч. 5 ст. 18 Федерального закона № 402-ФЗ «О бухгалтерском учёте»",
    due=(3, 31),
)
REPORT = Deadline(
    words="Отчёт за год — в первом квартале следующего года.",
    source="ч. 11 ст. 162 Жилищного кодекса РФ",
    due=(3, 31),
)
NONE = Deadline(words="Берётся из списка домов и обновляется само.", source="")
EACH_TIME = Deadline(
    words="Каждый случай вносят за 7 рабочих дней.",
    source="пп. «а» п. 16 Стандарта раскрытия (ПП РФ № 731)",
)
