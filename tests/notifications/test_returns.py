"""Letters that nobody takes: what is said of the letter, and to whom; each over a real socket."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.core.mail import EmailMultiAlternatives

from crm.accounting.models import House
from crm.notices.domain import following
from crm.notices.enums import DeliveryState
from crm.notices.models import Delivery
from crm.people.models import Person
from identity.models import User
from notifications.domain import bounce_box, returns
from notifications.domain.returns import Refused
from notifications.enums import Refusal
from notifications.models import Letter
from notifications.tasks import send_letter
from tenants.context import in_schema, speaking_for
from tenants.models import Tenant
from tests.conftest import make_employee
from tests.emulators.imap import Box, mailbox
from tests.emulators.smtp import Mailbox, mail_server
from tests.factories import HouseFactory
from tests.notices.making import go, settle, write
from tests.notifications.reports import auto_reply, report

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

BOUNCES = "bounces@burmistr.example"
ANNA = "resident1@example.ru"
NOBODY = "550 5.1.1 <resident1@example.ru>: user unknown"


@pytest.fixture
def server(settings: Any) -> Iterator[Mailbox]:
    with mail_server() as box:
        settings.SMTP_URL = box.url
        settings.SMTP = {"host": "127.0.0.1", "port": box.port, "timeout": 5}
        settings.BOUNCES_ADDRESS = BOUNCES
        yield box


@pytest.fixture
def box(settings: Any) -> Iterator[Box]:
    with mailbox() as kept:
        settings.BOUNCES_URL = kept.url
        yield kept


@pytest.fixture
def house(head: User) -> House:
    return HouseFactory(street="Ленина", number="86", by=head)


@pytest.fixture
def anna(house: House, head: User) -> Person:
    return settle(house, 1, by=head)


@pytest.fixture
def callbacks(django_capture_on_commit_callbacks: Any) -> Any:
    """What follows a commit follows the block."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


def write_to(*addresses: str) -> Letter:
    EmailMultiAlternatives("Ваш пароль", "пароль: k7wm", "Бурмистр <robot@localhost>", list(addresses)).send()
    with in_schema("public"):
        return Letter.objects.latest("pk")


def letter(pk: int | None = None) -> Letter:
    with in_schema("public"):
        return Letter.objects.get(pk=pk) if pk else Letter.objects.latest("pk")


def told(person: Person) -> bool:
    person.refresh_from_db()
    return person.email_returned_at is not None


def send(callbacks: Any, pk: int) -> None:
    with callbacks(), in_schema("public"):
        send_letter.apply((pk,))


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("550 5.1.1 user unknown", Refusal.NO_MAILBOX),
        ("550 5.2.1 The email account that you tried to reach is disabled", Refusal.NO_MAILBOX),
        ("5.0.0 550 Message was not accepted -- invalid mailbox. user not found", Refusal.NO_MAILBOX),
        ("550 5.7.1 No such user!", Refusal.NO_MAILBOX),
        ("556 5.1.10 the domain takes no mail", Refusal.NO_MAILBOX),
        ("552 5.2.2 mailbox full", Refusal.FULL),
        ("554 5.7.1 Message rejected under suspicion of SPAM", Refusal.POLICY),
        ("550 5.1.8 Sender address rejected", Refusal.OTHER),
        ("550 host 5.1.1.7 refused", Refusal.OTHER),
        ("550 go away", Refusal.OTHER),
    ],
)
def test_why_a_server_refuses(said: str, why: Refusal):
    assert Refused("a@example.ru", said).why == why


def test_an_address_that_does_not_exist_is_told_at_once_and_marked(server: Mailbox, anna: Person, callbacks: Any):
    server.answers[ANNA] = NOBODY
    written = write_to(ANNA)
    send(callbacks, written.pk)

    refused = letter(written.pk)
    assert (refused.state, refused.refusal, refused.tries) == (Letter.State.FAILED, Refusal.NO_MAILBOX, 1)
    assert refused.error == f"Такого почтового адреса нет. Ответ сервера: {NOBODY}"
    assert server.asked == [ANNA]  # no second try
    assert told(anna)


