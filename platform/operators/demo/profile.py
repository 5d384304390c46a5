"""«Моя компания» of the demo's companies, filled through the same functions as by people."""

import io

import typst

from crm.company.domain import logo, own_mail, profile
from crm.company.models import Profile
from identity.models import User
from operators.demo.companies import UYUT, DemoCompany

_BANK = {
    "bank": "ПАО Сбербанк", "bik": "044525225", "settlement_account": "40702810200000000001",
    "correspondent_account": "30101810400000000225",
}  # fmt: skip
# A plate with initials, as house numbers hang on Russian houses; Typst carries Cyrillic letters along.
_SIGN = """
#set page(width: 256pt, height: 256pt, margin: 0pt, fill: none)
#place(rect(width: 256pt, height: 256pt, radius: 56pt, fill: rgb("{colour}")))
#place(center + horizon, rect(width: 216pt, height: 216pt, radius: 40pt, stroke: 6pt + white.transparentize(25%)))
#align(center + horizon, text(fill: white, size: {size}pt, weight: "bold", lang: "ru")[{initials}])
"""


def fill_profile(company: DemoCompany, *, by: User) -> None:
    """Every field of the current company's profile but SMS; what is so already is not written again."""
    names, head, phones = Profile.load(), company.head, company.other_phones
    number, issued, issuer = company.licence or ("", None, "")
    profile.change_names(
        short_name=company.short_name, full_name=company.full_name, own_site=company.own_site,
        head=f"{head.last_name} {head.first_name} {head.patronymic}, {head.position.lower()}",
        licence_number=number, licence_date=issued, licence_issuer=issuer, by=by,
    )  # fmt: skip
    profile.change_contacts(
        emergency_phone=company.emergency_phone, phone=company.phone, email=company.email,
        other_phones="\n".join(f"{what}: {phone}" for what, phone in phones),
        address=f"г. {company.city}, {company.houses[0][0]}, офис 1",
        working_hours="Пн–пт 9:00–18:00, обед 13:00–14:00", about=company.about, by=by,
    )  # fmt: skip
    profile.change_requisites(
        kpp=company.kpp, ogrn=company.ogrn, legal_address=f"г. {company.city}, а/я 1", **_BANK, by=by
    )
    profile.change_requests(
        next_request_number=max(names.next_request_number, company.next_request), readings_reminder_day=15,
        debt_reminder_day=11, show_executors=company.licence is not None, by=by,
    )  # fmt: skip
    if not names.telphin_app_id:
        key = f"demo-{company.slug}"
        profile.change_keys(telphin_app_id=key, telphin_app_secret=f"{key}-opens-nothing", by=by)
    if company is UYUT and own_mail.current() is None:
        own_mail.name_sender(typed=company.email, by=by)  # waits for a record that nobody will enter
    if not names.logo:
        logo.set_logo(file=io.BytesIO(draw_sign(company)), name=f"{company.slug}.png", by=by)


def allow_sms(company: DemoCompany, *, by: User) -> None:
    """Once there is money for them: what the demo did before that went without."""
    profile.change_sms(sms_enabled=company.licence is not None, sms_duplicates_push=False, by=by)


def draw_sign(company: DemoCompany) -> bytes:
    """A logo of 512 px with the company's initials in its colour, on a transparent ground."""
    size = {1: 150, 2: 112}.get(len(company.initials), 84)
    source = _SIGN.format(colour=company.accent, initials=company.initials, size=size)
    return bytes(typst.compile(source.encode(), format="png", ppi=144))
