"""What goes over the wire: from which address, signed by which key, and believed by a receiver or not."""

from typing import Any

import pytest
from django.core.mail import EmailMultiAlternatives
from django.db import connection
from hypothesis import HealthCheck, given
from hypothesis import settings as how
from hypothesis import strategies as st

from crm.company.domain import own_mail
from identity.models import User
from notifications.channels import Mailing, Parcel
from notifications.domain import letters, mail_domains
from notifications.domain.by_email import ByEmail
from notifications.models import Letter, MailDomain
from tenants.context import speaking_for
from tenants.domain import lifecycle
from tenants.domain.rotation import renew_all
from tenants.enums import State
from tenants.models import Tenant
from tenants.secrets import Secret
from tests.emulators.dns import NameServer
from tests.emulators.smtp import Mailbox, words_of
from tests.own_mail.making import ADDRESS, HOST, is_signed, put_key, read, tags_of, take_own_key

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

OURS = "robot@burmistr.example"


def send_notice() -> None:
    """One letter of a mailing to one resident, as it leaves the outbox."""
    mailing = Mailing(
        key="notice:1", subject="Отключение воды", text="Завтра с 9 до 12. " * 20, short="", cause="notice",
        reference="Рассылка 1",
    )  # fmt: skip
    parcel = Parcel(1, "anna@example.ru", name="Анна", leave_url="https://alpha.example/otpiska/1")
    for number in ByEmail().hand_over(mailing, [parcel]).values():
        assert number is not None
        letters.send(number)


def test_a_letter_of_a_proved_domain_is_the_companys_own_and_believed(mailbox: Mailbox, proved: MailDomain):
    send_notice()
    envelope = mailbox.got[0]
    letter = read(envelope.content)
    assert is_signed(envelope.content)
    assert letter["From"].addresses[0].addr_spec == ADDRESS
    assert letter["From"].addresses[0].display_name == "УК «Альфа»"
    assert envelope.mail_from == OURS, "what cannot be delivered comes back to us"
    tags = tags_of(letter)
    assert (tags["d"], tags["s"], tags["a"], tags["c"]) == (HOST, proved.selector, "rsa-sha256", "relaxed/relaxed")
    signed = tags["h"].lower().split(":")
    assert signed.count("from") == 2, "nobody can add another one"
    needed = {"from", "to", "subject", "date", "message-id", "list-unsubscribe", "list-unsubscribe-post"}
    assert needed <= set(signed)
    assert (letter["Subject"], "Завтра с 9 до 12" in words_of(letter)) == ("Отключение воды", True)
    assert envelope.content.isascii(), "a server that knows seven bits only writes nothing anew"
    assert Letter.objects.get(state="sent").sender == f'"УК «Альфа»" <{ADDRESS}>'


