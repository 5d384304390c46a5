from collections.abc import Iterator
from typing import Any

import pytest

from crm.company.domain import own_mail
from identity.models import User
from notifications.models import MailDomain
from tenants import dns
from tests.emulators.dns import NameServer, name_server
from tests.emulators.smtp import Mailbox, mail_server
from tests.own_mail.making import ADDRESS, put_own_key


@pytest.fixture(autouse=True)
def server(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[NameServer]:
    monkeypatch.setattr(dns, "PATIENCE", 0.5)
    settings.DEFAULT_FROM_EMAIL = "Бурмистр <robot@burmistr.example>"
    with name_server() as started:
        settings.DNS_RESOLVERS = [started.address]
        yield started


@pytest.fixture
def mailbox(settings: Any) -> Iterator[Mailbox]:
    with mail_server() as box:
        settings.SMTP_URL = box.url
        settings.SMTP = {"host": "127.0.0.1", "port": box.port, "timeout": 5}
        yield box


@pytest.fixture
def named(head: User) -> MailDomain:
    """«УК Альфа» has named its address; nothing is proved."""
    return own_mail.name_sender(typed=ADDRESS, by=head)


@pytest.fixture
def proved(server: NameServer, named: MailDomain, head: User) -> MailDomain:
    put_own_key(server, named)
    outcome = own_mail.check(named, by=head)
    assert outcome.became == ("proved",)
    return outcome.domain
