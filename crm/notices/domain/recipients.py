"""Whom a notice reaches and by what: worked out in the database, never by loading people.

The rule itself is `choosing.ways_for`; here it stands as a small table of all its answers, joined to what each person
is to the channels. So a preview, the list of whom it does not reach, and the deliveries can never differ.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from crm.accounting.models import Account
from crm.company.models import Profile
from crm.notices.domain.choosing import Rules, Standings, every_answer, viber_goes, ways_for, why_not
from crm.notices.domain.topics import topic_of
from crm.notices.enums import NEVER_LATE, Kind, Standing
from crm.people.domain.queries import LIVE_DEVICE
from crm.people.enums import Topic
from notifications.channels import Way, connected
from sms.domain.prices import viber_price

# Of each person the first account of the audience, the first phone, the last word by each channel, and the channels by
# which nothing about this topic is wanted.
_FACTS = """
    WITH aimed AS MATERIALIZED ({accounts}),
    reached AS (
        {reached}
    ),
    words AS (
        SELECT DISTINCT ON (person_id, channel) person_id, channel, is_given
        FROM {consents} WHERE topic = '' AND channel IN ('sms', 'email', 'push', 'viber')
        ORDER BY person_id, channel, id DESC
    ),
    unwanted AS (
        SELECT person_id, array_agg(channel) AS channels
        FROM (SELECT DISTINCT ON (person_id, channel) person_id, channel, is_given
              FROM {consents} WHERE topic = %(topic)s AND topic <> '' ORDER BY person_id, channel, id DESC) about_it
        WHERE NOT is_given GROUP BY person_id
    ),
    phones AS (SELECT DISTINCT ON (person_id) person_id, number FROM {phones} ORDER BY person_id, id),
    devices AS (
        SELECT DISTINCT person_id FROM {devices}
        WHERE seen_at >= %(lively)s AND refused_at IS NULL AND person_id IS NOT NULL
    ),
    facts AS (
        SELECT reached.person_id, reached.account_id, phones.number AS phone, person.email,
            {push} AS push, {sms} AS sms, {mail} AS mail, {viber} AS viber
        FROM reached
        JOIN people_person person ON person.id = reached.person_id
        LEFT JOIN phones ON phones.person_id = reached.person_id
        LEFT JOIN devices ON devices.person_id = reached.person_id
        LEFT JOIN unwanted ON unwanted.person_id = reached.person_id
        LEFT JOIN words push_word ON push_word.person_id = reached.person_id AND push_word.channel = 'push'
        LEFT JOIN words sms_word ON sms_word.person_id = reached.person_id AND sms_word.channel = 'sms'
        LEFT JOIN words mail_word ON mail_word.person_id = reached.person_id AND mail_word.channel = 'email'
        {viber_word}
    )
"""
# Of whom the facts are wanted: of all who belong to the accounts, or of one person, who may be of none and who may have
# called from a number that is not in the card.
_OF_ACCOUNTS = {
    "reached": """SELECT DISTINCT ON (tie.person_id) tie.person_id, tie.account_id
        FROM people_accountperson tie JOIN aimed ON aimed.id = tie.account_id
        WHERE (tie.until IS NULL OR tie.until > %(today)s) AND (tie.since IS NULL OR tie.since <= %(today)s)
        ORDER BY tie.person_id, tie.id""",
    "consents": "people_consent",
    "phones": "people_personphone",
    "devices": "people_device",
}
_OF_ONE = {
    "reached": "SELECT %(person)s::bigint AS person_id, %(account)s::bigint AS account_id",
    "consents": "(SELECT * FROM people_consent WHERE person_id = %(person)s) own_words",
    "phones": """(
        SELECT %(person)s::bigint AS person_id, %(phone)s::varchar AS number, 0::bigint AS id WHERE %(phone)s <> ''
        UNION ALL SELECT person_id, number, id FROM people_personphone WHERE person_id = %(person)s
    ) own_phones""",
    "devices": "(SELECT * FROM people_device WHERE person_id = %(person)s) own_devices",
}
_NO_ACCOUNTS = "SELECT id FROM accounting_account WHERE false"
_STANDING = """CASE WHEN {absent} THEN 1 WHEN {word}.is_given IS FALSE THEN 2
    WHEN '{channel}' = ANY (unwanted.channels) THEN 4 WHEN {word}.is_given IS NULL AND %(news)s THEN 3 ELSE 0 END"""
_RETURNED = "CASE WHEN person.email_returned_at IS NULL THEN {} ELSE 5 END"
_VIBER_WORD = "LEFT JOIN words viber_word ON viber_word.person_id = reached.person_id AND viber_word.channel = 'viber'"
_INSERT = """
    INSERT INTO notices_delivery
        (notice_id, person_id, account_id, channel, address, state, state_at, next_at, tries, reason)
    SELECT %(notice)s, facts.person_id, facts.account_id, rule.way,
        CASE WHEN rule.way IN ('sms', 'viber') THEN facts.phone WHEN rule.way = 'push'
            THEN 'person:' || facts.person_id ELSE facts.email END, 'waiting', %(now)s, %(now)s, 0, ''
    FROM facts JOIN {rule}
    ON CONFLICT (notice_id, channel, address) DO NOTHING
