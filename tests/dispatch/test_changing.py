"""Manual, section 6, 2–13: what a request says of itself, its words, photos and sums."""

from datetime import timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone
from PIL import Image

from crm.company.models import Employee
from crm.dispatch.domain import changing, moves, photos, talk, work
from crm.dispatch.domain.changing import Change, change_request
from crm.dispatch.enums import Audience, Deed, PhotoKind, Priority
from crm.dispatch.models import AssignmentRule, Message, Photo, PriceItem, Request, RequestEvent
from crm.request_types.models import RequestType
from crm.rights.enums import Role
from identity.models import User
from tenants.errors import DomainError
from tests.factories import ContractorFactory, EmployeeFactory, RequestFactory

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


@pytest.fixture
def request_(tenant) -> Request:
    return RequestFactory()


@pytest.fixture
def lifts(tenant) -> RequestType:
    return RequestType.objects.get(name="Лифтовое оборудование")


def last_step(request: Request) -> RequestEvent:
    return request.events.order_by("-pk")[0]


class TestChanging:
    def test_what_was_before_stands_in_the_history(self, request_: Request, lifts: RequestType, head: User):
        change_request(request_, Change(type=lifts, priority=Priority.URGENT), by=head)

        step = last_step(request_)
        assert (step.deed, step.by) == (Deed.CHANGED, head)
        assert step.changes == {
            "type": [None, "Лифтовое оборудование"], "priority": ["Обычная", "Срочная"],
        }  # fmt: skip

    def test_nothing_changed_writes_no_step(self, request_: Request, head: User):
        change_request(request_, Change(priority=Priority.NORMAL), by=head)

        assert last_step(request_).deed == Deed.OPENED

    def test_a_higher_priority_is_due_sooner(self, request_: Request, head: User):
        before = request_.due_at

        assert change_request(request_, Change(priority=Priority.EMERGENCY), by=head).localise_by is not None
        assert change_request(request_, Change(priority=Priority.URGENT), by=head).due_at < before

    def test_the_first_expected_date_is_when_the_resident_was_told(self, request_: Request, head: User):
        soon = timezone.now() + timedelta(days=1)
        told = change_request(request_, Change(expected_at=soon), by=head).told_at
        later = change_request(request_, Change(expected_at=soon + timedelta(days=1)), by=head)

        assert told is not None
        assert later.told_at == told

    def test_a_type_that_its_contractor_does_not_do_is_refused(self, request_: Request, lifts: RequestType, head: User):
        roofs = ContractorFactory(request_types=[RequestType.objects.get(name="Кровли")])
        moves.take(request_, contractor=roofs, by=head)

        with pytest.raises(DomainError, match="Сначала назначьте другого"):
            change_request(request_, Change(type=lifts), by=head)

    def test_only_a_paid_one_costs(self, request_: Request, head: User):
        with pytest.raises(DomainError, match="отметьте заявку платной"):
            change_request(request_, Change(price=Decimal(500)), by=head)
        paid = change_request(request_, Change(is_paid=True, price=Decimal(500)), by=head)
        assert change_request(paid, Change(is_paid=False), by=head).price is None

    def test_localised_once(self, request_: Request, head: User):
        assert changing.localise(request_, by=head).localised_at is not None
        with pytest.raises(DomainError, match="Уже отмечено"):
            changing.localise(request_, by=head)

    def test_of_two_who_change_at_once_the_second_is_told(self, request_: Request, head: User):
        seen = request_.version
        change_request(request_, Change(priority=Priority.URGENT), by=head, version=seen)

        with pytest.raises(DomainError, match="заявку изменили"):
            change_request(request_, Change(priority=Priority.PLANNED), by=head, version=seen)


