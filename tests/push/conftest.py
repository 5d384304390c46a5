from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client

from notifications import channels
from notifications.channels import Way, connect
from push.domain.by_push import ByPush
from tenants.models import Tenant
from tests.emulators.push import Service, service
from tests.notices.conftest import _without_a_pause, house, sms_on  # noqa: F401  the same surroundings

KEY, SUBJECT = "7f" * 32, "mailto:push@burmistr.example"


@pytest.fixture
def push(settings: Any) -> Iterator[Service]:
    """The channel of pushes is connected, and a push service listens on the loopback."""
    settings.VAPID_PRIVATE_KEY, settings.VAPID_SUBJECT, settings.PUSH_LOCAL_SERVICES = KEY, SUBJECT, True
    connect(ByPush())
    with service() as one:
        yield one
    del channels._channels[Way.PUSH]


@pytest.fixture
def visitor(tenant: Tenant, client_of: Callable[..., Client]) -> Client:
    """A browser at the site of «УК Альфа», and a worker there."""
    return client_of(tenant)


@pytest.fixture
def stranger(beta: Tenant, client_of: Callable[..., Client]) -> Client:
    """The same at another company's."""
    return client_of(beta)