@pytest.mark.parametrize("answer", ["552 5.2.2 mailbox full", "550 5.7.1 blocked"])
def test_a_refusal_that_says_nothing_of_the_address_marks_nobody(
    answer: str, server: Mailbox, anna: Person, callbacks: Any
):
    server.answers[ANNA] = answer
    written = write_to(ANNA)
    send(callbacks, written.pk)

    assert letter(written.pk).state == Letter.State.FAILED
    assert not told(anna)


def test_a_letter_refused_as_a_whole_is_not_sent_again(server: Mailbox, anna: Person, callbacks: Any):
    server.verdict = "550 5.1.1 no such user here"
    written = write_to(ANNA)
    send(callbacks, written.pk)

    assert letter(written.pk).state == Letter.State.FAILED
    assert told(anna)


def test_what_may_pass_is_tried_again(server: Mailbox, anna: Person, callbacks: Any):
    server.answers[ANNA] = "450 4.1.1 greylisted"
    written = write_to(ANNA)
    send(callbacks, written.pk)

    waiting = letter(written.pk)
    assert (waiting.state, waiting.refusal, waiting.tries > 1) == (Letter.State.FAILED, "", True)  # all eight at once
    assert len(server.asked) == waiting.tries
    assert not told(anna)


def sent(server: Mailbox, callbacks: Any, to: str = ANNA) -> bytes:
    """A letter as it went out."""
    written = write_to(to)
    send(callbacks, written.pk)
    assert letter(written.pk).state == Letter.State.SENT
    return bytes(server.got[-1].content)


def test_letters_come_back_to_the_mailbox_for_them_and_show_who_writes(server: Mailbox, tenant: Tenant, callbacks: Any):
    went = message_from_bytes(sent(server, callbacks), policy=policy.default)

    assert server.got[-1].mail_from == BOUNCES
    assert went["From"].addresses[0].addr_spec == "robot@localhost"
    assert returns.letter_of(went["Message-ID"]) == letter().pk


@pytest.mark.parametrize("whole", [True, False])
def test_a_letter_that_comes_back_marks_its_address_and_is_deleted(
    whole: bool, server: Mailbox, box: Box, anna: Person, callbacks: Any
):
    box.put(report(sent(server, callbacks), to=ANNA, said=NOBODY, whole=whole))
    with callbacks(), in_schema("public"):
        assert bounce_box.read() == 1

    assert (letter().state, letter().refusal) == (Letter.State.RETURNED, Refusal.NO_MAILBOX)
    assert told(anna)
    assert box.messages == []


def test_what_is_no_report_of_ours_stays_as_read(server: Mailbox, box: Box, anna: Person, callbacks: Any):
    original = sent(server, callbacks)
    forged = original.replace(str(letter().pk).encode() + b".", b"9" + str(letter().pk).encode() + b".")
    kept = [
        box.put(auto_reply(original)),
        box.put(report(forged, to=ANNA)),
        box.put(b"Content-Type: multipart/report; report-type=delivery-status; boundary=x\r\n\r\nnothing"),
        box.put(b"\xff\x00\r\n\r\n\xfe"),
    ]
    with callbacks(), in_schema("public"):
        assert bounce_box.read() == 0
        assert bounce_box.read() == 0

    assert [one.flags for one in kept] == [{"\\Seen"}] * 4
    assert box.messages == kept
    assert letter().state == Letter.State.SENT
    assert not told(anna)


def test_a_letter_that_is_only_late_or_forwarded_to_a_full_box_marks_nobody(
    server: Mailbox, box: Box, anna: Person, callbacks: Any
):
    original = sent(server, callbacks)
    box.put(report(original, to=ANNA, status="4.4.1", action="delayed"))
    with callbacks(), in_schema("public"):
        bounce_box.read()
    assert (letter().state, box.messages) == (Letter.State.SENT, [])

    box.put(report(original, to="other@example.ru", status="5.2.2"))
    with callbacks(), in_schema("public"):
        bounce_box.read()
    assert (letter().state, letter().refusal) == (Letter.State.RETURNED, Refusal.FULL)
    assert not told(anna)


