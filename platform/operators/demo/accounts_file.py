"""The accountant's file of a demo company: cp1251, semicolons, decimal comma, as Excel on a Russian Windows writes."""

import csv
import io
import json
from pathlib import Path
from random import Random

from operators.demo.companies import DemoCompany

_NAMES: dict[str, list[str]] = json.loads(Path(__file__).with_name("names.json").read_text(encoding="utf-8"))
HEADER = ["Л.С", "Баланс", "Фамилия", "Имя", "Отчество", "Квартира", "Дом", "Город", "Регион"]


def accounts_file(company: DemoCompany) -> bytes:
    """The file, the same every time."""
    random = Random(company.slug)  # noqa: S311  a demo that repeats, not a secret
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(HEADER)
    number = random.randrange(100_000, 900_000)
    for address, flats in company.houses:
        for flat in range(1, flats + 1):
            number += random.choice((1, 1, 1, 2))
            if random.random() > company.fullness:
                continue
            writer.writerow([f"{number:08d}", _balance(random), *_person(random), str(flat), *_place(company, address)])
        number += 1
        firm = [random.choice(_NAMES["firms"]), ".", ".", f"пом. {random.randrange(1, 30)}Н"]
        writer.writerow([f"{number:08d}", _balance(random), *firm, *_place(company, address)])
    return text.getvalue().encode("cp1251")


def _place(company: DemoCompany, address: str) -> list[str]:
    return [address, company.city, company.region]


def _person(random: Random) -> list[str]:
    last, father = random.choice(_NAMES["last_names"]), random.choice(_NAMES["fathers"])
    if random.random() < 0.55:
        return [f"{last}а", random.choice(_NAMES["women"]), f"{father}на"]
    return [last, random.choice(_NAMES["men"]), f"{father}ич"]


def _balance(random: Random) -> str:
    """Four in ten owe nothing, a few overpaid, a few owe for a year."""
    dice = random.random()
    if dice < 0.4:
        return "0"
    kopecks = random.randrange(2_000, 900_000)
    if dice < 0.47:
        kopecks = -kopecks // 4
    elif dice > 0.95:
        kopecks *= 9
    return f"{kopecks / 100:.2f}".replace(".", ",")
