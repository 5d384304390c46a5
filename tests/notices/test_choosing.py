"""Section 11 of the manual as a table: what somebody is to the channels → by what the notice goes."""

from itertools import product

import pytest

from crm.notices.domain.choosing import Rules, Standings, every_answer, ways_for, why_not
from crm.notices.enums import Standing
from notifications.channels import Way

pytestmark = pytest.mark.unit

EVERYTHING = frozenset(Way)
OPEN, NONE, REFUSED, UNASKED = Standing.OPEN, Standing.NO_CONTACT, Standing.REFUSED, Standing.NOT_AGREED
RETURNED = Standing.RETURNED
ON, OFF, DOUBLE = (True, False), (False, False), (True, True)


@pytest.mark.parametrize(
    ("push", "sms", "email", "switches", "ways"),
    [
        (OPEN, OPEN, OPEN, ON, "push email"),  # the app first, so no SMS
        (OPEN, OPEN, OPEN, DOUBLE, "push sms email"),  # «Дублировать Push»
        (OPEN, OPEN, OPEN, OFF, "push email"),
        (NONE, OPEN, OPEN, ON, "sms email"),  # no app: SMS
        (REFUSED, OPEN, NONE, ON, "sms"),  # the app is there, but push is refused
        (NONE, OPEN, NONE, OFF, ""),  # «Разрешить уведомление по СМС» is off: nobody gets any
        (NONE, NONE, OPEN, ON, "email"),  # no mobile
        (NONE, REFUSED, OPEN, ON, "email"),
        (NONE, OPEN, UNASKED, ON, "sms"),  # e-mail is not agreed to
        (NONE, UNASKED, REFUSED, ON, ""),
        (NONE, OPEN, RETURNED, ON, "sms"),  # letters come back from there
        (OPEN, OPEN, UNASKED, ON, "push"),
    ],
)  # fmt: skip
def test_channels(push: Standing, sms: Standing, email: Standing, switches: tuple[bool, bool], ways: str):
    rules = Rules(EVERYTHING, *switches)
    assert " ".join(ways_for(Standings(push, sms, email), rules)) == ways


def test_a_channel_that_nobody_carries_is_never_chosen_and_holds_no_other_back():
    rules = Rules(frozenset({Way.SMS, Way.EMAIL}), sms_on=True, doubles_push=False)
    assert ways_for(Standings(OPEN, OPEN, OPEN), rules) == (Way.SMS, Way.EMAIL)


def test_the_table_for_the_database_holds_every_answer_of_the_rule():
    rules = Rules(EVERYTHING, *ON)
    rows = set(every_answer(rules))
    asked = [Standings(*of) for of in product(Standing, repeat=4)]
    for person in asked:
        ways = {way for open_ones, way in rows if are_open(open_ones) == are_open(person)}
        assert ways == set(ways_for(person, rules))


def are_open(person: Standings) -> list[bool]:
    return [one == OPEN for one in (person.push, person.sms, person.email, person.viber)]


@pytest.mark.parametrize(
    ("person", "sms_on", "words"),
    [
        (Standings(NONE, NONE, NONE), True, "нет мобильного, нет почты"),
        (Standings(NONE, OPEN, REFUSED), False, "СМС выключены, отказался от писем"),
        (Standings(NONE, NONE, RETURNED), True, "нет мобильного, адрес не принимает письма"),
        (Standings(NONE, UNASKED, UNASKED), True, "нет согласия на СМС, нет согласия на письма"),
    ],
)
def test_why_it_does_not_reach(person: Standings, sms_on: bool, words: str):
    assert why_not(person, Rules(frozenset({Way.SMS, Way.EMAIL}), sms_on, doubles_push=False)) == words
