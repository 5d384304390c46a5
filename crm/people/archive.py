"""What people read of residents in the company's archive."""

from crm.people.models import AccountPerson, Consent, Device, Person, PersonPhone
from tenants.archive.registry import Sheet
from tenants.archive.registry import register as register_in_archive

_WHO = {"person__last_name": "", "person__first_name": "", "person__patronymic": ""}
PEOPLE = Sheet(
    title="Жители",
    order=21,
    rows=lambda _: Person.objects.order_by("name_key", "pk"),
    columns=dict.fromkeys(
        ("last_name", "first_name", "patronymic", "email", "email_returned_at", "note", "created_at"), ""
    ),
)
PHONES = Sheet(
    title="Телефоны жителей",
    order=22,
    rows=lambda _: PersonPhone.objects.order_by("person__name_key", "pk"),
    columns={**_WHO, "number": "", "created_at": ""},
)
TIES = Sheet(
    title="Жители по счетам",
    order=23,
    rows=lambda _: AccountPerson.objects.order_by("account__number", "pk"),
    columns={"account__number": "", **_WHO, "kind": "", "since": "", "until": ""},
)
CONSENTS = Sheet(
    title="Согласия жителей",
    order=24,
    rows=lambda _: Consent.objects.order_by("person__name_key", "pk"),
    columns={
        **_WHO,
        "channel": "",
        "topic": "",
        "is_given": "",
        "source": "",
        "text_version": "",
        "at": "",
        "by__email": "кто внёс",
    },
)
DEVICES = Sheet(
    title="Устройства",
    order=29,
    rows=lambda _: Device.objects.order_by("person__name_key", "pk"),
    columns={
        **_WHO,
        "user__email": "сотрудник",
        "label": "",
        "created_at": "",
        "seen_at": "",
        "refused_at": "",
    },
)


def register() -> None:
    """Add the sheets to archives."""
    register_in_archive(PEOPLE, PHONES, TIES, CONSENTS, DEVICES)
