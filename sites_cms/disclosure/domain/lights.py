"""The traffic light of a form: filled, older than may be, or with gaps."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sites_cms.disclosure.domain.places import reported_year
from sites_cms.disclosure.domain.sheets import Missing, Sheet
from sites_cms.disclosure.enums import Light
from tenants.russian import decline


@dataclass(frozen=True)
class State:
    """What to say of a form. `why` is a sentence, `source` who wants it so."""

    light: Light
    words: str
    missing: list[Missing]
    why: str = ""
    source: str = ""


def state_of(sheet: Sheet, *, today: date, zone: Any) -> State:
    """The light of a form that may be filled on a day. `zone` is the company's: in it days are counted."""
    deadline = sheet.form.deadline
    if sheet.missing:
        return State(Light.GAPS, gaps_in_words(len(sheet.missing)), sheet.missing, deadline.words, deadline.source)
    touched = sheet.touched.astimezone(zone).date() if sheet.touched else None
    if deadline.days and touched and touched < today - timedelta(days=deadline.days):
        why = f"Последний раз проверено {touched:%d.%m.%Y}. {deadline.words}"
        return State(Light.STALE, "устарело", [], why, deadline.source)
    return State(Light.FULL, "заполнено", [])


def absent(sheet_form: Any, *, today: date) -> State:
    """The light of a yearly form of which the last year that is due is not there at all."""
    year, deadline = reported_year(sheet_form, today=today), sheet_form.deadline
    why = f"Нет формы за {year} год. {deadline.words}"
    return State(Light.STALE, f"нет за {year} год", [], why, deadline.source)


def gaps_in_words(count: int) -> str:
    """«не хватает 3 строк»."""
    return f"не хватает {count} {decline(count, 'строки', 'строк', 'строк')}"
