"""Manual, section 6, «Создание заявки»: a request, its calls, and numbers without gaps."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from crm.accounting.domain.accounts import deactivate
from crm.accounting.models import Account
from crm.company.domain.numbering import largest_used
from crm.company.models import Profile
from crm.dispatch.domain.calls import Call, detach_call, join_call
from crm.dispatch.domain.moves import cancel
from crm.dispatch.enums import Deed, Place, Priority, Source, Status
from crm.dispatch.models import Caller, Request, RequestEvent
from crm.journal.models import Entry
from crm.request_types.models import RequestType
from identity.models import User
from tenants.errors import DomainError
from tests.factories import AccountFactory, HouseFactory, RequestFactory

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


@pytest.fixture
def account(tenant) -> Account:
    return AccountFactory(number="00012345")


@pytest.fixture
def call(account: Account) -> Call:
    return Call(name="Макаров Олег", phone="8 908 437-34-18", account=account)


def opened(account: Account, call: Call | None = None, **told: object) -> Request:
    return RequestFactory(house=account.house, call=call, **told)


class TestOpening:
    def test_a_number_a_call_a_step_and_a_word_in_the_journal(self, account: Account, call: Call, head: User):
        request = opened(account, call, by=head)

        caller = Caller.objects.get()
        assert (request.number, request.status, request.account) == (1, Status.NEW, account)
        assert (caller.number, caller.phone, caller.request) == (1, "+79084373418", request)
        assert [step.deed for step in RequestEvent.objects.all()] == [Deed.OPENED]
        assert Entry.objects.filter(action="dispatch.opened", actor=head).count() == 1

    def test_numbers_go_on_from_the_one_set_in_the_company(self, account: Account):
        Profile.objects.update(next_request_number=501)

        assert [opened(account).number, opened(account).number] == [501, 502]
        assert largest_used() == 502

    def test_a_stranger_is_written_down(self, account: Account):
        request = opened(account, Call(name="прохожий"), place=Place.YARD)

        assert (request.account, request.callers.get().name) == (None, "прохожий")

    def test_free_normal_and_new_by_themselves(self, account: Account):
        request = opened(account)

        assert (request.is_paid, request.priority, request.expected_at) == (False, Priority.NORMAL, None)

    @pytest.mark.parametrize("text", ["", "  \n "])
    def test_it_says_something(self, account: Account, text: str):
        with pytest.raises(DomainError, match="что случилось"):
            opened(account, text=text)

    def test_account_of_another_house_is_refused(self, account: Account, call: Call):
        with pytest.raises(DomainError, match="не в этом доме"):
            RequestFactory(house=HouseFactory(number="99"), call=call)

    def test_closed_account_is_refused(self, account: Account, call: Call, head: User):
        deactivate(account, by=head)
        account.refresh_from_db()

        with pytest.raises(DomainError, match="отключён"):
            opened(account, Call(account=account))

    def test_type_that_is_switched_off_is_refused(self, account: Account):
        kind = RequestType.objects.create(name="Глупость", is_active=False)

        with pytest.raises(DomainError, match="отключён"):
            opened(account, type=kind)

    def test_expected_date_is_to_come(self, account: Account):
        with pytest.raises(DomainError, match="уже прошла"):
            opened(account, expected_at=timezone.now() - timedelta(hours=1))

    def test_a_number_whose_request_failed_is_given_out_again(self, account: Account):
        def fail() -> None:
            with transaction.atomic():
                opened(account)
                raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            fail()

        assert opened(account).number == 1


class TestCalls:
    def test_ten_calls_about_one_riser_are_one_request_with_ten_numbers(self, account: Account, call: Call, head: User):
        request = opened(account, call)
        for _ in range(9):
            join_call(request, Call(name="сосед"), source=Source.PHONE, by=head)

        assert Request.objects.count() == 1
        assert list(request.callers.values_list("number", flat=True)) == list(range(1, 11))

    def test_a_detached_call_is_a_request_under_its_own_number(self, account: Account, call: Call, head: User):
        request = opened(account, call)
        caller = join_call(request, Call(name="сосед", text="А у меня свет"), source=Source.PHONE, by=head)

        own = detach_call(caller, by=head)

        assert (own.number, own.text, own.status) == (2, "А у меня свет", Status.NEW)
        assert [one.number for one in own.callers.all()] == [2]
        assert [one.number for one in request.callers.all()] == [1]
        assert own.created_at == caller.at

    def test_the_first_call_is_the_request_itself(self, account: Account, call: Call, head: User):
        request = opened(account, call)

        with pytest.raises(DomainError, match="заявка началась"):
            detach_call(request.callers.get(), by=head)

    def test_nothing_joins_what_is_closed(self, account: Account, head: User):
        request = cancel(opened(account), reason="Ошиблись домом", by=head)

        with pytest.raises(DomainError, match="уже закрыта"):
            join_call(request, Call(), source=Source.PHONE, by=head)


class TestTheDatabase:
    """Whatever the code does."""

    @pytest.mark.parametrize("field", ["number", "created_at", "source"])
    def test_the_beginning_stays(self, account: Account, field: str):
        request = opened(account)
        other = {"number": 77, "created_at": timezone.now() - timedelta(days=1), "source": Source.LETTER}[field]

        with pytest.raises(DatabaseError), transaction.atomic():
            Request.objects.filter(pk=request.pk).update(**{field: other})

    @pytest.mark.parametrize("model", [RequestEvent, Caller, Request])
    def test_nothing_is_deleted(self, account: Account, model: type):
        opened(account)

        with pytest.raises(DatabaseError), transaction.atomic():
            model.objects.all()._raw_delete("default")

    def test_a_step_is_not_rewritten(self, account: Account):
        opened(account)

        with pytest.raises(DatabaseError), transaction.atomic():
            RequestEvent.objects.update(deed=Deed.FINISHED)

    def test_a_request_begins_new(self, account: Account):
        with pytest.raises(DatabaseError), transaction.atomic():
            Request.objects.create(
                house=account.house, number=9, text="Сразу готово", source=Source.PHONE, status=Status.DONE,
                finished_at=timezone.now(),
            )  # fmt: skip

    def test_one_number_once(self, account: Account):
        request = opened(account)

        with pytest.raises(DatabaseError), transaction.atomic():
            Caller.objects.create(request=request, number=request.number, source=Source.PHONE)
