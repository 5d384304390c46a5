from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.signing import TimestampSigner

from places.domain import settlements
from registration import consent, humans
from registration.domain import applications
from registration.models import Application


def inn_from(nine: str) -> str:
    """Ten digits with a right control digit."""
    weights = (2, 4, 10, 3, 5, 9, 4, 6, 8)
    return nine + str(sum(int(digit) * weight for digit, weight in zip(nine, weights, strict=True)) % 11 % 10)


@pytest.fixture
def details() -> Callable[..., applications.Details]:
    """What «УК Уют» of Perm says of itself; single values can be replaced."""

    def make(**other: Any) -> applications.Details:
        values: dict[str, Any] = {
            "short_name": "УК «Уют»",
            "full_name": 'ООО "УК Уют"',
            "kind": "company",
            "inn": inn_from("590612345"),
            "settlement": settlements.find(name="Пермь"),
            "last_name": "Соколова",
            "first_name": "Марина",
            "patronymic": "Юрьевна",
            "phone": "8 (908) 437-34-18",
            "email": "Sokolova@example.ru",
            "flats": 2000,
        }
        return applications.Details(**values | other)

    return make


@pytest.fixture
def application(db: None, details: Callable[..., applications.Details]) -> Application:
    return applications.apply(details(), consent=given_consent())


def given_consent() -> applications.Consent:
    return applications.Consent(text=consent.CURRENT, ip="203.0.113.7", user_agent="Tests")


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> str:
    """The mark of a form that was shown long enough ago."""
    monkeypatch.setattr(humans, "MINIMAL_AGE", timedelta(0))
    return TimestampSigner(salt="registration.form-shown").sign("form")


@pytest.fixture
def filled(shown: str) -> dict[str, str]:
    """The join form as a browser sends it."""
    return {
        "kind": "company",
        "short_name": "УК «Уют»",
        "full_name": 'ООО "УК Уют"',
        "inn": inn_from("590612345"),
        "kpp": "",
        "ogrn": "",
        "city": "Пермь, Пермский край",
        "flats": "2000",
        "last_name": "Соколова",
        "first_name": "Марина",
        "patronymic": "Юрьевна",
        "phone": "8 (908) 437-34-18",
        "email": "sokolova@example.ru",
        "consent": "on",
        "website": "",
        "shown": shown,
    }
