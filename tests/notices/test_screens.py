"""The office's screens: writing, the preview, the archive, each recipient."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from crm.accounting.domain.accounts import deactivate
from crm.accounting.models import House
from crm.journal.models import Entry
from crm.notices.models import Delivery, Notice
from crm.personal_data.domain import erasing, gathering
from crm.rights.enums import Role
from identity.models import User
from tenants.models import Tenant
from tests.notices.making import SUBJECT, TEXT, go, settle, write

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

TYPED = {"kind": "emergency", "to": "places", "places": "Ленина 86", "subject": SUBJECT, "text": TEXT}


def test_a_notice_is_written_and_followed(head: User, house: House, tenant: Tenant, client_of: Callable[..., Client]):
    settle(house, 1, by=head)
    office = client_of(tenant, head)
    answer = office.post("/crm/notices/new/", TYPED)
    notice = Notice.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/crm/notices/{notice.pk}/")
    assert (notice.by, notice.places) == (head, [[house.pk, None, None]])
    go(notice)

    page = office.get(f"/crm/notices/{notice.pk}/").content.decode()
    assert "resident1@example.ru" in page
    assert "Житель1" in page
    assert "Житель1" not in office.get(f"/crm/notices/{notice.pk}/?state=failed").content.decode()
    assert SUBJECT in office.get("/crm/notices/").content.decode()


def test_the_preview_follows_what_is_typed_and_works_by_the_button_too(
    head: User, house: House, sms_on: Tenant, client_of: Callable[..., Client]
):
    settle(house, 1, by=head)
    settle(house, 2, by=head, phone=False, email=False, agrees="")
    office = client_of(sms_on, head)
    for path, typed in (("/crm/notices/preview/", TYPED), ("/crm/notices/new/", TYPED | {"count": "1"})):
        shown = office.post(path, typed).content.decode()
        assert "<dd>1 из 2</dd>" in shown
        assert "2,50 ₽" in shown or "5,00 ₽" in shown
        assert "Не дойдёт до счетов: <b>1</b>" in shown
    assert not Notice.objects.exists()
    assert "<dd>" not in office.post("/crm/notices/preview/", TYPED | {"places": "Неизвестная 1"}).content.decode()


def test_what_is_wrong_is_told_at_its_field(head: User, tenant: Tenant, client_of: Callable[..., Client]):
    office = client_of(tenant, head)
    shown = office.post("/crm/notices/new/", TYPED | {"places": "", "text": ""}).content.decode()
    assert "Напишите текст." in shown
    assert "Укажите дом." in office.post("/crm/notices/new/", TYPED | {"places": ""}).content.decode()
    assert not Notice.objects.exists()


def test_whom_it_misses_is_exported_with_the_reason_and_noted(
    head: User, house: House, tenant: Tenant, client_of: Callable[..., Client]
):
    settle(house, 1, by=head)
    settle(house, 2, by=head, phone=False, email=False, agrees="")
    answer: Any = client_of(tenant, head).get("/crm/notices/unreached.csv?kind=emergency&to=all")
    lines = b"".join(answer.streaming_content).decode().splitlines()

    assert len(lines) == 2
    assert lines[1].endswith("кв. 2;СМС выключены, нет почты")
    assert Entry.objects.get(action="notices.export_unreached").changes["export_rows"] == [None, 1]


def test_lists_ask_few_questions_whatever_their_length(
    head: User, house: House, staff: Callable[[Role], Client], django_assert_max_num_queries: Callable[..., Any]
):
    for number in range(5):
        settle(house, number, by=head)
    for _ in range(4):
        notice = go(write(head))
    client = staff(Role.CLIENT_DESK)
    for path in ("/crm/notices/", f"/crm/notices/{notice.pk}/"):
        client.get(path)
        with django_assert_max_num_queries(22):
            client.get(path)


def test_an_executor_neither_sees_nor_writes(head: User, house: House, staff: Callable[[Role], Client]):
    client = staff(Role.EXECUTOR)
    assert client.post("/crm/notices/new/", TYPED).status_code == 302
    assert client.post("/crm/notices/preview/", TYPED).status_code == 302
    assert not Notice.objects.exists()


def test_a_person_is_erased_from_the_addresses(head: User, house: House):
    person = settle(house, 1, by=head)
    go(write(head))
    deactivate(house.accounts.get(), by=head)
    keys = [f"residents:{person.pk}"]
    shown = erasing.digest(gathering.gather(keys))
    erasing.erase(keys, shown=shown, reason="Отзыв согласия", asked_on=Entry.objects.latest("pk").at.date(), by=head)

    assert {one.address[:7] for one in Delivery.objects.all()} == {"стёрто:"}
