"""«Нет вашего города?»: a company asks for a settlement, an operator adds it or refuses and a letter says which."""

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from identity.models import User
from notifications.domain import letters
from places.domain import settlements
from places.enums import AskState, SettlementKind
from places.models import Region, Settlement, TownAsk
from places.names import name_key, split_kind
from tenants.context import current_tenant, in_schema, speaking_for
from tenants.enums import OPEN
from tenants.errors import DomainError
from tenants.models import Tenant

MOST_WAITING = 20  # of one company: a list longer than that is a letter


@transaction.atomic
def ask(*, name: str, kind: str, region: Region, by: User) -> TownAsk:
    """Ask the operators for a settlement, in the name of the company that speaks.

    Raises DomainError if the name is empty, the directory has the place already, the company asked for it already or
    waits for too many.
    """
    tenant = current_tenant()
    with in_schema("public"):
        clean = _clean_name(name)
        _refuse_known(clean, kind, region)
        waiting = TownAsk.objects.filter(tenant=tenant, state=AskState.WAITING).count()
        if waiting >= MOST_WAITING:
            raise DomainError(f"Мы ещё не ответили на {waiting} ваших просьб. Дождитесь ответа: он придёт письмом.")
        try:
            with transaction.atomic():
                return TownAsk.objects.create(
                    tenant=tenant, asked_by_id=by.pk, name=clean, name_key=name_key(clean), kind=kind, region=region
                )
        except IntegrityError:
            raise DomainError("Об этом вы уже попросили. Ответ придёт письмом.", field="name") from None


def asks_of_company(*, limit: int = 20) -> list[TownAsk]:
    """What the company that speaks has asked for, newest first; one query."""
    tenant = current_tenant()
    with in_schema("public"):
        return list(asks().filter(tenant=tenant)[:limit])


def asks() -> QuerySet[TownAsk]:
    """All asks as operators see them."""
    return TownAsk.objects.select_related("tenant", "region", "settlement__region", "answered_by")


@transaction.atomic
def add_town(town_ask: TownAsk, *, name: str, kind: str, region: Region, by: User) -> Settlement:
    """Put the settlement into the directory, as the operator spells it, and answer everybody who waits for it.

    One that is there already under that name is the answer too. Raises DomainError if the ask is answered already.
    """
    town_ask = _locked(town_ask)
    clean = _clean_name(name)
    settlement = Settlement.objects.filter(
        region=region, name_key=name_key(clean), kind=kind, is_active=True
    ).first() or settlements.add(name=clean, kind=kind, region=region)
    same = TownAsk.objects.select_for_update(of=("self",)).filter(
        state=AskState.WAITING, region=town_ask.region, name_key=town_ask.name_key, kind=town_ask.kind
    )
    for one in same.select_related("tenant", "region", "settlement").order_by("pk"):
        one.settlement = settlement
        _answer(one, AskState.ADDED, by=by)
    return settlement


@transaction.atomic
def refuse_town(town_ask: TownAsk, *, reason: str, by: User) -> None:
    """Refuse with a word, which is written to the one who asked.

    Raises DomainError without a reason, or if the ask is answered already.
    """
    town_ask = _locked(town_ask)
    town_ask.answer = reason.strip()
    if not town_ask.answer:
        raise DomainError("Напишите, почему: это прочтёт тот, кто просил.", field="reason")
    _answer(town_ask, AskState.REFUSED, by=by)


def _answer(town_ask: TownAsk, state: AskState, *, by: User) -> None:
    town_ask.state, town_ask.answered_by, town_ask.answered_at = state, by, timezone.now()
    town_ask.save()
    _write(town_ask)


def _write(town_ask: TownAsk) -> None:
    """A letter to the one who asked, if that person still works there."""
    tenant: Tenant = town_ask.tenant
    if tenant.state not in OPEN:
        return
    with speaking_for(tenant):
        person = User.objects.filter(pk=town_ask.asked_by_id, is_active=True).first()
        if person is None:
            return
        added = town_ask.state == AskState.ADDED
        letters.write(
            template="town_answer",
            to=person.email,
            subject=f"{town_ask.name}: {'добавили в справочник' if added else 'не добавили в справочник'}",
            context={"ask": town_ask, "added": added},
        )


def _locked(town_ask: TownAsk) -> TownAsk:
    found = TownAsk.objects.select_for_update(of=("self",)).select_related("tenant", "region").get(pk=town_ask.pk)
    if found.state != AskState.WAITING:
        raise DomainError(f"На эту просьбу уже ответили: {found.get_state_display().lower()}.")
    return found


def _clean_name(name: str) -> str:
    """«г. Верхние Муллы» → «Верхние Муллы»: the kind has a field of its own."""
    clean = " ".join(name.split())
    _, key = split_kind(clean)
    clean = clean[-len(key) :] if key and len(name_key(clean)) == len(clean) else clean
    if sum(sign.isalpha() for sign in clean) < 2:
        raise DomainError("Напишите название населённого пункта.", field="name")
    if len(clean) > 100:
        raise DomainError("Слишком длинно: не больше 100 знаков.", field="name")
    return clean


def _refuse_known(name: str, kind: str, region: Region) -> None:
    if kind not in SettlementKind.values:
        raise DomainError("Выберите вид населённого пункта: город, посёлок или село.", field="kind")
    known = Settlement.objects.filter(region=region, name_key=name_key(name), kind=kind, is_active=True).first()
    if known:
        raise DomainError(f"«{known}, {region.name}» уже есть в справочнике: выберите из подсказки.", field="name")
