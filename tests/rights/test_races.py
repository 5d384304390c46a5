"""Two at once: somebody who may give rights always stays."""

import threading

import pytest
from django.db import connection

from crm.rights.domain.access import Rights, set_rights
from crm.rights.enums import Role
from crm.rights.models import Access
from identity.models import User
from tenants.context import in_schema
from tenants.errors import DomainError
from tests import database
from tests.conftest import make_employee

pytestmark = pytest.mark.integration


def test_two_heads_cannot_demote_each_other_in_one_moment(django_db_setup: None, django_db_blocker):
    with django_db_blocker.unblock(), database.own_copy("race_rights"):
        with in_schema("uk_alpha"):
            first, second = (make_employee(Role.HEAD, f"head{number}@example.ru") for number in (1, 2))
        gate, outcomes = threading.Barrier(2), []

        def demote(victim: User, by: User) -> None:
            try:
                with in_schema("uk_alpha"):
                    gate.wait(10)
                    set_rights(victim, Rights.of_role(Role.DISPATCHER), by=by)
                outcomes.append("demoted")
            except DomainError as refused:
                outcomes.append(str(refused)[:30])
            finally:
                connection.close()

        threads = [threading.Thread(target=demote, args=pair) for pair in ((first, second), (second, first))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)

        with in_schema("uk_alpha"):
            heads = Access.objects.filter(role=Role.HEAD).count()
        assert (len(outcomes), outcomes.count("demoted"), heads) == (2, 1, 1)