"""
_RULE = """(VALUES {answers}) rule (push, sms, mail, viber, way)
    ON (rule.push, rule.sms, rule.mail, rule.viber) = (facts.push = 0, facts.sms = 0, facts.mail = 0, facts.viber = 0)
"""
_COUNT = "SELECT push, sms, mail, viber, count(*) FROM facts GROUP BY push, sms, mail, viber"
_SAMPLE = """
    SELECT phone FROM facts JOIN {rule}
    WHERE rule.way = %(way)s GROUP BY phone ORDER BY hashtext(phone) LIMIT %(most)s
"""
# An account is not reached if nobody of it is: for want of people, or of a channel for each of them.
_UNREACHED = """
    , everybody AS (
        SELECT aimed.id AS account_id, facts.push, facts.sms, facts.mail, facts.viber,
            EXISTS (SELECT 1 FROM (SELECT) one JOIN {rule}) AS is_reached
        FROM aimed
        LEFT JOIN people_accountperson tie ON tie.account_id = aimed.id
            AND (tie.until IS NULL OR tie.until > %(today)s) AND (tie.since IS NULL OR tie.since <= %(today)s)
        LEFT JOIN facts ON facts.person_id = tie.person_id
    )
"""
_UNREACHED_ROWS = """
    SELECT account_id, min(push), min(sms), min(mail), min(viber) FROM everybody
    GROUP BY account_id HAVING NOT bool_or(is_reached)
