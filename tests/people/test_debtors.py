"""The list of debtors knows who can be called."""

from datetime import date
from decimal import Decimal

import pytest

from crm.accounting.models import Account
from crm.people.domain import people
from crm.people.models import Person
from tests.factories import AccountFactory

pytestmark = pytest.mark.integration


def test_debtors_are_cut_by_whether_there_is_a_phone(client_of, tenant, head, account: Account, owner: Person):
    without = AccountFactory(number="2", balance=Decimal(50), by=head)
    Account.objects.filter(pk=account.pk).update(balance=100)
    browser = client_of(tenant, head)

    def numbers(code: str) -> list[str]:
        return [one.number for one in browser.get(f"/crm/debtors/?phone={code}").context["object_list"]]

    assert (numbers("yes"), numbers("no")) == ([account.number], [without.number])

    people.untie(owner.ties.get(), until=date.today(), by=head)
    assert (numbers("yes"), numbers("no")) == ([], [account.number, without.number])
