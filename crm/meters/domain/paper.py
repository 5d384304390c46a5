"""Acts of a meter on paper: PDF by Typst. What is not known is a line to be written on by hand.

What an act of commissioning holds: ПП 354, п. 81(6); an act of a check: п. 85(1).
"""

import json
from datetime import date
from pathlib import Path
from typing import Any

import typst
from django.conf import settings

from crm.company.domain.card import LOGO_SHAPE, logo_bytes
from crm.company.models import Profile
from crm.meters.domain.values import in_words
from crm.meters.models import Meter, MeterEvent, Reading

_TEMPLATE = Path(settings.ROOT) / "themes" / "print" / "meter_act.typ"
COMMISSIONING, CHECK = "commissioning", "check"
ACTS = {
    COMMISSIONING: "ввода прибора учёта в эксплуатацию",
    CHECK: "проверки прибора учёта и снятия контрольных показаний",
}


def act_data(meter: Meter, kind: str, profile: Profile) -> dict[str, Any]:
    """Everything that stands in the act, ready to be shown."""
    on = _day(meter, kind)
    house = meter.house or (meter.account.house if meter.account else None)
    premises = meter.account.premises if meter.account else "общедомовой прибор"
    return {
        "kind": kind,
        "title": ACTS[kind],
        "company": profile.full_name,
        "requisites": _joined(
            profile.inn and f"ИНН {profile.inn}", profile.kpp and f"КПП {profile.kpp}",
            profile.ogrn and f"ОГРН {profile.ogrn}", profile.legal_address or profile.address,
            profile.phone or profile.emergency_phone,
        ),
        "logo": list(logo_bytes(profile)),
        "logo_is_wide": (profile.logo_width or 1) / (profile.logo_height or 1) > LOGO_SHAPE,
        "date": f"{on:%d.%m.%Y}" if on else "",
        "address": _joined(str(house), premises),
        "account": meter.account.number if meter.account else "",
        "consumer": meter.account.owner if meter.account else "",
        "rows": _rows(meter),
        "reading": _reading(meter, kind, on),
        "unit": meter.unit,
    }  # fmt: skip


def act_as_pdf(meter: Meter, kind: str, profile: Profile) -> bytes:
    """The act as a PDF of one page; `kind` is one of `ACTS`, `meter` comes with its account and house."""
    data = json.dumps(act_data(meter, kind, profile), ensure_ascii=False)
    return bytes(typst.compile(str(_TEMPLATE), sys_inputs={"data": data}))


def _day(meter: Meter, kind: str) -> date | None:
    """When somebody was there: the last check, or for the commissioning the first that is known."""
    if kind == CHECK:
        return meter.last_check_on
    checks = MeterEvent.objects.filter(meter=meter, changes__has_key="last_check_on").order_by("id")
    for changes in checks.values_list("changes", flat=True)[:5]:
        if changes["last_check_on"][1]:
            return date.fromisoformat(changes["last_check_on"][1])
    return meter.last_check_on or meter.installed_on


def _reading(meter: Meter, kind: str, on: date | None) -> str:
    """What stood on the dial that day; for the commissioning what the meter began with."""
    readings = Reading.objects.filter(meter=meter, is_current=True)
    if kind == CHECK:
        found = readings.filter(taken_on=on).order_by("-pk").first() if on else None
    else:
        found = readings.order_by("month").first()
    return in_words(found.values) if found else ""


def _rows(meter: Meter) -> list[list[str]]:
    rows = [
        ("Вид ресурса", meter.get_resource_display()),
        ("Тип (марка) прибора", meter.model),
        ("Заводской номер", meter.number),
        ("Место установки", meter.place),
        ("Тарифов", str(meter.tariffs) if meter.tariffs > 1 else "один"),
        ("Дата установки", f"{meter.installed_on:%d.%m.%Y}" if meter.installed_on else ""),
        ("Дата следующей поверки", f"{meter.next_verification_on:%d.%m.%Y}" if meter.next_verification_on else ""),
        ("Номер пломбы", meter.seal),
    ]
    return [list(row) for row in rows]


def _joined(*parts: str) -> str:
    return ", ".join(part for part in parts if part)