def test_cut_off_before_it_is_marked_a_report_is_read_again_and_changes_nothing(
    server: Mailbox, box: Box, anna: Person, callbacks: Any
):
    box.put(report(sent(server, callbacks), to=ANNA))
    box.breaks_before_store = True
    with callbacks(), in_schema("public"), pytest.raises(OSError, match="EOF"):
        bounce_box.read()
    anna.refresh_from_db()
    first = anna.email_returned_at

    box.breaks_before_store = False
    with callbacks(), in_schema("public"):
        assert bounce_box.read() == 1
    anna.refresh_from_db()
    assert first is not None
    assert anna.email_returned_at == first


def test_no_more_than_a_batch_is_read_at_once(box: Box, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(bounce_box, "MOST_AT_ONCE", 2)
    kept = [box.put(b"Subject: hi\r\n\r\nhi") for _ in range(3)]
    bounce_box.read()
    assert [bool(one.flags) for one in kept] == [True, True, False]


def test_a_wrong_password_is_told(box: Box, settings: Any):
    settings.BOUNCES_URL = box.url.replace("burmistr", "nobody")
    with pytest.raises(OSError, match="AUTHENTICATIONFAILED"):
        bounce_box.read()


def test_without_a_mailbox_nothing_is_read(settings: Any):
    settings.BOUNCES_URL = ""
    assert bounce_box.read() == 0


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """Of 127.0.0.1, signed by itself, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    built = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(1).not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    pem, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    path = tmp_path / "mailbox.pem"
    path.write_bytes(
        built.public_bytes(pem) + key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain)
    )  # fmt: skip
    return path


def test_over_tls_the_mailbox_has_to_prove_whose_it_is(
    certificate: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
):
    with mailbox(certificate=certificate) as kept:
        settings.BOUNCES_URL = kept.url
        with pytest.raises(OSError, match="CERTIFICATE_VERIFY_FAILED"):
            bounce_box.read()
        assert kept.logins == 0

        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        message = kept.put(b"Subject: hi\r\n\r\nhi")
        assert bounce_box.read() == 0
    assert message.flags == {"\\Seen"}


def test_the_same_address_in_another_company_is_not_marked(
    server: Mailbox, box: Box, alpha: Tenant, beta: Tenant, callbacks: Any
):
    neighbours = {}
    for company in (alpha, beta):
        with speaking_for(company):
            by = make_employee()
            neighbours[company.pk] = settle(HouseFactory(street="Ленина", number="86", by=by), 1, by=by)
    with speaking_for(alpha):
        original = sent(server, callbacks)
    box.put(report(original, to=ANNA))
    with callbacks(), in_schema("public"):
        assert bounce_box.read() == 1

    for company in (alpha, beta):
        with speaking_for(company):
            assert told(neighbours[company.pk]) is (company == alpha)


def test_a_letter_of_burmistr_itself_that_comes_back_marks_nobody(
    server: Mailbox, box: Box, anna: Person, callbacks: Any
):
    with in_schema("public"):
        original = sent(server, callbacks)
    box.put(report(original, to=ANNA))
    with callbacks(), in_schema("public"):
        assert bounce_box.read() == 1
    assert letter().state == Letter.State.RETURNED
    assert not told(anna)


def test_the_letter_of_a_notice_is_no_longer_counted_as_sent(
    server: Mailbox, box: Box, head: User, anna: Person, callbacks: Any
):
    with callbacks():
        notice = go(write(head))
    following.follow(notice)
    assert Delivery.objects.get().state == DeliveryState.SENT

    box.put(report(bytes(server.got[-1].content), to=ANNA))
    with callbacks(), in_schema("public"):
        bounce_box.read()
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.is_nowhere) == (DeliveryState.FAILED, True)
    assert delivery.reason == "Такого почтового адреса нет."
