"""Changing «Моя компания», section by section; what others know of the company follows."""

import copy
import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from crm.company.domain import numbering
from crm.company.models import Profile
from crm.journal.domain.entries import differences, record
from identity.models import User
from tenants import requisites
from tenants.context import current_tenant
from tenants.domain.naming import carry_names
from tenants.enums import Kind
from tenants.errors import DomainError
from tenants.secrets import Secret

_ACCOUNTS = ("settlement_account", "correspondent_account")
_PHONES = {"emergency_phone", "phone", "other_phones"}
_WITHOUT_A_NUMBER = "В «{part}» нет номера телефона. Напишите его так: +7 342 200-10-01."


@transaction.atomic
def change_names(
    *,
    short_name: str,
    full_name: str,
    head: str,
    own_site: str = "",
    licence_number: str = "",
    licence_date: date | None = None,
    licence_issuer: str = "",
    by: User | None,
) -> Profile:
    """Change who the company is. Бурмистр, the site's title and letters take the names from here at once.

    A licence is owed by companies alone: of a ТСЖ or ЖСК it is neither asked nor kept. Raises DomainError.
    """
    values: dict[str, Any] = {"short_name": short_name, "full_name": full_name, "head": head, "own_site": own_site}
    if owes_licence():
        values |= {
            "licence_number": licence_number, "licence_date": licence_date, "licence_issuer": licence_issuer,
        }  # fmt: skip
        if not licence_number.strip() and (licence_date or licence_issuer.strip()):
            raise DomainError("Укажите и номер лицензии: без него дата ничего не говорит.", field="licence_number")
    profile = _change("company.change_names", values, by=by)
    _carry(profile)
    return profile


def change_contacts(
    *,
    emergency_phone: str,
    phone: str,
    other_phones: str,
    email: str,
    address: str,
    working_hours: str,
    about: str,
    by: User | None,
) -> Profile:
    """Change what residents read and dial. Raises DomainError if a phone has no number in it."""
    values = {
        "emergency_phone": emergency_phone, "phone": phone, "other_phones": other_phones, "email": email,
        "address": address, "working_hours": working_hours, "about": about,
    }  # fmt: skip
    for name in sorted(_PHONES):
        refuse_without_number(values[name], field=name)
    return _change("company.change_contacts", values, by=by)


@transaction.atomic
def change_requisites(
    *,
    kpp: str,
    ogrn: str,
    legal_address: str,
    bik: str,
    bank: str,
    settlement_account: str,
    correspondent_account: str,
    by: User | None,
) -> Profile:
    """Change what stands in invoices and payment orders. ИНН is not among it: by it Бурмистр knows the company.

    Raises DomainError at the field whose control digits do not sum up. What is only unusual is taken
    (`tenants.requisites.doubts`).
    """
    values = {
        "kpp": requisites.digits_only(kpp).upper(), "ogrn": requisites.digits_only(ogrn),
        "legal_address": legal_address, "bik": requisites.digits_only(bik), "bank": bank,
        "settlement_account": requisites.digits_only(settlement_account).upper(),
        "correspondent_account": requisites.digits_only(correspondent_account).upper(),
    }  # fmt: skip
    profile = _change("company.change_requisites", values, by=by)
    accounts = {name: values[name] for name in _ACCOUNTS}
    for field, message in account_errors(bik=profile.bik, **accounts).items():
        raise DomainError(message, field=field)
    _carry(profile)
    return profile


def change_requests(
    *,
    next_request_number: int,
    readings_reminder_day: int | None,
    debt_reminder_day: int | None,
    show_executors: bool,
    by: User | None,
) -> Profile:
    """Change the numbering of requests, the days of reminders, and whether residents see who comes.

    Raises DomainError if the number was given out already. Source: manual, sections 4, 6 and 11.
    """
    used = numbering.largest_used()
    if next_request_number <= used:
        raise DomainError(
            f"Номер {next_request_number} уже занят: последняя заявка — № {used}. Укажите {used + 1} или больше.",
            field="next_request_number",
        )
    values = {
        "next_request_number": next_request_number, "readings_reminder_day": readings_reminder_day,
        "debt_reminder_day": debt_reminder_day, "show_executors": show_executors,
    }  # fmt: skip
    return _change("company.change_requests", values, by=by)


def change_sms(
    *, sms_enabled: bool, sms_duplicates_push: bool, viber_enabled: bool = False, by: User | None
) -> Profile:
    """Switch paid messages. Raises DomainError for duplicates without the first switch. Source: manual, section 11."""
    if sms_duplicates_push and not sms_enabled:
        raise DomainError("Дублировать нечем: сначала разрешите уведомление по СМС.", field="sms_duplicates_push")
    values = {
        "sms_enabled": sms_enabled, "sms_duplicates_push": sms_duplicates_push, "viber_enabled": viber_enabled,
    }  # fmt: skip
    return _change("company.change_sms", values, by=by)


