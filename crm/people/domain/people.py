"""Residents and whoever else answers for a flat: adding, changing, tying to accounts and untying."""

from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone

from crm.accounting.domain.names import is_absent, name_key
from crm.accounting.models import Account
from crm.company.domain.erasing import ERASED
from crm.imports.domain import cells
from crm.journal.domain.entries import Changes, differences, record
from crm.people import rights
from crm.people.domain import phones
from crm.people.domain.queries import in_force
from crm.people.enums import Tie
from crm.people.models import AccountPerson, Person
from crm.rights.domain import rows
from identity.models import User
from tenants.errors import DomainError

_SHOWN = ["last_name", "first_name", "patronymic", "email", "note"]


@transaction.atomic
def add_person(
    account: Account,
    *,
    kind: Tie,
    last_name: str,
    by: User | None,
    first_name: str = "",
    patronymic: str = "",
    phone: str = "",
    email: str = "",
    since: date | None = None,
    until: date | None = None,
) -> Person:
    """Somebody of an account. The same phone under the same name elsewhere is the same person, who is tied here too.

    `since` and `until` (the first day without) are empty where nobody knows. A legal entity has its name in
    `last_name`. Raises DomainError if the account is closed, the person is there already, or something is unreadable.
    """
    account = open_account(account, by=by)
    number = phones.clean_mobile(phone) if phone.strip() else ""
    typed = Person()
    _fill(typed, last_name=last_name, first_name=first_name, patronymic=patronymic, email=email, note="")
    person = phones.known_as(typed.name_key, number) or typed
    if person.pk is None:
        _keep(person, by=by)
    _tie(account, person, kind=kind, since=since, until=until, by=by)
    if number and not person.phones.filter(number=number).exists():
        phones.add_phone(person, phone=number, by=by)
    return person


@transaction.atomic
def change_person(
    person: Person, *, last_name: str, first_name: str, patronymic: str, email: str, note: str, by: User
) -> Person:
    """Change everything that is typed of a person. Raises DomainError if the name is empty or the data are erased."""
    person = phones.locked(person)
    before = Person.objects.get(pk=person.pk)
    _fill(person, last_name=last_name, first_name=first_name, patronymic=patronymic, email=email, note=note)
    person.save()
    if changes := differences(before, person, _SHOWN):
        record(action="people.change_person", obj=person, by=by, changes=changes)
    return person


@transaction.atomic
def add_account_phone(account: Account, *, phone: str, by: User | None) -> Person:
    """«Добавить телефон» of an account: it is of the owner, who becomes a person with the first of them.

    A person of the account under the owner's name is the owner; else the one who has this phone under this name on
    another account. Raises DomainError if it is no mobile phone, is there already, or the account is closed.
    Source: manual, section 11, «Загрузка номера телефона в настройках лицевого счёта абонента».
    """
    account = open_account(account, by=by)
    number = phones.clean_mobile(phone)
    tie = AccountPerson.objects.filter(
        in_force(), account=account, person__name_key=account.name_key
    ).select_related("person").order_by("pk").first()  # fmt: skip
    person = tie.person if tie else phones.known_as(account.name_key, number)
    if person is None:
        person = Person(
            last_name=account.last_name, first_name=_said(account.first_name), patronymic=_said(account.patronymic),
            name_key=account.name_key,
        )  # fmt: skip
        _keep(person, by=by)
    if tie is None:
        _tie(account, person, kind=Tie.OWNER, since=None, until=None, by=by)
        if person.phones.filter(number=number).exists():
            return person
    phones.add_phone(person, phone=number, by=by)
    return person


@transaction.atomic
def tie(
    account: Account,
    person: Person,
    *,
    kind: Tie,
    by: User | None,
    since: date | None = None,
    until: date | None = None,
) -> AccountPerson:
    """Say what a person is to an account, from when and until when (the first day without).

    Raises DomainError if the account is closed, the person is tied to it already, or it would end before it begins.
    """
    account = open_account(account, by=by)
    return _tie(account, phones.locked(person), kind=kind, since=since, until=until, by=by)


