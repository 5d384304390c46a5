import pytest
from django.db import DatabaseError, connection, transaction

from crm.journal.domain.entries import differences, record
from crm.journal.models import Entry
from identity.models import User
from tenants.models import Tenant

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


@pytest.fixture
def entry(tenant: Tenant, head: User) -> Entry:
    return record(action="company.edit_profile", obj=tenant, by=head, changes={"short_name": ["было", "стало"]})


def test_an_entry_says_who_did_what_to_what(entry: Entry, head: User, tenant: Tenant):
    assert (entry.actor, entry.object_type, entry.object_id, entry.object_text) == (
        head,
        "tenants.tenant",
        str(tenant.pk),
        "УК «Альфа»",
    )


@pytest.mark.parametrize(
    "damage",
    [
        lambda entry: Entry.objects.filter(pk=entry.pk).update(action="x"),
        lambda entry: entry.delete(),
        lambda entry: connection.cursor().execute("TRUNCATE journal_entry"),
    ],
    ids=["update", "delete", "truncate"],
)
def test_nobody_changes_history(entry: Entry, damage):
    with pytest.raises(DatabaseError), transaction.atomic():
        damage(entry)
    assert Entry.objects.filter(pk=entry.pk, action="company.edit_profile").exists()


def test_only_what_differs_is_written():
    before, after = User(last_name="Иванова", first_name="Нина"), User(last_name="Петрова", first_name="Нина")
    assert differences(before, after, ["last_name", "first_name"]) == {"last_name": ["Иванова", "Петрова"]}
