"""«Карточка предприятия» on paper: what counterparties ask for, in one page."""

import json
from pathlib import Path
from typing import Any

import typst
from django.conf import settings

from billing.domain.payment_qr import as_svg, payment_text
from crm.company.domain.profile import licence_line
from crm.company.models import Profile
from tenants.context import base_url, current_tenant

_TEMPLATE = Path(settings.ROOT) / "themes" / "print" / "company_card.typ"
LOGO_SHAPE = 34 / 22  # of the place for it on the paper
_PAYABLE = ("settlement_account", "bik", "bank")


def payment_code(profile: Profile) -> str:
    """The text of the QR by which anybody pays the company; empty until account, БИК and bank are filled."""
    return payment_to(profile) if all(getattr(profile, name) for name in _PAYABLE) else ""


def payment_to(profile: Profile, **said: str) -> str:
    """The text of a QR that pays the company; `said` are further fields of ГОСТ Р 56042-2014: Sum, Purpose."""
    return payment_text(
        {
            "Name": profile.full_name,
            "PersonalAcc": profile.settlement_account,
            "BankName": profile.bank,
            "BIC": profile.bik,
            "CorrespAcc": profile.correspondent_account or "0",
            **said,
            "PayeeINN": profile.inn,
            "KPP": profile.kpp,
        }
    )


def card_data(profile: Profile) -> dict[str, Any]:
    """Everything that stands on the card, ready to be shown; lines without a value are not there."""
    code = payment_code(profile)
    return {
        "short_name": profile.short_name,
        "full_name": profile.full_name,
        "groups": [
            {"title": title, "rows": [[label, value] for label, value in rows if value]}
            for title, rows in _groups(profile).items()
            if any(value for _, value in rows)
        ],
        "qr": as_svg(code) if code else "",
        "logo": list(logo_bytes(profile)),
        "logo_is_wide": (profile.logo_width or 1) / (profile.logo_height or 1) > LOGO_SHAPE,
    }


def as_pdf(profile: Profile) -> bytes:
    """The card as a PDF of one page."""
    data = json.dumps(card_data(profile), ensure_ascii=False)
    return bytes(typst.compile(str(_TEMPLATE), sys_inputs={"data": data}))


def _groups(profile: Profile) -> dict[str, list[tuple[str, str]]]:
    return {
        "Организация": [
            ("Краткое название", profile.short_name),
            ("ИНН", profile.inn),
            ("КПП", profile.kpp),
            ("ОГРН", profile.ogrn),
            ("Лицензия", licence_line(profile)),
            ("Руководитель", profile.head),
        ],
        "Банк": [
            ("Расчётный счёт", profile.settlement_account),
            ("Банк", profile.bank),
            ("БИК", profile.bik),
            ("Корр. счёт", profile.correspondent_account),
        ],
        "Связь": [
            ("Юридический адрес", profile.legal_address),
            ("Адрес офиса", profile.address),
            ("Телефон", profile.phone or profile.emergency_phone),
            ("Почта", profile.email),
            ("Сайт", profile.own_site or base_url(current_tenant())),
        ],
    }


def logo_bytes(profile: Profile) -> bytes:
    """The bytes of the logo; none if the store does not answer: a card without it is better than no card."""
    if not profile.logo:
        return b""
    try:
        with profile.logo.open("rb") as file:
            return bytes(file.read())
    except OSError:
        return b""
