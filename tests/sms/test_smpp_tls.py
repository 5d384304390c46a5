"""SMPP under TLS over a real socket: nothing is said to whoever cannot prove that he is the service."""

import ipaddress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from sms.domain import dispatching
from sms.gateways import smpp
from sms.models import Provider
from tenants.models import Tenant
from tests.emulators.smpp import Centre, centre
from tests.sms.making import queue, states
from tests.sms.test_smpp import LONG, connect, go

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

OURS = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
ANOTHER = x509.DNSName("smpp.example.ru")


@pytest.fixture(autouse=True)
def brief(monkeypatch: pytest.MonkeyPatch) -> None:
    """A product that does not wait for long."""
    monkeypatch.setattr(dispatching, "_LINGER", 0.2)
    monkeypatch.setattr(smpp, "ANSWER_SECONDS", 0.5)


def certificate(folder: Path, name: x509.GeneralName = OURS, *, days: int = 1) -> Path:
    """A certificate that signs itself, with its key, as one PEM file; with `days` below zero it has run out."""
    key, whose = ec.generate_private_key(ec.SECP256R1()), x509.Name([])
    until = datetime.now(UTC) + timedelta(days=days)
    made = (
        x509.CertificateBuilder()
        .subject_name(whose).issuer_name(whose).public_key(key.public_key()).serial_number(x509.random_serial_number())
        .not_valid_before(until - timedelta(days=30)).not_valid_after(until)
        .add_extension(x509.SubjectAlternativeName([name]), critical=True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    path = folder / "certificate.pem"
    path.write_bytes(
        made.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return path


def trust(monkeypatch: pytest.MonkeyPatch, path: Path) -> None:
    """As if this certificate stood among those of the system."""
    monkeypatch.setenv("SSL_CERT_FILE", str(path))


def deliver(tenant: Tenant, emulator: Centre) -> None:
    connect(emulator)
    emulator.at_once = 2
    queue(tenant, 1, text=LONG)
    go()


def test_what_goes_and_comes_back_under_tls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rich: Tenant):
    path = certificate(tmp_path)
    trust(monkeypatch, path)
    with centre(path) as emulator:
        deliver(rich, emulator)

    assert emulator.address.startswith("smpps://")
    assert [text for _, text in emulator.texts()] == [LONG]
    assert (states(rich), emulator.unbinds) == (["delivered"], 1)


@pytest.mark.parametrize("fault", ["nobody vouches", "another name", "run out"])
def test_a_wrong_certificate_is_told_nothing(fault: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rich: Tenant):
    path = certificate(tmp_path, ANOTHER if fault == "another name" else OURS, days=-1 if fault == "run out" else 1)
    if fault != "nobody vouches":
        trust(monkeypatch, path)
    with centre(path) as emulator:
        deliver(rich, emulator)

    assert (emulator.binds, emulator.parts, states(rich)) == (0, [], ["queued"])
    assert Provider.objects.get().trouble == "Сервис не отвечает."


def test_a_service_that_speaks_in_the_clear_is_not_spoken_to(rich: Tenant):
    with centre() as emulator:
        emulator.scheme = "smpps"
        deliver(rich, emulator)

    assert (emulator.binds, states(rich)) == (0, ["queued"])
