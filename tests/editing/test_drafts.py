"""What the browser is told about a form that it sent."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from crm.rights.enums import Role
from editing.drafts import owner_of
from tenants.context import speaking_for
from tenants.models import Tenant
from tests.conftest import make_employee
from tests.factories import HouseFactory

TOKEN = "0123456789abcdef"
COOKIE = f"draft-{TOKEN}"
THEMES = Path(__file__).resolve().parents[2] / "themes"


def fate(answer: Any) -> str:
    return answer.cookies[COOKIE].value if COOKIE in answer.cookies else ""


@pytest.mark.integration
def test_what_was_saved_may_be_forgotten(staff: Callable[..., Client]):
    answer = staff().post(
        "/crm/houses/new/",
        {"city": "Верхнекамск, Пермский край", "street": "ул. Ленина", "number": "86", "_draft": TOKEN},
    )

    assert (answer.status_code, fate(answer)) == (302, "saved")
    assert not answer.cookies[COOKIE]["httponly"]  # the browser's script reads it


@pytest.mark.integration
def test_a_form_that_came_back_is_not_saved(staff: Callable[..., Client]):
    answer = staff().post("/crm/houses/new/", {"street": "ул. Ленина", "_draft": TOKEN})

    assert (answer.status_code, fate(answer)) == (200, "shown")


@pytest.mark.integration
def test_a_refusal_that_leads_away_is_not_saved(staff: Callable[..., Client]):
    """Wagtail leads whoever lost a right to the desk with a message, which is a redirect all the same."""
    answer = staff(Role.EXECUTOR).post("/crm/houses/new/", {"street": "ул. Ленина", "_draft": TOKEN})

    assert (answer.status_code, fate(answer)) == (302, "")


@pytest.mark.integration
@pytest.mark.parametrize("token", ["", "short", "x" * 41, "../../etc", "with;semicolon=1"])
def test_a_strange_token_gets_no_cookie(staff: Callable[..., Client], token: str):
    answer = staff().post("/crm/houses/new/", {"street": "ул. Ленина", "_draft": token})

    assert [name for name in answer.cookies if name.startswith("draft-")] == []


@pytest.mark.integration
def test_signed_out_one_is_led_back_to_the_form_and_told_that_the_text_is_there(
    tenant: Tenant, client_of: Callable[..., Client]
):
    house = HouseFactory()
    page = f"/crm/houses/edit/{house.pk}/"

    visitor = client_of(tenant)
    answer = visitor.post(
        "/crm/houses/delete/1/", {"_draft": TOKEN}, HTTP_REFERER=f"http://alpha.localhost:8000{page}?tab=2"
    )

    assert (answer.status_code, fate(answer)) == (302, "")
    assert answer.url == f"/crm/login/?next=%2Fcrm%2Fhouses%2Fedit%2F{house.pk}%2F%3Ftab%3D2"
    assert "Введённое осталось в этом браузере" in visitor.get(answer.url).content.decode()


@pytest.mark.integration
def test_nobody_is_led_to_a_foreign_address(tenant: Tenant, client_of: Callable[..., Client]):
    answer = client_of(tenant).post("/crm/houses/new/", {"_draft": TOKEN}, HTTP_REFERER="https://evil.example/crm/")

    assert answer.url == "/crm/login/?next=/crm/houses/new/"


@pytest.mark.integration
@pytest.mark.parametrize("header", [{"HTTP_HX_REQUEST": "true"}, {"HTTP_SEC_FETCH_MODE": "cors"}])
def test_a_script_is_told_that_the_session_ended_instead_of_getting_the_sign_in_page(
    tenant: Tenant, client_of: Callable[..., Client], header: dict[str, str]
):
    answer = client_of(tenant).get("/crm/houses/", **header)

    assert (answer.status_code, answer.content, answer["X-Sign-In"]) == (401, b"", "/crm/login/")


@pytest.mark.integration
def test_drafts_have_owners_that_differ_between_people_and_companies(
    alpha: Tenant, beta: Tenant, rf: Any, settings: Any
):
    tokens = set()
    for tenant in (alpha, beta):
        with speaking_for(tenant):
            for email in ("one@example.ru", "two@example.ru"):
                request = rf.get("/")
                request.COOKIES[settings.SESSION_COOKIE_NAME] = "any"
                request.user = make_employee(Role.DISPATCHER, email)
                owner = owner_of(request)
                assert (owner.hours, str(request.user.pk) == owner.token) == (14 * 24, False)
                tokens.add(owner.token)
    assert len(tokens) == 4


@pytest.mark.unit
def test_a_visitor_is_a_guest_without_asking_for_a_session(rf: Any):
    assert (owner_of(rf.get("/")).token, owner_of(rf.get("/")).hours) == ("guest", 3)


@pytest.mark.unit
@pytest.mark.parametrize("template", sorted(THEMES.rglob("*.html")), ids=lambda path: str(path.relative_to(THEMES)))
def test_every_page_with_a_form_keeps_what_is_typed(template: Path):
    """The CRM's and the platform's base templates load the script; a page of a company's site asks for it."""
    text = template.read_text()
    if re.search(r'<form[^>]*method="post"', text, re.I) and template.relative_to(THEMES).parts[0] not in {
        "crm", "operators", "platform",
    }:  # fmt: skip
        assert "{% drafts %}" in text or "data-no-draft" in text
