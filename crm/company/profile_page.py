"""«Моя компания» as a page: what is filled, what is doubtful, who changed what."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Field
from django.utils.formats import date_format

from crm.company import rights
from crm.company.domain.profile import owes_licence
from crm.company.models import Profile
from crm.journal.models import Entry
from identity.may import may
from identity.models import User
from tenants import requisites
from tenants.context import base_url, current_tenant
from tenants.errors import DomainError
from tenants.secrets import Secret

CHANGES_SHOWN = 20
EMPTY = "не указано"


@dataclass(frozen=True)
class Row:
    """A line of a section; `href` where the value leads."""

    label: str
    value: str
    href: str = ""

    @property
    def is_empty(self) -> bool:
        return self.value == EMPTY


@dataclass(frozen=True)
class Section:
    """A section of the page and of the right to change it; `acts` are the journal's names of its changes."""

    code: str
    title: str
    hint: str
    action: str
    fields: tuple[str, ...]
    acts: tuple[str, ...] = ()
    secret: bool = False  # seen only by those who may change it

    @property
    def url_name(self) -> str:
        return f"company_edit_{self.code}"


NAMES = Section(
    "names", "Организация", "Названия встанут на сайт, в письма и в счета.", rights.EDIT_PROFILE,
    ("short_name", "full_name", "head", "licence_number", "licence_date", "licence_issuer", "own_site"),
    ("company.change_names",),
)  # fmt: skip
LOGO = Section(
    "logo", "Логотип", "Стоит на сайте, в CRM и на документах.", rights.EDIT_PROFILE, (), ("company.change_logo",)
)
CONTACTS = Section(
    "contacts", "Для жителей", "Это увидит на сайте каждый, даже не входя.", rights.EDIT_PROFILE,
    ("emergency_phone", "phone", "other_phones", "email", "address", "working_hours", "about"),
    ("company.change_contacts",),
)  # fmt: skip
REQUISITES = Section(
    "requisites", "Реквизиты", "Они встанут в счета, договоры и карточку предприятия.", rights.EDIT_REQUISITES,
    ("inn", "kpp", "ogrn", "legal_address", "bik", "bank", "settlement_account", "correspondent_account"),
    ("company.change_requisites",),
)  # fmt: skip
REQUESTS = Section(
    "requests", "Заявки и напоминания", "С какого номера идут заявки и когда жителям приходят напоминания.",
    rights.EDIT_PROFILE,
    ("next_request_number", "readings_reminder_day", "debt_reminder_day", "show_executors"),
    ("company.change_requests",),
)  # fmt: skip
SMS = Section(
    "sms", "СМС и Viber", "Каждое сообщение оплачивается с вашего лицевого счёта в «Бурмистре».", rights.EDIT_PROFILE,
    ("sms_enabled", "sms_duplicates_push", "viber_enabled"), ("company.change_sms",),
)  # fmt: skip
KEYS = Section(
    "keys", "Телефония", "Ключи приложения из личного кабинета Телфина.", rights.MANAGE_KEYS,
    ("telphin_app_id", "telphin_app_secret"), ("company.change_keys",), secret=True,
)  # fmt: skip
SECTIONS = (LOGO, NAMES, CONTACTS, REQUISITES, REQUESTS, SMS, KEYS)


@dataclass(frozen=True)
class Shown:
    """A section as one person sees it."""

    section: Section
    rows: list[Row]
    may_edit: bool
    doubts: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Change:
    """One field of one act of the journal, in words."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Act:
    """One act: who, when, what."""

    at: datetime
    by: str
    changes: list[Change]


def sections_for(user: User, profile: Profile) -> list[Shown]:
    """The sections in order, with what this person may change."""
    shown = []
    for section in SECTIONS:
        may_edit = may(user, section.action)
        if may_edit or not section.secret:
            shown.append(Shown(section, list(_rows(section, profile)), may_edit, _doubts(section, profile)))
    return shown


def history_for(user: User, profile: Profile) -> list[Act]:
    """The last changes of the sections that this person may change, the newest first. One query."""
    acts = [act for section in SECTIONS if may(user, section.action) for act in section.acts]
    if not acts:
        return []
    entries = Entry.objects.filter(
        object_type=Profile._meta.label_lower, object_id=str(profile.pk), action__in=acts
    ).select_related("actor")[:CHANGES_SHOWN]
    return [Act(entry.at, str(entry.actor or "Система"), list(_changes(entry))) for entry in entries]


def _rows(section: Section, profile: Profile) -> Iterator[Row]:
    if section is NAMES:
        address = base_url(current_tenant())
        yield Row("Домен", address.partition("//")[2], address + "/")
    for name in section.fields:
        if not name.startswith("licence_") or owes_licence():
            value = getattr(profile, name)
            yield Row(
                _label(name), _hint(value) if isinstance(value, Secret) else words(name, value), _href(name, value)
            )


def _href(name: str, value: Any) -> str:
    if name == "email" and value:
        return f"mailto:{value}"
    return value if name == "own_site" else ""


def _doubts(section: Section, profile: Profile) -> list[str]:
    if section is not REQUISITES:
        return []
    return requisites.doubts(
        inn=profile.inn, kpp=profile.kpp, bik=profile.bik, settlement_account=profile.settlement_account,
        correspondent_account=profile.correspondent_account,
    )  # fmt: skip


def _hint(secret: Secret) -> str:
    try:
        return secret.hint or EMPTY
    except DomainError:
        return "не прочитать: введите ещё раз"


def _changes(entry: Entry) -> Iterator[Change]:
    for name, (before, after) in entry.changes.items():
        yield Change(_label(name), words(name, before), words(name, after))


def _label(name: str) -> str:
    found = _field(name)
    label = str(found.verbose_name) if found else name
    return label[:1].upper() + label[1:]


def words(name: str, value: Any) -> str:
    """A value of the profile, also one from the journal, as a person reads it."""
    if isinstance(value, bool):
        return "да" if value else "нет"
    if value in (None, ""):
        return "не напоминать" if name.endswith("_reminder_day") else EMPTY
    if name.endswith("_reminder_day"):
        return f"{value}-го числа каждого месяца"
    if name == "licence_date":
        return date_format(date.fromisoformat(str(value)), "d.m.Y")
    return str(value)


def _field(name: str) -> Field[Any, Any] | None:
    try:
        found: Any = Profile._meta.get_field(name)
    except FieldDoesNotExist:  # the journal outlives the columns
        return None
    return found if isinstance(found, Field) else None
