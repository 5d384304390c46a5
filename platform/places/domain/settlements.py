from collections.abc import Iterable

from django.db import transaction
from django.db.models import QuerySet

from places.enums import SettlementKind
from places.models import Region, Settlement
from places.names import name_key, region_words, split_kind
from tenants.errors import DomainError

__all__ = ["add", "find", "name_key", "suggest", "zones_of"]


def find(*, name: str, region: str = "") -> Settlement:
    """The settlement that a person or a file calls `name`, with its region and district loaded.

    Case, ё and a prefix («г.», «пос.», «село») do not matter; `region` may be said in short («пермский»).
    Raises DomainError if `name` is empty, if no such settlement is in use, or several and `region` does not tell which.
    """
    kind, key = split_kind(name)
    if not key:
        raise DomainError("Укажите населённый пункт.")
    same_name = list(_in_use().filter(name_key=key))
    if not same_name:
        raise DomainError(
            f"Такого населённого пункта нет в справочнике: «{name.strip()}». "
            "Проверьте название или напишите нам, и мы его добавим."
        )
    found = _of_region(same_name, region)
    if not found:
        raise DomainError(
            f"Такого населённого пункта нет в справочнике: «{name.strip()}», регион «{region.strip()}». "
            f"Есть {_listed(same_name)}. Исправьте регион или напишите нам, и мы добавим населённый пункт."
        )
    found = [s for s in found if s.kind == kind] or found
    if len(found) > 1:
        missing = "регион" if len({s.region_id for s in found}) > 1 else "вид: город, посёлок или село"
        raise DomainError(f"Таких населённых пунктов несколько: {_listed(found)}. Укажите {missing}.")
    return found[0]


def suggest(text: str, *, limit: int = 8, district: str = "") -> list[Settlement]:
    """Settlements in use whose name begins with `text`, by name, at most `limit`; one query.

    `district` is the code of a federal district to stay in. Empty text suggests nothing.
    """
    _, key = split_kind(text)
    if not key:
        return []
    settlements = _in_use().filter(name_key__startswith=key)
    if district:
        settlements = settlements.filter(region__district__code=district)
    return list(settlements.order_by("name_key", "region__name", "kind")[:limit])


@transaction.atomic
def add(*, name: str, kind: str, region: Region) -> Settlement:
    """Put a settlement into the directory; one that had been switched off comes back into use.

    Raises DomainError if the name is empty, the kind unknown, or the region has such a settlement already.
    """
    name = " ".join(name.split())
    if not name:
        raise DomainError("Укажите название населённого пункта.")
    if kind not in SettlementKind.values:
        raise DomainError("Выберите вид населённого пункта: город, посёлок или село.")
    settlement, created = Settlement.objects.get_or_create(
        region=region, name_key=name_key(name), kind=kind, defaults={"name": name}
    )
    if created:
        return settlement
    if settlement.is_active:
        raise DomainError(f"Этот населённый пункт уже есть в справочнике: {_listed([settlement])}.")
    settlement.is_active = True
    settlement.save(update_fields=["is_active"])
    return settlement


def zones_of(numbers: Iterable[int]) -> dict[int, str]:
    """The zone of each of the settlements, "Asia/Yekaterinburg"; one query."""
    return dict(Settlement.objects.filter(pk__in=list(numbers)).values_list("pk", "region__time_zone"))


def _in_use() -> QuerySet[Settlement]:
    return Settlement.objects.filter(is_active=True).select_related("region__district")


def _of_region(settlements: list[Settlement], region: str) -> list[Settlement]:
    words = region_words(region)
    if not words:
        return settlements
    exact = [s for s in settlements if region_words(s.region.name) == words]
    return exact or [s for s in settlements if region_words(s.region.name) >= words]


def _listed(settlements: list[Settlement]) -> str:
    return "; ".join(f"{s.get_kind_display()} {s.name} ({s.region.name})" for s in settlements)
