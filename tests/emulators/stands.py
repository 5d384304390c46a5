"""Fixtures: where files stand during a test."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.storage import storages

from tests.emulators import s3


def use_s3(settings: Any, url: str) -> None:
    """Let both storages stand in a store."""
    settings.S3_URL = url
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": "tenants.s3.TenantStorage"},
        "private": {"BACKEND": "tenants.s3.PrivateTenantStorage"},
    }


@pytest.fixture(scope="session")
def s3_url() -> Iterator[str]:
    """A store over a real socket."""
    with s3.store() as url:
        yield url


@pytest.fixture
def in_s3(s3_url: str, settings: Any) -> Iterator[None]:
    """Files of this test stand in the store, which it finds empty."""
    use_s3(settings, s3_url)
    storages["default"].bucket.objects.all().delete()
    yield
    storages["default"].bucket.objects.all().delete()


@pytest.fixture(params=["disk", "s3"])
def stand(request: pytest.FixtureRequest) -> str:
    """The test runs twice: with files on disk and in a store."""
    if request.param == "s3":
        request.getfixturevalue("in_s3")
    return str(request.param)
