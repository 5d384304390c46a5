"""The person's file and the act on paper: PDF by Typst; the file also as JSON for another program."""

import json
from pathlib import Path
from typing import Any

import typst
from django.conf import settings
from django.utils.timezone import localtime

from crm.company.models import Profile
from crm.personal_data.domain.gathering import PersonFile
from crm.personal_data.models import ErasureAct
from crm.personal_data.registry import Held

_TEMPLATES = Path(settings.ROOT) / "themes" / "print"


def file_data(file: PersonFile) -> dict[str, Any]:
    """The whole file as plain data."""
    profile = Profile.objects.first()
    return {
        "name": file.name,
        "made_at": f"{localtime(file.made_at):%d.%m.%Y %H:%M}",
        "operator": _operator(profile),
        "sections": [
            {"title": section.title, "rows": [_row(row) for row in section.rows]} for section in file.sections
        ],
    }


def file_as_json(file: PersonFile) -> bytes:
    """For another program: UTF-8, the labels as people read them."""
    return json.dumps(file_data(file), ensure_ascii=False, indent=2).encode()


def file_as_pdf(file: PersonFile) -> bytes:
    """For the person: readable and printable."""
    return _compile("person_file.typ", file_data(file))


def act_as_pdf(act: ErasureAct) -> bytes:
    """The act; the same every time, as the row never changes."""
    data = {
        "number": act.number,
        "date": f"{localtime(act.made_at):%d.%m.%Y}",
        "time": f"{localtime(act.made_at):%H:%M}",
        "asked_on": f"{act.asked_on:%d.%m.%Y}",
        "reason": act.reason,
        "subject": act.subject,
        "erased": act.erased,
        "kept": act.kept,
        "operator": act.operator,
        "by": ", ".join(part for part in (act.by_position, act.by_name) if part),
    }
    return _compile("erasure_act.typ", data)


def _row(row: Held) -> dict[str, Any]:
    return {
        "title": row.title,
        "ground": row.ground,
        "since": f"{row.since:%d.%m.%Y}" if row.since else "",
        "fields": [{"label": line.label, "value": line.value} for line in row.lines],
    }


def _operator(profile: Profile | None) -> dict[str, str]:
    if profile is None:
        return {"name": "", "inn": "", "address": ""}
    return {"name": profile.full_name, "inn": profile.inn, "address": profile.legal_address or profile.address}


def _compile(template: str, data: dict[str, Any]) -> bytes:
    inputs = {"data": json.dumps(data, ensure_ascii=False)}
    return bytes(typst.compile(str(_TEMPLATES / template), sys_inputs=inputs))
