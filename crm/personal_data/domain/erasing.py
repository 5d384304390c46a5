"""«Отозвать согласие и стереть»: what the dry run told, in one transaction, with an act."""

import hashlib
from collections.abc import Sequence
from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from crm.company.models import Employee, Profile
from crm.journal.domain.entries import record
from crm.personal_data.acts import ERASE
from crm.personal_data.domain.gathering import PersonFile, gather
from crm.personal_data.models import ErasureAct
from crm.personal_data.registry import Held, sources
from identity.models import User
from tenants.errors import DomainError


def digest(file: PersonFile) -> str:
    """What the dry run showed, so that nothing else is done: it changes with any row that goes or comes."""
    told = "\n".join(sorted(row.key for row in file.erasable))
    return hashlib.sha256(told.encode()).hexdigest()[:32]


@transaction.atomic
def erase(keys: Sequence[str], *, shown: str, reason: str, asked_on: date, by: User) -> ErasureAct:
    """Erase what the dry run showed (`shown` is its digest) and write the act. `asked_on`: when the person asked.

    Raises DomainError if something has changed since the dry run, nothing can be erased, or the reason is missing.
    Source: 152-ФЗ, ст. 21 ч. 5; приказ РКН 28.10.2022 № 179.
    """
    reason = " ".join(reason.split())
    if not reason:
        raise DomainError("Напишите, на каком основании стираете: например, «Заявление от 12.03.2026».", field="reason")
    if asked_on > timezone.localdate():
        raise DomainError("Этот день ещё не наступил.", field="asked_on")
    file = gather(keys, lock=True)
    if digest(file) != shown:
        raise DomainError("За это время данные изменились. Проверьте список ещё раз: ничего не стёрто.")
    if not file.erasable:
        raise DomainError("Стирать нечего: всё, что можно было, уже стёрто.")
    for source in sources():
        if rows := [row for row in file.erasable if row.source == source.code]:
            source.erase(rows, by=by)
    act = _write_act(file, reason=reason, asked_on=asked_on, by=by)
    record(
        action=ERASE, obj=act, by=by,
        changes={
            "erased_rows": [None, [row.neutral for row in file.erasable]],
            "kept_rows": [None, [row.neutral for row in file.kept]],
            "erasure_reason": [None, reason],
        },
    )  # fmt: skip
    return act


def _write_act(file: PersonFile, *, reason: str, asked_on: date, by: User) -> ErasureAct:
    profile = Profile.objects.first()
    employee = Employee.objects.filter(user=by).first()
    number = (ErasureAct.objects.aggregate(Max("number"))["number__max"] or 0) + 1
    act = ErasureAct(
        number=number,
        asked_on=asked_on,
        reason=reason[:300],
        subject=file.neutral[:1000],
        erased=[[row.neutral, _what_goes(row)] for row in file.erasable],
        kept=[[row.neutral, f"{row.ground}. {row.why}"] for row in file.kept],
        operator={
            "name": profile.full_name if profile else "",
            "inn": profile.inn if profile else "",
            "address": (profile.legal_address or profile.address) if profile else "",
        },
        by=by,
        by_name=str(by),
        by_position=employee.position if employee else "",
    )
    try:
        with transaction.atomic():
            act.save(force_insert=True)
    except IntegrityError:
        raise DomainError("Кто-то прямо сейчас составил другой акт. Нажмите ещё раз.") from None
    return act


def _what_goes(row: Held) -> str:
    """Names of what was erased, without a value of it."""
    return ", ".join(line.label for line in row.lines if line.goes)
