"""By what a notice goes to somebody: the one rule, a table of all its answers for the database, and its words.

Source: manual, section 11 (push first; SMS if the company switched it on, there is a mobile, and no push came or it is
doubled; e-mail always); decisions, «Who may get SMS and e-mail?».
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from crm.notices.enums import Standing
from notifications.channels import Way

_WORDS = {
    (Way.PUSH, Standing.REFUSED): "отказался от push",
    (Way.SMS, Standing.NO_CONTACT): "нет мобильного",
    (Way.SMS, Standing.REFUSED): "отказался от СМС",
    (Way.SMS, Standing.NOT_AGREED): "нет согласия на СМС",
    (Way.EMAIL, Standing.NO_CONTACT): "нет почты",
    (Way.EMAIL, Standing.REFUSED): "отказался от писем",
    (Way.EMAIL, Standing.NOT_AGREED): "нет согласия на письма",
}


@dataclass(frozen=True)
class Rules:
    """What the company switched on, and what can carry anything at all today."""

    connected: frozenset[Way]
    sms_on: bool
    doubles_push: bool


@dataclass(frozen=True)
class Standings:
    """What one person is to each channel. For push a device counts only while it was seen lately."""

    push: Standing
    sms: Standing
    email: Standing


def ways_for(person: Standings, rules: Rules) -> tuple[Way, ...]:
    """The channels by which a notice goes to this person; empty for whom it does not reach."""
    ways = []
    if Way.PUSH in rules.connected and person.push == Standing.OPEN:
        ways.append(Way.PUSH)
    if Way.SMS in rules.connected and rules.sms_on and person.sms == Standing.OPEN and (not ways or rules.doubles_push):
        ways.append(Way.SMS)
    if Way.EMAIL in rules.connected and person.email == Standing.OPEN:
        ways.append(Way.EMAIL)
    return tuple(ways)


def why_not(person: Standings, rules: Rules) -> str:
    """Why nothing reaches this person: «СМС выключены, нет почты»."""
    parts = [_WORDS.get((Way.PUSH, person.push), "") if Way.PUSH in rules.connected else ""]
    sms_goes = rules.sms_on and Way.SMS in rules.connected
    parts.append(_WORDS.get((Way.SMS, person.sms), "") if sms_goes else "СМС выключены")
    parts.append(_WORDS.get((Way.EMAIL, person.email), ""))
    return ", ".join(part for part in parts if part)


def every_answer(rules: Rules) -> Iterator[tuple[Standings, Way]]:
    """The whole rule as rows: what somebody is to the channels, and a channel that is chosen then."""
    for push, sms, email in product(Standing, repeat=3):
        person = Standings(push, sms, email)
        for way in ways_for(person, rules):
            yield person, way
