"""Letters leave with the transaction that caused them and are sent over a real socket."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.mail import EmailMultiAlternatives
from django.db import transaction

from crm.company.domain import profile
from notifications.domain import letters
from notifications.models import Letter
from tenants.context import in_schema
from tenants.models import Tenant
from tests.emulators.smtp import Mailbox, mail_server

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


@pytest.fixture
def mailbox(settings: Any) -> Iterator[Mailbox]:
    with mail_server() as box:
        settings.SMTP_URL = box.url
        settings.SMTP = {"host": "127.0.0.1", "port": box.port, "timeout": 5}
        yield box


def write() -> None:
    message = EmailMultiAlternatives("Ваш пароль", "пароль: k7wm", "Бурмистр <robot@localhost>", ["a@example.ru"])
    message.attach_alternative("<p>пароль: k7wm</p>", "text/html")
    message.send()


def test_without_a_server_a_letter_is_kept_whole_for_the_operator(tenant: Tenant):
    write()

    with in_schema("public"):
        letter = Letter.objects.get()
    assert (letter.state, letter.text, letter.html) == ("kept", "пароль: k7wm", "<p>пароль: k7wm</p>")
    assert letter.schema_name == "uk_alpha"


def test_with_a_server_it_is_sent_after_the_commit_and_its_text_is_wiped(
    mailbox: Mailbox, tenant: Tenant, django_capture_on_commit_callbacks: Any
):
    with django_capture_on_commit_callbacks(execute=True):
        write()
        assert mailbox.got == []

    assert [envelope.rcpt_tos for envelope in mailbox.got] == [["a@example.ru"]]
    with in_schema("public"):
        letter = Letter.objects.get()
    assert (letter.state, letter.text, letter.html) == ("sent", "", "")


def test_a_letter_of_a_transaction_that_is_undone_is_never_sent(mailbox: Mailbox, tenant: Tenant):
    with transaction.atomic():
        write()
        transaction.set_rollback(True)

    with in_schema("public"):
        assert not Letter.objects.exists()
    assert mailbox.got == []


def test_a_letter_is_sent_once(mailbox: Mailbox, tenant: Tenant):
    write()
    with in_schema("public"):
        letter = Letter.objects.get()

    letters.send(letter.pk)
    letters.send(letter.pk)

    assert len(mailbox.got) == 1


def test_a_server_that_refuses_is_asked_again_and_the_reason_is_kept(mailbox: Mailbox, tenant: Tenant):
    mailbox.refuses = True
    write()
    with in_schema("public"):
        letter = Letter.objects.get()
    with pytest.raises(Exception, match="try again later"):
        letters.send(letter.pk)
    letters.note_failure(letter.pk, error="451 try again later", final=False)

    mailbox.refuses = False
    letters.send(letter.pk)

    with in_schema("public"):
        letter.refresh_from_db()
    assert (letter.state, letter.tries, letter.error) == ("sent", 1, "451 try again later")
    assert len(mailbox.got) == 1


def test_after_the_last_try_it_is_shown_as_not_sent(tenant: Tenant):
    write()
    with in_schema("public"):
        letter = Letter.objects.get()
    letters.note_failure(letter.pk, error="нет связи", final=True)
    with in_schema("public"):
        letter.refresh_from_db()
    assert letter.state == Letter.State.FAILED


def test_the_company_writes_under_its_own_name_from_our_address(tenant: Tenant, settings: Any):
    settings.DEFAULT_FROM_EMAIL = "Бурмистр <robot@burmistr.example>"
    tenant.short_name = 'УК "Уют"\r\nBcc: all@example.ru'
    assert letters.sender() == '"УК УютBcc: all@example.ru" <robot@burmistr.example>'

    with in_schema("public"):
        assert letters.sender() == "Бурмистр <robot@burmistr.example>"


def test_a_changed_name_is_in_the_next_letter(tenant: Tenant):
    profile.change_names(short_name="УК «Новая»", full_name="ООО «Новая»", head="", by=None)
    letters.write(
        template="updates_failed",
        to="a@example.ru",
        subject="Тема",
        context={"failed": [], "url": "https://example.ru"},
    )
    with in_schema("public"):
        assert Letter.objects.get().sender.startswith('"УК «Новая»" <')