@transaction.atomic
def change_keys(
    *, telphin_app_id: str, telphin_app_secret: str = "", erase_secret: bool = False, by: User | None
) -> Profile:
    """Change the keys of the telephony. An empty secret keeps the old one; the journal tells only that it changed.

    Source: manual, section 10.
    """
    if erase_secret and telphin_app_secret.strip():
        raise DomainError("Или новый App Secret, или «Стереть»: что-то одно.", field="erase_secret")
    before, after = locked()
    after.telphin_app_id = telphin_app_id.strip()
    changes = differences(before, after, ["telphin_app_id"])
    if telphin_app_secret.strip() and not _is_same(before.telphin_app_secret, telphin_app_secret.strip()):
        after.telphin_app_secret = Secret.of(telphin_app_secret.strip())
        changes["telphin_app_secret"] = [before.telphin_app_secret, after.telphin_app_secret]
    elif erase_secret and before.telphin_app_secret:
        after.telphin_app_secret = Secret()
        changes["telphin_app_secret"] = [before.telphin_app_secret, after.telphin_app_secret]
    _check(after, ["telphin_app_id"])
    return save_changes(
        after, ["telphin_app_id", "telphin_app_secret"], action="company.change_keys", changes=changes, by=by
    )


def owes_licence() -> bool:
    """True for a managing company: ТСЖ and ЖСК look after their own house and need none (ЖК РФ, ст. 192)."""
    return current_tenant().kind == Kind.COMPANY


def licence_line(profile: Profile) -> str:
    """«№ 059-000123 от 20.04.2015, Инспекция жилищного надзора»; empty for those who owe none."""
    if not (profile.licence_number and owes_licence()):
        return ""
    since = f" от {profile.licence_date:%d.%m.%Y}" if profile.licence_date else ""
    return ", ".join(filter(None, (f"№ {profile.licence_number}{since}", profile.licence_issuer)))


def account_errors(*, bik: str, **accounts: str) -> dict[str, str]:
    """Field → what is wrong with the accounts together with the БИК; banks with rules of their own are let be."""
    filled = {field: account for field, account in accounts.items() if account}
    if filled and not bik:
        return {"bik": "Укажите БИК банка: без него счёт не проверить."}
    errors = {}
    for field, account in filled.items():
        try:
            if requisites.is_ordinary_bank(bik):
                requisites.validate_account_key(account, bik=bik)
        except ValidationError as error:
            errors[field] = str(error.message)
    return errors


def refuse_without_number(text: str, *, field: str) -> None:
    """Raise DomainError if one of the phones of a field, apart by commas or lines, has no number in it."""
    for part in filter(None, (part.strip() for part in re.split(r"[,;\n]|\bили\b", text))):
        if len(re.findall(r"\d", part)) < 2:
            raise DomainError(_WITHOUT_A_NUMBER.format(part=part[:40]), field=field)


def locked() -> tuple[Profile, Profile]:
    """The company's row, locked until the transaction ends: as it is, and a copy to be changed."""
    row = Profile.objects.select_for_update().get(pk=Profile.load().pk)
    return row, copy.deepcopy(row)  # files too: a shallow copy would share them


def save_changes(
    profile: Profile, fields: list[str], *, action: str, changes: dict[str, list[Any]], by: User | None
) -> Profile:
    """Write the fields and, if anything differs, the journal."""
    if changes:
        profile.save(update_fields=fields)
        record(action=action, obj=profile, by=by, changes=changes)
    return profile


def _is_same(secret: Secret, text: str) -> bool:
    try:
        return secret.open() == text
    except DomainError:  # no key of the ring opens the old one: that is why it is entered anew
        return False


@transaction.atomic
def _change(action: str, values: Mapping[str, Any], *, by: User | None) -> Profile:
    before, after = locked()
    for name, value in values.items():
        setattr(after, name, value.strip() if isinstance(value, str) else value)
    fields = list(values)
    _check(after, fields)
    return save_changes(after, fields, action=action, changes=differences(before, after, fields), by=by)


def _check(profile: Profile, fields: list[str]) -> None:
    try:
        profile.clean_fields(exclude={field.name for field in Profile._meta.fields} - set(fields))
    except ValidationError as error:
        field, messages = next(iter(error.message_dict.items()))
        raise DomainError(messages[0], field=field) from None


def _carry(profile: Profile) -> None:
    carry_names(
        current_tenant(),
        short_name=profile.short_name, full_name=profile.full_name, kpp=profile.kpp, ogrn=profile.ogrn,
    )  # fmt: skip
