"""Read-only: pages are read on, nobody writes, the database itself holds it."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import InternalError, connection, transaction
from django.utils import timezone

from crm.accounting.models import House
from tenants.context import in_schema, speaking_for
from tenants.domain import freezing
from tenants.errors import DomainError, is_read_only
from tenants.tasks import TenantTask
from tests.archive.conftest import Installation
from tests.factories import HouseFactory
from tests.isolation.companies import Company

pytestmark = pytest.mark.integration


def test_every_table_refuses_every_write(source: Installation, alpha_filled: Company):
    freezing.freeze(source.tenant())

    for statement in (
        "UPDATE accounting_house SET city = city", "DELETE FROM journal_entry WHERE false",
        "INSERT INTO dispatch_requesttype (name, is_active, \"order\") VALUES ('x', true, 1)",
    ):  # fmt: skip
        with pytest.raises(InternalError) as refused, speaking_for(source.tenant()), connection.cursor() as cursor:
            cursor.execute(statement)
        assert is_read_only(refused.value)
    with speaking_for(source.tenant()):
        assert House.objects.exists()


def test_the_other_company_goes_on(source: Installation, alpha_filled: Company):
    freezing.freeze(source.tenant())

    with speaking_for(source.tenant("beta")):
        HouseFactory(street="Садовая")


def test_thawed_it_is_as_before(source: Installation, alpha_filled: Company):
    freezing.freeze(source.tenant())
    freezing.freeze(source.tenant())
    freezing.thaw(source.tenant())

    with speaking_for(source.tenant()):
        HouseFactory(street="Садовая")
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_trigger WHERE tgname = 'burmistr_read_only'")
        assert cursor.fetchone() == (0,)


def test_it_waits_for_whoever_writes_at_that_moment(
    source: Installation, alpha_filled: Company, monkeypatch: pytest.MonkeyPatch
):
    """A load under way is either in the archive as a whole or refused as a whole."""
    monkeypatch.setattr(freezing, "_PATIENCE", "300ms")
    has_written, may_end = threading.Event(), threading.Event()

    def load() -> None:
        with in_schema("uk_alpha"), transaction.atomic():
            House.objects.update(city="Новый")
            has_written.set()
            may_end.wait(20)
        connection.close()

    writer = threading.Thread(target=load)
    writer.start()
    has_written.wait(20)
    with pytest.raises(DomainError, match="долгая запись"):
        freezing.freeze(source.tenant())
    assert source.tenant().read_only_since is None
    may_end.set()
    writer.join(20)

    frozen = freezing.freeze(source.tenant())

    assert frozen.read_only_since > timezone.now() - timedelta(seconds=10)
    with speaking_for(frozen):
        assert set(House.objects.values_list("city", flat=True)) == {"Новый"}


def test_visitors_read_and_are_told_politely_when_they_write(
    source: Installation, alpha_filled: Company, client_of: Callable
):
    browser = client_of(source.tenant(), alpha_filled.head)
    connection.set_schema_to_public()
    tenant = freezing.freeze(source.tenant())

    assert client_of(tenant).get("/").status_code == 200
    assert browser.get("/crm/").status_code == 200
    refused = browser.post("/crm/accounting/houses/new/", {"city": "Верхнекамск", "street": "Новая", "number": "1"})
    assert (refused.status_code, "Retry-After" in refused) == (503, True)


def test_a_task_comes_again_later(source: Installation, alpha_filled: Company, monkeypatch: pytest.MonkeyPatch):
    from config.celery import app

    class AgainError(Exception):
        pass

    @app.task(bind=True, base=TenantTask, name="tests.write_house")
    def write_house(self: TenantTask) -> None:
        House.objects.update(city="Позже")

    def retry(**how: object) -> AgainError:
        retries.append(how)
        return AgainError()

    retries: list[dict[str, object]] = []
    monkeypatch.setattr(write_house, "retry", retry)
    freezing.freeze(source.tenant())

    with pytest.raises(AgainError), in_schema("uk_alpha"):
        write_house()

    assert [how["countdown"] for how in retries] == [30]