"""


@dataclass(frozen=True)
class Counted:
    """People by what they are to the channels."""

    rules: Rules
    people: dict[Standings, int]

    def by(self, way: Way) -> int:
        """How many people it reaches by this way."""
        return sum(count for person, count in self.people.items() if way in ways_for(person, self.rules))

    @property
    def reached(self) -> int:
        """How many people it reaches at all."""
        return sum(count for person, count in self.people.items() if ways_for(person, self.rules))

    @property
    def whole(self) -> int:
        """How many people there are."""
        return sum(self.people.values())


def rules_now(kind: Kind = Kind.ORDINARY, *, event: str = "", with_sms: bool = True) -> Rules:
    """What is switched on and connected today for a notice of a kind, or of an event; one query, two where Viber is on.

    Viber may say only after days that it did not deliver, so what does not wait goes by SMS where these are on.
    `with_sms` is False for what is not to cost anything, by Viber neither.
    """
    profile = Profile.objects.only("sms_enabled", "sms_duplicates_push", "viber_enabled").get()
    waits = kind not in NEVER_LATE or not profile.sms_enabled
    viber_on = profile.viber_enabled and with_sms and waits and viber_price() is not None
    return Rules(
        connected(), profile.sms_enabled and with_sms, profile.sms_duplicates_push, viber_on, topic_of(kind, event)
    )


def queue(notice: int, accounts: QuerySet[Account], rules: Rules) -> int:
    """Keep a delivery for each person and channel, in one statement; how many. Repeated, it adds nothing."""
    return _run(_INSERT, accounts, rules, notice=notice, now=timezone.now()).rowcount


def queue_for_one(notice: int, rules: Rules, *, person: int, account: int | None, phone: str = "") -> int:
    """Keep the deliveries to one person; how many. `phone` is the number that was told, before those of the card."""
    values = {"notice": notice, "now": timezone.now(), "person": person, "account": account, "phone": phone}
    return _ask(_INSERT, rules, {"accounts": _NO_ACCOUNTS, **_OF_ONE}, values).rowcount


def count(accounts: QuerySet[Account], rules: Rules) -> Counted:
    """How many people are what to the channels; one query."""
    rows = _run(_COUNT, accounts, rules).rows
    return Counted(rules, {_standings(row): row[4] for row in rows})


def some_phones(accounts: QuerySet[Account], rules: Rules, *, most: int, way: Way = Way.SMS) -> list[str]:
    """Numbers to which SMS (or Viber) would go, no more than `most`; one query."""
    return [phone for (phone,) in _run(_SAMPLE, accounts, rules, most=most, way=way.value).rows]


def count_unreached(accounts: QuerySet[Account], rules: Rules) -> int:
    """Of how many accounts it reaches nobody; one query."""
    body = f"{_UNREACHED} SELECT count(*) FROM ({_UNREACHED_ROWS}) missed"  # noqa: S608  texts of our own
    return int(_run(body, accounts, rules).rows[0][0])


def unreached(accounts: QuerySet[Account], rules: Rules) -> Iterator[tuple[int, str]]:
    """Accounts of which it reaches nobody, with why."""
    for account, *standings in _run(_UNREACHED + _UNREACHED_ROWS, accounts, rules).rows:
        nobody = standings[0] is None
        yield account, "житель с контактами не внесён" if nobody else why_not(_standings(standings), rules)


@dataclass(frozen=True)
class _Result:
    rowcount: int
    rows: list[Any]


def _run(body: str, accounts: QuerySet[Account], rules: Rules, **values: Any) -> _Result:
    """Django's own query of the accounts with its parameters by position, made into named ones, before ours."""
    try:
        sql, own = accounts.order_by().values("id").query.sql_with_params()
    except EmptyResultSet:  # Django knows without asking that there are none
        sql, own = _NO_ACCOUNTS, ()
    names = {f"own{number}": value for number, value in enumerate(own)}
    sources = {"accounts": sql % tuple(f"%({name})s" for name in names), **_OF_ACCOUNTS}
    return _ask(body, rules, sources, {**names, **values})


def _ask(body: str, rules: Rules, sources: Mapping[str, str], values: Mapping[str, Any]) -> _Result:
    by_viber = viber_goes(rules)
    facts = _FACTS.format(
        **sources,
        push=_standing("devices.person_id IS NULL", "push_word", Way.PUSH),
        sms=_standing("phones.number IS NULL", "sms_word", Way.SMS),
        mail=_RETURNED.format(_standing("person.email = ''", "mail_word", Way.EMAIL)),
        viber=_standing("phones.number IS NULL", "viber_word", Way.VIBER) if by_viber else int(Standing.NO_CONTACT),
        viber_word=_VIBER_WORD if by_viber else "",
    )
    query = facts + body.replace("{rule}", _RULE.format(answers=_answers(rules)))
    now = timezone.now()
    common: dict[str, Any] = {
        "today": timezone.localdate(),
        "lively": now - LIVE_DEVICE,
        "topic": rules.topic.value,
        "news": rules.topic == Topic.NEWS,
    }
    with connection.cursor() as cursor:
        cursor.execute(query, {**common, **values})
        return _Result(cursor.rowcount, cursor.fetchall() if cursor.description else [])


def _standing(absent: str, word: str, way: Way) -> str:
    return _STANDING.format(absent=absent, word=word, channel=way.value)


def _answers(rules: Rules) -> str:
    """Which channels are open, and one that is chosen then: words of our own, nothing that anybody typed.

    Without an answer, one that fits nobody.
    """
    rows = [
        f"({', '.join(str(one == Standing.OPEN) for one in (p.push, p.sms, p.email, p.viber))}, '{way.value}')"
        for p, way in every_answer(rules)
    ]
    return ", ".join(rows or ["(NULL::boolean, NULL::boolean, NULL::boolean, NULL::boolean, '')"])


def _standings(row: Sequence[Any]) -> Standings:
    return Standings(*(Standing(value) for value in row[:4]))
