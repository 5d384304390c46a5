"""Who calls and from where, in one box: an account, a surname, an address, a phone. Whom nobody knows is told apart."""

from dataclasses import dataclass

from crm.accounting import rights as accounting
from crm.accounting.domain import finding
from crm.accounting.domain.asking import Asked, as_cyrillic, ask, is_latin
from crm.accounting.models import Account, House
from crm.people.domain.queries import accounts_of_phone, in_force
from crm.people.models import AccountPerson, Person
from crm.rights.domain.rows import within
from identity.models import User
from identity.phones import normalise_phone
from tenants.errors import DomainError

MOST = 8  # offered at once: what does not fit is typed on
_SHORTEST_PHONE = 10  # digits


@dataclass(frozen=True)
class Candidate:
    """Somebody or something that the words may mean. `key` names it in a form: «a12», «a12p5», «h3»."""

    house: House
    account: Account | None = None
    person: Person | None = None
    phone: str = ""

    @property
    def key(self) -> str:
        """How a form names it."""
        if self.account is None:
            return f"h{self.house.pk}"
        return f"a{self.account.pk}" + (f"p{self.person.pk}" if self.person else "")

    @property
    def title(self) -> str:
        """The address."""
        premises = self.account.premises if self.account else ""
        return f"{self.house.address}, {premises}" if premises else self.house.address

    @property
    def name(self) -> str:
        """Who called, as far as it is known."""
        if self.person:
            return str(self.person)
        return self.account.owner if self.account else ""

    @property
    def detail(self) -> str:
        """The rest of what decides whether it is he."""
        if self.account is None:
            return f"{self.house.city}: дом целиком, двор, подъезд"
        return f"{self.name} · {self.account.number}"


def candidates(text: str, *, user: User) -> list[Candidate]:
    """Whom the words may mean, at most `MOST`, the likeliest first; a constant number of queries."""
    asked = ask(text)
    if not asked.text:
        return []
    if phone := phone_in(text):
        return _of_phone(phone, user)
    found = _found(asked, user)
    return found if found or not is_latin(text) else _found(ask(as_cyrillic(text)), user)


def phone_in(text: str) -> str:
    """The phone that the text is, as E.164; "" if it is none."""
    if sum(letter.isdigit() for letter in text) < _SHORTEST_PHONE:
        return ""
    try:
        return normalise_phone(text)
    except DomainError:
        return ""


def chosen(key: str, *, user: User) -> Candidate:
    """What a form named. Raises DomainError (field "who") for what is not the person's to see, or gone."""
    kind, _, person_key = key[:1], "", ""
    number, _, person_key = key[1:].partition("p")
    if kind not in "ah" or not kind or not number.isdigit() or (person_key and not person_key.isdigit()):
        raise DomainError("Выберите, откуда обращение: начните набирать адрес, фамилию или телефон.", field="who")
    if kind == "h":
        house = within(House.objects.all(), accounting.SEE_ACCOUNTS, user=user).filter(pk=number).first()
        if house is not None:
            return Candidate(house)
    else:
        accounts = within(Account.objects.select_related("house"), accounting.SEE_ACCOUNTS, user=user)
        account = accounts.filter(pk=number, is_active=True).first()
        if account is not None:
            return _with_person(account, int(person_key) if person_key else None)
    raise DomainError("Этого счёта или дома больше нет в списке: найдите заново.", field="who")


def _with_person(account: Account, person_pk: int | None) -> Candidate:
    """The caller himself, or whoever of the account has a phone; one query."""
    ties = AccountPerson.objects.filter(in_force(), account=account).select_related("person")
    if person_pk:
        ties = ties.filter(person=person_pk)
    tie = ties.prefetch_related("person__phones").order_by("pk").first()
    if tie is None:
        return Candidate(account.house, account)
    phone = next((phone.number for phone in tie.person.phones.all()), "")
    return Candidate(account.house, account, tie.person, phone)


def _of_phone(phone: str, user: User) -> list[Candidate]:
    try:
        callers = accounts_of_phone(phone, user=user)
    except DomainError:
        return []
    return [
        Candidate(tie.account.house, tie.account, caller.person, phone)
        for caller in callers
        for tie in caller.ties
        if not tie.is_over and tie.account.is_active
    ][:MOST]


def _found(asked: Asked, user: User) -> list[Candidate]:
    accounts = [account for account in finding.accounts_for(asked, user) if account.is_active]
    houses = finding.houses_for(asked, user)
    return [*(Candidate(house) for house in houses), *(Candidate(row.house, row) for row in accounts)][:MOST]
