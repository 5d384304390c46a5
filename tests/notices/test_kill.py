"""A worker that is really killed in the middle of a batch: nothing is lost, nothing goes twice."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db.models import Count
from django.utils import timezone

from crm.company.models import Profile
from crm.notices.domain import sending
from crm.notices.enums import State
from crm.notices.models import Delivery, Notice
from notifications.domain.by_email import ByEmail
from notifications.models import Letter
from sms.domain.by_sms import BySms
from sms.enums import ProviderKind
from sms.models import Message
from tenants.context import in_schema
from tenants.models import Tenant
from tests import database
from tests.billing.conftest import committed  # noqa: F401  a database whose rows other connections see
from tests.conftest import make_employee
from tests.factories import HouseFactory
from tests.notices.making import SUBJECT, go, settle, write
from tests.sms.making import add_provider, pay

pytestmark = pytest.mark.integration

PEOPLE, AT_ONCE = 25, 10
WORKER = """
import os, sys, time
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
import django
django.setup()
from django.conf import settings
from crm.notices.domain import sending
from notifications.domain.by_email import ByEmail
from sms.domain.by_sms import BySms
from tenants.context import in_schema
from tests import database

settings.NOTICES_PAUSE = 0
ByEmail.at_once = BySms.at_once = int(sys.argv[2])
whole = ByEmail.hand_over
batches = []

def stop_in_the_second(self, mailing, parcels):
    taken = whole(self, mailing, parcels)
    batches.append(taken)
    if len(batches) == 2:
        print("in the middle", flush=True)
        time.sleep(60)
    return taken

ByEmail.hand_over = stop_in_the_second
database.point_at("committed")
with in_schema("uk_alpha"):
    sending.start(int(sys.argv[1]))
    while sending.send_some(int(sys.argv[1])):
        pass
"""


def test_a_killed_worker_loses_none_and_doubles_none(committed: Callable[[], Tenant], monkeypatch):  # noqa: F811  pytest's way
    monkeypatch.setattr(ByEmail, "at_once", AT_ONCE)
    monkeypatch.setattr(BySms, "at_once", AT_ONCE)
    tenant = committed()
    add_provider(ProviderKind.NOWHERE)
    pay(tenant, Decimal(1000))
    with in_schema(tenant.schema_name):
        Profile.objects.update(sms_enabled=True)
        head = make_employee()
        house = HouseFactory(by=head)
        for number in range(PEOPLE):
            settle(house, number, by=head, agrees="")
        notice = write(head, send_at=timezone.now() + timedelta(hours=1))  # tasks are eager here: not at once
        Notice.objects.filter(pk=notice.pk).update(send_at=timezone.now())
        worker = subprocess.Popen(
            [sys.executable, "-c", WORKER, str(notice.pk), str(AT_ONCE)],
            stdout=subprocess.PIPE, text=True,
            env={**os.environ, "PYTHONPATH": os.pathsep.join([str(database.ROOT), str(database.ROOT / "platform")])},
        )  # fmt: skip
        assert worker.stdout is not None
        assert worker.stdout.readline() == "in the middle\n"
        assert not sending.send_some(notice.pk), "somebody is at it"

        worker.send_signal(signal.SIGKILL)
        worker.wait(10)
        assert len(_letters()) == AT_ONCE
        assert set(Delivery.objects.filter(state="handed").values_list("channel").annotate(Count("pk"))) == {
            ("email", AT_ONCE), ("sms", AT_ONCE),
        }  # fmt: skip
        Notice.objects.filter(pk=notice.pk).update(worked_at=timezone.now() - timedelta(minutes=3))
        assert sending.due() == [notice.pk], "beat finds what stands still"

        go(notice)
        assert notice.state == State.DONE
        assert sorted(_letters()) == sorted(f"resident{number}@example.ru" for number in range(PEOPLE))
        assert not Delivery.objects.filter(state="waiting").exists()
        phones = list(Message.objects.values_list("phone", flat=True))
        assert (len(phones), len(set(phones))) == (PEOPLE, PEOPLE)


def _letters() -> list[str]:
    with in_schema("public"):
        return [letter.recipients[0] for letter in Letter.objects.filter(headers__Subject=SUBJECT)]