@how(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whoever_alters_a_letter_breaks_its_signature(mailbox: Mailbox, proved: MailDomain, data: Any):
    """Any sign of the body that is none of the blanks that «relaxed» forgives."""
    if not mailbox.got:
        send_notice()
    raw: bytes = mailbox.got[0].content
    start = raw.index(b"\r\n\r\n") + 4
    places = [place for place in range(start, len(raw)) if not raw[place : place + 1].isspace()]
    place = data.draw(st.sampled_from(places))
    other = data.draw(st.integers(33, 126).filter(lambda code: code != raw[place]))
    assert is_signed(raw)
    assert not is_signed(raw[:place] + bytes([other]) + raw[place + 1 :])


@pytest.mark.parametrize("name", [b"From", b"To", b"Subject", b"Date", b"Message-ID", b"List-Unsubscribe"])
def test_neither_can_a_header_be_altered_or_a_sender_added(mailbox: Mailbox, proved: MailDomain, name: bytes):
    send_notice()
    raw: bytes = mailbox.got[0].content
    start = raw.index(b"\r\n" + name + b": ") + 2 + len(name) + 2
    assert not is_signed(raw[:start] + b"x" + raw[start:])
    assert not is_signed(b"From: thief@example.ru\r\n" + raw)


def test_our_own_words_and_those_of_others_go_from_our_address(mailbox: Mailbox, proved: MailDomain, beta: Tenant):
    def put(sender: str) -> str:
        letter = letters.put(EmailMultiAlternatives("Тема", "Текст", sender, ["a@example.ru"]))
        letters.send(letter.pk)
        return str(read(mailbox.got[-1].content)["From"].addresses[0].addr_spec)

    assert put(letters.sender()) == ADDRESS
    assert put("Бурмистр <robot@burmistr.example>") == OURS
    with speaking_for(beta):
        assert put(letters.sender()) == OURS
    connection.set_schema_to_public()
    assert put(letters.sender()) == OURS


def test_before_the_proof_a_letter_is_as_before(mailbox: Mailbox, named: MailDomain):
    send_notice()
    letter = read(mailbox.got[0].content)
    assert letter["From"].addresses[0].addr_spec == OURS
    assert letter["Reply-To"] is None, "nobody is led to answer to an address that nobody has proved"
    assert letter["DKIM-Signature"] is None


def test_a_letter_that_waited_while_the_domain_fell_back_goes_from_our_address(
    mailbox: Mailbox, server: NameServer, proved: MailDomain
):
    mailbox.refuses = True
    with pytest.raises(Exception, match="try again later"):
        send_notice()
    take_own_key(server, proved)
    own_mail.check(proved, by=None)
    mailbox.refuses = False
    waiting = Letter.objects.filter(state="waiting", recipients=["anna@example.ru"]).get()
    assert waiting.sender == f'"УК «Альфа»" <{OURS}>'
    letters.send(waiting.pk)
    letter = read(mailbox.got[-1].content)
    assert (letter["From"].addresses[0].addr_spec, letter["DKIM-Signature"]) == (OURS, None)


def test_a_new_key_signs_once_dns_shows_it_and_the_old_one_is_erased(
    mailbox: Mailbox, server: NameServer, proved: MailDomain, head: User
):
    changed = own_mail.change_key(proved, by=head)
    assert (changed.selector, bool(changed.next_selector)) == (proved.selector, True)
    assert own_mail.check(changed, by=None).became == ()
    send_notice()
    assert tags_of(read(mailbox.got[-1].content))["s"] == proved.selector

    ready = MailDomain.objects.get()
    put_key(server, HOST, ready.next_selector, ready.next_key)
    assert own_mail.check(MailDomain.objects.get(), by=None).became == ("renewed",)
    send_notice()
    assert tags_of(read(mailbox.got[-1].content))["s"] == changed.next_selector
    assert is_signed(mailbox.got[-1].content)
    after = MailDomain.objects.get()
    assert (after.next_selector, bool(after.next_key), after.former_selector) == ("", False, proved.selector)
    assert after.key.open() == ready.next_key.open()
    take_own_key(server, proved)
    assert own_mail.check(after, by=None).domain.proved_at, "the old record is needed no more"


def test_a_key_that_cannot_be_read_signs_nothing_and_stops_no_letter(
    mailbox: Mailbox, server: NameServer, proved: MailDomain
):
    MailDomain.objects.update(key=Secret("not of this ring"))
    send_notice()
    letter = read(mailbox.got[0].content)
    assert (letter["From"].addresses[0].addr_spec, letter["DKIM-Signature"]) == (OURS, None)
    assert own_mail.check(MailDomain.objects.get(), by=None).became == ("lost",), "at the next look it is told"


def test_the_key_lies_encrypted_and_is_shown_nowhere(
    proved: MailDomain, tenant: Tenant, head: User, client_of: Any, settings: Any
):
    private = proved.key.open()
    assert "PRIVATE KEY" in private
    with connection.cursor() as cursor:
        cursor.execute("SELECT key FROM public.notifications_maildomain")
        (kept,) = cursor.fetchone()
    assert "PRIVATE" not in kept
    assert "PRIVATE" not in f"{proved.key!s}{proved.key!r}"
    page = client_of(tenant, head).get("/crm/company/mail/").content.decode()
    assert proved.selector in page
    assert private.splitlines()[1] not in page
    settings.SECRETS_KEYS = ["a new one", *settings.SECRETS_KEYS]
    assert renew_all([MailDomain])["public"] == 1
    settings.SECRETS_KEYS = ["a new one"]
    assert MailDomain.objects.get().key.open() == private


def test_a_company_that_has_left_signs_nothing_and_leaves_no_key(mailbox: Mailbox, proved: MailDomain, tenant: Tenant):
    lifecycle.move(tenant, to=State.ARCHIVED)
    assert mail_domains.proved_of(tenant.schema_name) is None
    send_notice()
    assert read(mailbox.got[0].content)["DKIM-Signature"] is None
    assert mail_domains.forget_departed() == 1
    assert not MailDomain.objects.exists()
