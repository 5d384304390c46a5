"""«Компания — Почта», and what operators see of it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from crm.rights.enums import Role
from identity.models import User
from notifications.domain import mail_records
from notifications.models import MailDomain
from tenants.context import speaking_for
from tenants.models import Tenant
from tests.conftest import PASSWORD, make_employee
from tests.emulators.dns import NameServer
from tests.own_mail.making import ADDRESS, HOST, put_own_key, put_text, take_own_key

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

PAGE = "/crm/company/mail/"


def page_of(client: Client) -> str:
    return client.get(PAGE).content.decode()


def test_from_an_address_to_its_letters(server: NameServer, tenant: Tenant, head: User, client_of, settings: Any):
    settings.SPF_INCLUDE = "spf.burmistr.example"
    office = client_of(tenant, head)
    assert "robot@burmistr.example" in page_of(office)
    refused = office.post(PAGE, {"address": "uk@mail.ru"})
    assert (refused.status_code, "на своём домене" in refused.content.decode()) == (422, True)
    assert office.post(PAGE, {"address": ADDRESS}).status_code == 302
    domain = MailDomain.objects.get()
    page = page_of(office)
    for told in (
        mail_records.dkim_name(domain.selector, HOST), mail_records.dkim_text(domain.key), f"_dmarc.{HOST}",
        "v=spf1 mx include:spf.burmistr.example ~all", "Ещё не проверяли", "Ждём запись DKIM",
    ):  # fmt: skip
        assert told in page, told
    name = mail_records.dkim_name(domain.selector, HOST)
    put_text(server, name, "v=DKIM1; p=AAAA")
    assert "стоит не такая" in office.post(f"{PAGE}check/", follow=True).content.decode()
    assert "Сейчас стоит: <code>v=DKIM1; p=AAAA</code>" in page_of(office)
    put_own_key(server, domain)
    answer = office.post(f"{PAGE}check/", follow=True).content.decode()
    assert f"Письма уходят с {ADDRESS}" in answer
    assert "Запись на месте." in answer
    assert "Новый ключ готов" in office.post(f"{PAGE}key/", follow=True).content.decode()
    assert MailDomain.objects.get().next_selector in page_of(office)
    take_own_key(server, domain)
    assert "Запись DKIM пропала" in office.post(f"{PAGE}check/", follow=True).content.decode()
    assert "ключ стёрт" in office.post(f"{PAGE}give-up/", follow=True).content.decode()
    assert not MailDomain.objects.exists()


def test_two_spf_records_are_one_too_many(
    server: NameServer, named: MailDomain, head: User, client_of: Callable[..., Client], settings: Any
):
    settings.SPF_INCLUDE = "spf.burmistr.example"
    put_text(server, HOST, "v=spf1 a -all", "v=spf1 mx -all")
    assert "Записей SPF несколько" in client_of(named.tenant, head).post(f"{PAGE}check/", follow=True).content.decode()


def test_without_the_operators_word_spf_is_not_spoken_of(named: MailDomain, tenant: Tenant, head: User, client_of):
    assert "(SPF)" not in page_of(client_of(tenant, head))


@pytest.mark.parametrize("role", [Role.ACCOUNTANT, Role.DISPATCHER])
def test_it_is_the_heads(named: MailDomain, staff: Callable[[Role], Client], role: Role):
    client = staff(role)
    assert client.get(PAGE).status_code in (302, 403)
    client.post(f"{PAGE}give-up/")
    assert MailDomain.objects.exists()


def test_a_company_sees_and_uses_its_own_only(proved: MailDomain, beta: Tenant, client_of: Callable[..., Client]):
    with speaking_for(beta):
        intruder = client_of(beta, make_employee())
    for act in ("check", "key", "give-up"):
        assert intruder.post(f"{PAGE}{act}/").status_code == 404
    assert HOST not in page_of(intruder)
    assert MailDomain.objects.get().next_selector == ""


def test_operators_see_one_line(proved: MailDomain, tenant: Tenant, client_of, server: NameServer):
    connection.set_schema_to_public()
    console = client_of(None, User.objects.create_superuser("op@example.ru", PASSWORD, last_name="Оператор"))
    card = console.get(f"/operator/tenants/inspect/{tenant.pk}/").content.decode()
    assert ADDRESS in card
    assert "письма уходят с этого адреса" in card
    assert proved.selector not in card
