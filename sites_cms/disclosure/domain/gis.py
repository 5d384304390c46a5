"""What ГИС ЖКХ says: the one door through which the exchange writes once it is connected."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from crm.company.models import Profile
from crm.journal.domain.entries import record
from sites_cms.disclosure.domain import reading
from sites_cms.disclosure.domain.filling import write
from sites_cms.disclosure.domain.places import Place
from sites_cms.disclosure.domain.sheets import Key
from sites_cms.disclosure.domain.values import clean
from sites_cms.disclosure.enums import Source
from sites_cms.disclosure.models import Value
from tenants import changes
from tenants.connection import connection
from tenants.errors import DomainError


@dataclass
class Taken:
    """What came of it: how many rows changed, and what could not be read (the row says what it said before)."""

    changed: int = 0
    refused: list[str] = field(default_factory=list)


@transaction.atomic
def take_from_gis(place: Place, told: Mapping[Key, str], *, as_of: datetime) -> Taken:
    """Keep all that ГИС ЖКХ has of a form at `as_of`. A row that is not named is no longer there.

    Its values stand over those typed by hand (manual, section 16), which stay and come back when ГИС has none. Items
    of groups are keyed by whoever calls, the same each time («g1», «g2», inside one «g1/1»). A telling that is older
    than the last one changes nothing. Raises DomainError for a row that the form has not.
    """
    before, taken = reading.sheet_of(place), Taken()
    if before.gis_mark and as_of < before.gis_mark:
        return taken
    values: dict[Key, str] = dict.fromkeys(before.gis, "")
    for (item, code), text in told.items():
        row = place.form.by_code.get(code)
        if row is None or bool(row.group) != bool(item):
            raise DomainError(f"В форме {place.form.code} нет строки {code}.")
        try:
            values[item, code] = clean(row, text)
        except DomainError as error:
            taken.refused.append(str(error))
            values.pop((item, code), None)
    changed = {
        key: value for key, value in values.items() if value != (before.gis[key].value if key in before.gis else "")
    }
    write(place, changed, before.gis, source=Source.GIS, by=None)
    mark = Value.objects.filter(**place.keys, item="", row="", source=Source.GIS)
    if not mark.update(as_of=as_of):
        Value.objects.create(**place.keys, item="", row="", source=Source.GIS, as_of=as_of)
    taken.changed = len(changed)
    if changed:
        told_of: dict[str, list[str | int | None]] = {
            "disclosure_form": [None, place.words], "disclosure_rows": [None, len(changed)],
        }  # fmt: skip
        record(action="disclosure.take_from_gis", obj=place.house or Profile.load(), by=None, changes=told_of)
    changes.announce(connection.schema_name, of_pages=True)
    return taken
