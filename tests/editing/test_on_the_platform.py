"""The operators' editors are watched too; there is no journal there, but Wagtail's log knows who saved."""

import re
from collections.abc import Callable
from datetime import date
from html import unescape
from typing import Any

import pytest
from django.test import Client

from billing.models import Tariff
from identity.models import User
from tests.conftest import PASSWORD

pytestmark = pytest.mark.integration


def sent(page: Any) -> dict[str, str]:
    """What the browser would send from this page: all its text fields and hidden ones."""
    form = page.content.decode().split('id="w-editor-form"')[1].split("</form>")[0]
    pairs = []
    for tag in re.findall(r"<input[^>]*>", form):
        attributes = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        if "name" in attributes and attributes.get("type") != "checkbox" and "__prefix__" not in attributes["name"]:
            pairs.append((attributes["name"], unescape(attributes.get("value", ""))))
    return dict(pairs)


@pytest.fixture
def tariff(db: None) -> Tariff:
    tariff = Tariff.objects.order_by("pk").first()
    assert tariff
    assert tariff.steps.count() > 1
    return tariff


def test_prices_are_watched_with_their_steps(tariff: Tariff, operator: User, client_of: Callable[..., Client]):
    other = User.objects.create_superuser("second@example.ru", PASSWORD, last_name="Второй")
    first, second = client_of(None, operator), client_of(None, other)
    url = f"/operator/tariffs/edit/{tariff.pk}/"
    mine, theirs = sent(first.get(url)), sent(second.get(url))
    price = next(name for name in theirs if re.fullmatch(r"steps-0-\w*price\w*", name))
    saved = second.post(url, theirs | {price: "1.11"})
    assert saved.status_code == 302, re.findall(r"error-message[^<]*<[^<]*", saved.content.decode())

    answer = first.post(url, mine | {"name": "Другое название"})

    assert answer.status_code == 200
    editing = answer.context["editing"]
    assert [(one.name, one.touched) for one in editing.differences] == [("steps", True)]
    assert editing.save.by == "Второй"
    tariff.refresh_from_db()
    assert (tariff.name == "Другое название", tariff.valid_from >= date(2000, 1, 1)) == (False, True)
