"""Two workers at once: one letter."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from crm.company.domain.morning_summary import choose_summary, send_summary
from crm.dispatch.models import Request
from crm.rights.enums import Role
from notifications.models import Letter
from tenants.context import in_schema
from tests import database
from tests.conftest import make_employee
from tests.factories import RequestFactory

pytestmark = pytest.mark.integration


def test_two_workers_at_once_write_one_letter(django_db_setup: None, django_db_blocker):
    with django_db_blocker.unblock(), database.own_copy("race_summary"):
        with in_schema("uk_alpha"):
            RequestFactory()
            Request.objects.update(due_at=timezone.now() - timedelta(hours=1))
            employee = choose_summary(make_employee(Role.HEAD).employee, wanted=True)
        gate, wrote = threading.Barrier(2), []

        def work() -> None:
            try:
                with in_schema("uk_alpha"):
                    gate.wait(10)
                    wrote.append(send_summary(employee.pk))
            finally:
                connection.close()

        threads = [threading.Thread(target=work) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)

        with in_schema("public"):
            letters = Letter.objects.filter(subject__startswith="Сводка").count()
        assert (sorted(wrote), letters) == ([False, True], 1)