@transaction.atomic
def untie(tie: AccountPerson, *, until: date, by: User | None) -> AccountPerson:
    """End a tie: from `until` on the person is nothing to the account. The row stays.

    Raises DomainError if it has ended, the day is in the future, or it would end before it began.
    """
    tie = AccountPerson.objects.select_for_update(of=("self",)).select_related("account", "person").get(pk=tie.pk)
    today = timezone.localdate()
    if tie.until and tie.until <= today:
        raise DomainError("Эта связь уже закончилась.")
    if until > today:
        raise DomainError("Этот день ещё не наступил: выберите сегодняшний или раньше.", field="until")
    if tie.since and until < tie.since:
        raise DomainError(f"Связь началась {tie.since:%d.%m.%Y}: раньше она закончиться не могла.", field="until")
    was, tie.until = tie.until, until
    tie.save(update_fields=["until"])
    changes: Changes = {"tie_account": [tie.account.number, tie.account.number], "tie_until": [was, until]}
    record(action="people.untie", obj=tie.person, by=by, changes=changes)
    return tie


def end_ties(account: Account, *, on: date, by: User | None) -> None:
    """All that people are to an account ends, as it has another owner from `on`; what began later never was."""
    for found in AccountPerson.objects.filter(in_force(), account=account).select_related("person").order_by("pk"):
        was, found.until = found.until, max(on, found.since) if found.since else on
        found.save(update_fields=["until"])
        changes: Changes = {
            "tie_account": [account.number, account.number],
            "tie_until": [was, found.until],
        }
        record(action="people.untie", obj=found.person, by=by, changes=changes)


def open_account(account: Account, *, by: User | None) -> Account:
    """The account, locked. Raises DomainError if it is closed or the person's right does not extend to it."""
    account = Account.objects.select_for_update().get(pk=account.pk)
    if by is not None and not rows.covers(account, rights.EDIT_PEOPLE, user=by):
        raise DomainError("Этот счёт не на ваших участках: жителей здесь меняет тот, кто отвечает за дом.")
    if not account.is_active:
        raise DomainError("Счёт отключён: телефоны и жителей вносят в действующий счёт.")
    return account


def _keep(person: Person, *, by: User | None) -> None:
    person.save()
    record(action="people.add_person", obj=person, by=by, changes=differences(None, person, _SHOWN))


def _tie(
    account: Account, person: Person, *, kind: Tie, since: date | None, until: date | None, by: User | None
) -> AccountPerson:
    if AccountPerson.objects.filter(in_force(), account=account, person=person).exists():
        raise DomainError(f"{person} уже есть в этом счёте.")
    if since and until and until < since:
        raise DomainError("Закончится раньше, чем началось: проверьте дни.", field="until")
    found = AccountPerson(account=account, person=person, kind=kind, since=since, until=until)
    try:
        with transaction.atomic():
            found.save()
    except IntegrityError:
        raise DomainError(f"{person} уже есть в этом счёте.") from None
    changes: Changes = {"tie_account": [None, account.number], "tie_kind": [None, str(Tie(kind))]}
    if until:
        changes = {**changes, "tie_until": [None, until]}
    record(action="people.tie", obj=person, by=by, changes=changes)
    return found


def _fill(person: Person, *, last_name: str, first_name: str, patronymic: str, email: str, note: str) -> None:
    person.last_name = _text("last_name", last_name, 200)
    person.first_name = _said(_text("first_name", first_name, 100))
    person.patronymic = _said(_text("patronymic", patronymic, 100))
    if is_absent(person.last_name) or person.last_name == ERASED:
        raise DomainError("Укажите фамилию или название.", field="last_name")
    person.name_key = name_key(person.last_name, person.first_name, person.patronymic)
    person.email, person.note = email.strip().lower(), _text("note", note, 300)


def _said(name: str) -> str:
    """The name, or nothing for the dot of a legal entity."""
    return "" if is_absent(name) else name


def _text(field: str, value: str, limit: int) -> str:
    try:
        return cells.text(value, limit=limit)
    except DomainError as error:
        raise DomainError(str(error), field=field) from None
