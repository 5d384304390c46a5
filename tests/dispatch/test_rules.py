"""Deadlines, the price list, rules of assignment: what a company sets for itself."""

from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from crm.dispatch.domain import rules
from crm.dispatch.enums import Priority
from crm.dispatch.models import AssignmentRule, PriceItem, TypeDeadline
from crm.journal.models import Entry
from crm.request_types.models import RequestType
from crm.rights.enums import Role
from identity.models import User
from tenants.errors import DomainError
from tests.factories import ContractorFactory, EmployeeFactory, RequestFactory

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


@pytest.fixture
def screen(client_of, tenant, head: User) -> Any:
    return client_of(tenant, head)


@pytest.fixture
def roofs(tenant) -> RequestType:
    return RequestType.objects.get(name="Кровли")


class TestDeadlines:
    def test_by_the_screen_in_hours(self, screen, roofs: RequestType):
        screen.post(
            reverse("request_deadlines:add"),
            {"type": roofs.pk, "priority": Priority.URGENT, "respond_minutes": 30, "fix_hours": 12, "basis": "Договор"},
        )

        rule = TypeDeadline.objects.get(type=roofs, priority=Priority.URGENT)
        assert (rule.fix_minutes, rule.basis) == (720, "Договор")
        assert Entry.objects.filter(action="dispatch.add_deadline").count() == 1

    def test_two_for_the_same_are_refused(self, screen):
        answer = screen.post(reverse("request_deadlines:add"), {"priority": Priority.NORMAL, "fix_hours": 5})

        assert "уже задан" in answer.text

    def test_none_at_all_is_refused(self, head: User, roofs: RequestType):
        with pytest.raises(DomainError, match="хотя бы один срок"):
            rules.save_deadline(None, type=roofs, priority=Priority.PLANNED, by=head)

    def test_open_requests_keep_what_residents_were_told(self, head: User):
        request = RequestFactory()
        before = request.due_at
        rule = TypeDeadline.objects.get(type=None, priority=Priority.NORMAL)

        rules.save_deadline(rule, type=None, priority=Priority.NORMAL, fix_minutes=60, round_the_clock=True, by=head)

        request.refresh_from_db()
        assert request.due_at == before

    def test_that_of_all_types_stays(self, screen):
        rule = TypeDeadline.objects.get(type=None, priority=Priority.NORMAL)

        screen.post(reverse("request_deadlines:delete", args=[rule.pk]))

        assert TypeDeadline.objects.filter(pk=rule.pk).exists()

    def test_that_of_a_type_may_go(self, screen, roofs: RequestType):
        rule = TypeDeadline.objects.get(type=roofs)

        screen.post(reverse("request_deadlines:delete", args=[rule.pk]))

        assert not TypeDeadline.objects.filter(pk=rule.pk).exists()


class TestPrices:
    def test_added_and_switched_off(self, screen):
        screen.post(
            reverse("request_prices:add"), {"name": "Смеситель", "unit": "шт.", "price": "850,50", "is_active": "on"}
        )
        item = PriceItem.objects.get()
        assert item.price == Decimal("850.50")

        screen.post(
            reverse("request_prices:edit", args=[item.pk]), {"name": "Смеситель", "unit": "шт.", "price": "900"}
        )
        item.refresh_from_db()
        assert (item.price, item.is_active) == (Decimal(900), False)

    def test_one_name_once(self, screen):
        PriceItem.objects.create(name="Смеситель", price=Decimal(1))

        answer = screen.post(reverse("request_prices:add"), {"name": "смеситель", "unit": "шт.", "price": "2"})

        assert "Такая строка уже есть" in answer.text


class TestAssignment:
    def test_a_contractor_who_does_such_work(self, screen, roofs: RequestType):
        firm = ContractorFactory(request_types=[roofs])

        screen.post(reverse("request_assignment:add"), {"type": roofs.pk, "contractor": firm.pk})

        assert AssignmentRule.objects.get().contractor == firm

    def test_and_none_who_does_not(self, screen, roofs: RequestType):
        firm = ContractorFactory(request_types=[RequestType.objects.get(name="Отопление")])

        answer = screen.post(reverse("request_assignment:add"), {"type": roofs.pk, "contractor": firm.pk})

        assert "не делает заявки «Кровли»" in answer.text

    def test_somebody_is_named(self, screen, roofs: RequestType):
        answer = screen.post(reverse("request_assignment:add"), {"type": roofs.pk})

        assert "Выберите ответственного, исполнителя или подрядчика" in answer.text


@pytest.mark.parametrize("role", [Role.DISPATCHER, Role.EXECUTOR, Role.ACCOUNTANT])
@pytest.mark.parametrize("screen_name", ["request_deadlines", "request_prices", "request_assignment"])
def test_the_rules_are_the_heads(client_of, tenant, role: Role, screen_name: str):
    user = EmployeeFactory(last_name="Другой", role=role, email="other@example.ru").user

    assert client_of(tenant, user).get(reverse(f"{screen_name}:index")).status_code == 302