class TestTalk:
    def test_comments_are_for_the_staff(self, request_: Request, head: User):
        talk.comment(request_, "Ключ у консьержа", by=head)
        talk.write_to_resident(request_, "Будем к обеду", by=head)

        assert Message.objects.filter(audience=Audience.RESIDENT).count() == 1

    def test_who_has_read_up_to_where(self, request_: Request, head: User):
        line = talk.write_to_resident(request_, "Будем к обеду", by=head)
        talk.comment(request_, "Злой", by=head)
        assert talk.read_by_resident(request_) == 0

        talk.mark_read(request_, user=None)
        assert talk.read_by_resident(request_) == line.pk

    def test_what_was_said_is_not_unsaid(self, request_: Request, head: User):
        talk.comment(request_, "Ключ у консьержа", by=head)

        with pytest.raises(DatabaseError), transaction.atomic():
            Message.objects.update(text="другое")


class TestPhotos:
    def picture(self) -> BytesIO:
        made = BytesIO()
        Image.new("RGB", (40, 30), "navy").save(made, "PNG")
        made.seek(0)
        return made

    def test_a_photo_is_kept_and_one_taken_off_is_not_shown(self, request_: Request, head: User):
        photo = photos.add_photo(request_, self.picture(), kind=PhotoKind.RESULT, by=head)
        assert photos.photos_of(request_) == [photo]

        photos.remove_photo(photo)
        assert photos.photos_of(request_) == []
        assert Photo.objects.count() == 1, "nothing of a request is lost"

    def test_what_is_no_picture_is_refused(self, request_: Request, head: User):
        with pytest.raises(DomainError):
            photos.add_photo(request_, BytesIO(b"<script>"), kind=PhotoKind.PROBLEM, by=head)

    def test_there_is_an_end(self, request_: Request, head: User, monkeypatch: pytest.MonkeyPatch):
        monkeypatch.setattr(photos, "MOST_PHOTOS", 1)
        photos.add_photo(request_, self.picture(), kind=PhotoKind.RESULT, by=head)

        with pytest.raises(DomainError, match="уберите лишнюю"):
            photos.add_photo(request_, self.picture(), kind=PhotoKind.RESULT, by=head)


class TestWork:
    def test_the_sum_of_a_paid_one_follows_its_lines(self, request_: Request, head: User):
        change_request(request_, Change(is_paid=True), by=head)
        tap = PriceItem.objects.create(name="Замена смесителя", price=Decimal("850.50"))

        work.add_line(request_, item=tap, quantity=Decimal(2), by=head)
        line = work.add_line(request_, name="Прокладка", quantity=Decimal("0.5"), price=Decimal("33.33"), by=head)
        request_.refresh_from_db()
        assert request_.price == Decimal("1717.67")

        work.remove_line(line, by=head)
        request_.refresh_from_db()
        assert request_.price == Decimal("1701.00")
        assert last_step(request_).changes["work"] == ["Прокладка, 0.5 шт.", None]

    def test_a_later_price_changes_no_old_sum(self, request_: Request, head: User):
        tap = PriceItem.objects.create(name="Замена смесителя", price=Decimal(850))
        line = work.add_line(request_, item=tap, quantity=Decimal(1), by=head)
        PriceItem.objects.update(price=Decimal(900))

        line.refresh_from_db()
        assert line.total == Decimal(850)


class TestRules:
    @pytest.fixture
    def plumber(self, tenant) -> Employee:
        return EmployeeFactory(last_name="Краснов", role=Role.EXECUTOR)

    def test_the_most_exact_rule_holds(self, lifts: RequestType, plumber: Employee, head: User):
        firm = ContractorFactory(request_types=[lifts])
        AssignmentRule.objects.create(responsible=plumber)
        AssignmentRule.objects.create(type=lifts, contractor=firm)

        assert RequestFactory(type=lifts).contractor == firm
        assert RequestFactory().responsible == plumber

    def test_it_stays_new_until_somebody_takes_it(self, plumber: Employee):
        AssignmentRule.objects.create(employee=plumber)

        request = RequestFactory()

        assert (request.status, request.hands.get().employee) == ("new", plumber)

    def test_a_stale_rule_loses_no_call(self, lifts: RequestType, plumber: Employee):
        AssignmentRule.objects.create(employee=plumber)
        plumber.user.is_active = False
        plumber.user.save()

        assert RequestFactory().hands.count() == 0
