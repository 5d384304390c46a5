"""Queueing a notice to a hundred thousand people against a bare COPY of the same deliveries.

The bare table has the same columns, indexes and foreign keys and no triggers, and its rows lie ready as text: what is
compared is finding the people, their contacts, consents and devices and choosing the channels, all in the one
statement that writes, against nothing but writing.
"""

import io
import time

from django.db import transaction

from crm.accounting.models import House
from crm.notices.domain import recipients
from crm.notices.domain.audience import Whom, accounts_for
from crm.notices.domain.choosing import Rules
from crm.notices.enums import Audience, Kind
from crm.notices.models import Delivery, Notice
from notifications.channels import Way
from tenants.connection import connection
from tenants.context import speaking_for
from tenants.models import Tenant
from tests.benchmarks.harness import run
from tests.factories import HouseFactory

PEOPLE = 100_000
RULES = Rules(frozenset({Way.SMS, Way.EMAIL}), sms_on=True, doubles_push=False)

# A third has a phone without a consent and a device, everybody has an address and agreed to letters; a quarter refused
# news for a while.
FILL = """
    INSERT INTO accounting_account (number, house_id, kind, flat, flat_key, last_name, first_name, patronymic, name_key,
        balance, is_active, created_at, updated_at)
    SELECT n, %(house)s, 'flat', n, n, 'Иванова', 'Нина', '', 'иванова нина', 0, true, now(), now()
    FROM generate_series(1, %(people)s) n;
    INSERT INTO people_person (last_name, first_name, patronymic, name_key, email, note, created_at, updated_at)
    SELECT 'Иванова', 'Нина', '', 'иванова нина', 'resident' || n || '@example.ru', '', now(), now()
    FROM generate_series(1, %(people)s) n;
    INSERT INTO people_accountperson (account_id, person_id, kind, created_at)
    SELECT account.id, person.id, 'owner', now() FROM
        (SELECT id, row_number() OVER (ORDER BY id) AS n FROM accounting_account WHERE house_id = %(house)s) account
        JOIN (SELECT id, row_number() OVER (ORDER BY id) AS n FROM people_person) person USING (n);
    INSERT INTO people_consent (person_id, channel, is_given, source, text_version, at)
    SELECT id, 'email', true, 'paper', '2026-11', now() FROM people_person;
    INSERT INTO people_consent (person_id, channel, topic, is_given, source, text_version, at)
    SELECT id, 'email', 'news', is_given, 'link', '2026-11', now()
    FROM people_person, unnest(ARRAY[false, true]) WITH ORDINALITY said (is_given, n) WHERE id %% 4 = 0 ORDER BY n;
    INSERT INTO people_personphone (person_id, number, created_at)
    SELECT id, '+7908' || lpad((id %% 10000000)::text, 7, '0'), now() FROM people_person WHERE id %% 3 = 0;
    INSERT INTO people_device (person_id, label, endpoint, keys, created_at, seen_at)
    SELECT id, '', 'https://push.example/' || id, '{}', now(), now() FROM people_person WHERE id %% 3 = 0;
"""
BARE = """
    CREATE TABLE bare_delivery (LIKE notices_delivery INCLUDING DEFAULTS INCLUDING IDENTITY INCLUDING INDEXES
        INCLUDING CONSTRAINTS);
    ALTER TABLE bare_delivery
        ADD FOREIGN KEY (notice_id) REFERENCES notices_notice DEFERRABLE INITIALLY DEFERRED,
        ADD FOREIGN KEY (person_id) REFERENCES people_person DEFERRABLE INITIALLY DEFERRED,
        ADD FOREIGN KEY (account_id) REFERENCES accounting_account DEFERRABLE INITIALLY DEFERRED;
"""


def main() -> bool:
    with speaking_for(Tenant.objects.get(slug="alpha")):
        house: House = HouseFactory()
        with connection.cursor() as cursor:
            cursor.execute(FILL, {"people": PEOPLE, "house": house.pk})
            cursor.execute(BARE)
            cursor.execute("ANALYZE")
        queue()
        assert Delivery.objects.count() == PEOPLE
        return run("queue_notice", baseline=copy, candidate=queue, bar=2.0, rounds=7)


def queue() -> float:
    """Seconds for a notice to everybody."""
    notice = Notice.objects.create(kind=Kind.ORDINARY, subject="Собрание", text="Ждём вас.", to=Audience.ALL)
    started = time.perf_counter()
    with transaction.atomic():
        recipients.queue(notice.pk, accounts_for(Whom(Audience.ALL), user=None), RULES)
    return time.perf_counter() - started


def copy() -> float:
    """Write the newest hundred thousand deliveries anew; laying them ready is not timed."""
    with connection.cursor() as cursor:
        ready = io.StringIO()
        newest = f"SELECT * FROM notices_delivery ORDER BY id DESC LIMIT {PEOPLE}"
        cursor.copy_expert(f"COPY ({newest}) TO STDOUT", ready)
        ready.seek(0)
        cursor.execute("TRUNCATE bare_delivery")
        started = time.perf_counter()
        cursor.copy_expert("COPY bare_delivery FROM STDIN", ready)
        return time.perf_counter() - started
