"""By what a notice goes to somebody: the one rule, a table of all its answers for the database, and its words.

Source: manual, section 11 (push first; SMS if the company switched it on, there is a mobile, and no push came or it is
doubled; e-mail always); decisions, «Who may get SMS and e-mail?». Viber, where it is on and open for somebody, stands
in the place of SMS; what it does not deliver goes by SMS after all (`falling_back`).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from crm.notices.enums import Standing
from crm.people.enums import Topic
from notifications.channels import Way

_WORDS = {
    (Way.PUSH, Standing.REFUSED): "отказался от push",
    (Way.PUSH, Standing.UNWANTED): "отказался от таких push",
    (Way.SMS, Standing.NO_CONTACT): "нет мобильного",
    (Way.SMS, Standing.REFUSED): "отказался от СМС",
    (Way.SMS, Standing.NOT_AGREED): "нет согласия на СМС",
    (Way.SMS, Standing.UNWANTED): "отказался от таких СМС",
    (Way.VIBER, Standing.REFUSED): "отказался от Viber",
    (Way.VIBER, Standing.NOT_AGREED): "нет согласия на Viber",
    (Way.VIBER, Standing.UNWANTED): "отказался от таких сообщений в Viber",
    (Way.EMAIL, Standing.NO_CONTACT): "нет почты",
    (Way.EMAIL, Standing.REFUSED): "отказался от писем",
    (Way.EMAIL, Standing.NOT_AGREED): "нет согласия на письма",
    (Way.EMAIL, Standing.RETURNED): "адрес не принимает письма",
    (Way.EMAIL, Standing.UNWANTED): "отказался от таких писем",
}


@dataclass(frozen=True)
class Rules:
    """What the company switched on, what can carry anything at all today, and what the notice is about."""

    connected: frozenset[Way]
    sms_on: bool
    doubles_push: bool
    viber_on: bool = False
    topic: Topic = Topic.NEWS


@dataclass(frozen=True)
class Standings:
    """What one person is to each channel. For push a device counts only while it was seen lately."""

    push: Standing
    sms: Standing
    email: Standing
    viber: Standing = Standing.NO_CONTACT


def ways_for(person: Standings, rules: Rules) -> tuple[Way, ...]:
    """The channels by which a notice goes to this person; empty for whom it does not reach."""
    ways = []
    if Way.PUSH in rules.connected and person.push == Standing.OPEN:
        ways.append(Way.PUSH)
    if not ways or rules.doubles_push:
        if viber_goes(rules) and person.viber == Standing.OPEN:
            ways.append(Way.VIBER)
        elif Way.SMS in rules.connected and rules.sms_on and person.sms == Standing.OPEN:
            ways.append(Way.SMS)
    if Way.EMAIL in rules.connected and person.email == Standing.OPEN:
        ways.append(Way.EMAIL)
    return tuple(ways)


def viber_goes(rules: Rules) -> bool:
    """True if the company switched Viber on and somebody carries it."""
    return rules.viber_on and Way.VIBER in rules.connected


def why_not(person: Standings, rules: Rules) -> str:
    """Why nothing reaches this person: «СМС выключены, нет почты»."""
    parts = [_WORDS.get((Way.PUSH, person.push), "") if Way.PUSH in rules.connected else ""]
    sms_goes = rules.sms_on and Way.SMS in rules.connected
    parts.append(_WORDS.get((Way.SMS, person.sms), "") if sms_goes else "СМС выключены")
    parts.append(_WORDS.get((Way.VIBER, person.viber), "") if viber_goes(rules) else "")
    parts.append(_WORDS.get((Way.EMAIL, person.email), ""))
    return ", ".join(part for part in parts if part)


def every_answer(rules: Rules) -> Iterator[tuple[Standings, Way]]:
    """The whole rule as rows: what somebody is to the channels, and a channel that is chosen then.

    All that is not open is alike to the rule, so it stands here as `NO_CONTACT`.
    """
    either = (Standing.OPEN, Standing.NO_CONTACT)
    for push, sms, email, viber in product(either, repeat=4):
        person = Standings(push, sms, email, viber)
        for way in ways_for(person, rules):
            yield person, way
