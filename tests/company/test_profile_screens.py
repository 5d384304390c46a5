"""The page «Моя компания» and its editors: who sees what, who changes what, what is never shown."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from crm.company import rights
from crm.company.domain import profile
from crm.company.models import Profile
from crm.company.profile_page import CHANGES_SHOWN, SECTIONS
from crm.journal.models import Entry
from crm.rights.domain import access
from crm.rights.enums import Role
from crm.rights.models import Access
from crm.rights.registry import Box
from identity.channels import Channel
from identity.models import User
from tenants.models import Tenant
from tests.company.test_profile import CONTACTS, REQUISITES, names, of_association
from tests.conftest import make_employee

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

PAGE = "/crm/company/profile/"
SECRET = "telphin-7d1f0c9a3f7a"


def url(section: str) -> str:
    return f"{PAGE}{section}/"


def text_of(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def clerk(*codes: str) -> User:
    """A dispatcher with these rights more."""
    user = make_employee(Role.DISPATCHER, "clerk@example.ru")
    access_row = Access.objects.get(user=user)
    boxes = access.boxes_of(access_row) | {Box(code, Channel.COMPUTER) for code in codes}
    access.set_rights(user, access.Rights(Role.DISPATCHER, boxes, {}), by=None)
    return User.objects.get(pk=user.pk)


class TestRights:
    def test_everybody_reads_and_only_the_head_edits(self, staff: Callable[[Role], Client], tenant: Tenant):
        for role in (Role.HEAD, Role.EXECUTOR, Role.ACCOUNTANT):
            client = staff(role)
            assert client.get(PAGE).status_code == 200, role
            assert client.get(f"{PAGE}card.pdf").content.startswith(b"%PDF-"), role
            for section in SECTIONS:
                answers = [client.get(url(section.code)), client.post(url(section.code), {"short_name": "Чужие"})]
                refused = [answer.headers.get("Location") == "/crm/" for answer in answers]
                assert refused == [role != Role.HEAD] * 2, (role, section.code)

    @pytest.mark.parametrize("right", [rights.EDIT_PROFILE, rights.EDIT_REQUISITES, rights.MANAGE_KEYS])
    def test_each_section_has_a_right_of_its_own(self, tenant: Tenant, client_of: Callable[..., Client], right: str):
        client = client_of(tenant, clerk(right))

        opened = {section.code for section in SECTIONS if client.get(url(section.code)).status_code == 200}

        assert opened == {section.code for section in SECTIONS if section.action == right}
        page = client.get(PAGE).content.decode()
        assert set(re.findall(r'href="/crm/company/profile/(\w+)/"', page)) == opened

    def test_a_stranger_is_led_to_the_door(self, tenant: Tenant, client_of: Callable[..., Client]):
        for path in (PAGE, f"{PAGE}card.pdf", url("keys")):
            assert client_of(tenant).get(path).headers["Location"].startswith("/crm/login/")


class TestPage:
    def test_everything_that_is_filled_stands_there(self, tenant: Tenant, head: User, client_of):
        profile.change_names(**names(licence_number="059-000016"), by=head)
        profile.change_contacts(**CONTACTS, by=head)
        profile.change_requisites(**REQUISITES, by=head)

        page = text_of(client_of(tenant, head).get(PAGE))

        shown = [*REQUISITES.values(), "059-000016", CONTACTS["email"], "alpha.localhost:8000", tenant.inn]
        assert [value for value in shown if str(value) not in page] == []
        assert "Паспортный стол: +7 342 200-10-03" in page

    def test_a_tszh_is_not_asked_for_a_licence(self, tenant: Tenant, head: User, client_of):
        client = client_of(tenant, head)
        assert "Номер лицензии" in text_of(client.get(PAGE))
        assert "licence_number" in client.get(url("names")).context["form"].fields

        of_association(tenant)
        tenant.save(update_fields=["kind"])

        assert "ицензи" not in text_of(client.get(PAGE))
        assert "licence_number" not in client.get(url("names")).context["form"].fields

    def test_what_is_unusual_is_said_and_not_refused(self, tenant: Tenant, head: User, client_of):
        client = client_of(tenant, head)

        answer = client.post(url("requisites"), REQUISITES | {"kpp": "770501001", "bik": "012520101"})

        assert answer.status_code == 302
        page = text_of(client.get(PAGE))
        assert f"ИНН начинается с {tenant.inn[:4]}, а КПП с 7705" in page
        assert "Расчётный счёт не сходится с БИК 012520101" in page

    def test_the_history_says_who_when_and_what(self, tenant: Tenant, head: User, client_of):
        client = client_of(tenant, head)
        assert "История изменений" not in text_of(client.get(PAGE))

        client.post(url("contacts"), CONTACTS)
        client.post(url("contacts"), CONTACTS | {"working_hours": "Круглосуточно"})

        page = text_of(client.get(PAGE))
        assert "Иванова Нина Петровна" in page
        assert "Часы работы: Пн–пт 9:00–18:00 → Круглосуточно" in page

    def test_the_history_of_a_section_is_for_those_who_may_change_it(self, tenant: Tenant, head: User, client_of):
        profile.change_requisites(**REQUISITES, by=head)
        profile.change_keys(telphin_app_id="app-of-telphin", by=head)
        assert "app-of-telphin" in text_of(client_of(tenant, head).get(PAGE))

        page = text_of(client_of(tenant, clerk(rights.EDIT_REQUISITES)).get(PAGE))

        assert "БИК: не указано → 044525225" in page
        assert "app-of-telphin" not in page
        assert "Телефония" not in page

    def test_the_number_of_queries_does_not_grow_with_the_history(self, tenant: Tenant, head: User, client_of):
        client = client_of(tenant, head)
        profile.change_requests(
            next_request_number=2, readings_reminder_day=1, debt_reminder_day=1, show_executors=True, by=head
        )
        client.get(PAGE)
        few = queries_of(client)
        for number in range(3, CHANGES_SHOWN + 5):
            profile.change_requests(
                next_request_number=number, readings_reminder_day=1, debt_reminder_day=1, show_executors=True, by=head
            )

        page = client.get(PAGE)  # the process learns the tenant anew
        assert queries_of(client) == few <= 15
        assert page.content.decode().count("Номер следующей заявки:") == CHANGES_SHOWN


def queries_of(client: Client) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(PAGE).status_code == 200
    return len(queries)


class TestEditors:
    def test_every_wrong_field_is_told_of_at_once(self, staff, tenant: Tenant):
        wrong = REQUISITES | {
            "kpp": "59О401001", "ogrn": "1027700132196", "settlement_account": "40702810200000000002"
        }  # fmt: skip

        answer = staff(Role.HEAD).post(url("requisites"), wrong)

        errors = {name: list(map(str, messages)) for name, messages in answer.context["form"].errors.items()}
        assert errors == {
            "kpp": ["В КПП могут быть только цифры, а на 3-м месте буква «О» вместо нуля."],
            "ogrn": ["Контрольная цифра ОГРН не сходится: проверьте, нет ли опечатки."],
            "settlement_account": ["Счёт не подходит к этому БИК: контрольный ключ не сходится. Проверьте оба поля."],
        }
        assert Profile.objects.get().bik == ""

    def test_inn_is_shown_and_is_in_no_form(self, staff, tenant: Tenant):
        client = staff(Role.HEAD)
        assert f"ИНН {tenant.inn} сменить нельзя" in text_of(client.get(url("requisites")))

        client.post(url("requisites"), REQUISITES | {"inn": "7707083893"})
        client.post(url("names"), names(inn="7707083893"))

        assert Profile.objects.get().inn == tenant.inn

    def test_a_change_is_on_the_site_at_once(self, staff, tenant: Tenant, client_of):
        assert "+73422001001" not in client_of(tenant).get("/kontakty/").content.decode()

        staff(Role.HEAD).post(url("contacts"), CONTACTS)

        page = client_of(tenant).get("/kontakty/").content.decode()
        assert "tel:+73422001001" in page
        assert "Паспортный стол" in page
        assert "tel:+73422001003" in page

    def test_the_licence_stands_in_the_requisites_of_the_site(self, tenant: Tenant, head: User, client_of):
        profile.change_names(**names(licence_number="059-000016"), by=head)
        assert "№ 059-000016" in client_of(tenant).get("/o-kompanii/").content.decode()

        of_association(tenant)
        tenant.save(update_fields=["kind"])

        assert "059-000016" not in client_of(tenant).get("/o-kompanii/").content.decode()

    def test_a_mistake_of_the_rule_stands_at_its_field(self, staff, tenant: Tenant):
        answer = staff(Role.HEAD).post(url("sms"), {"sms_duplicates_push": "on"})
        assert "сначала разрешите" in str(answer.context["form"].errors["sms_duplicates_push"])

    def test_reminders_and_numbering(self, staff, tenant: Tenant):
        data = {"next_request_number": "1501", "readings_reminder_day": "15", "debt_reminder_day": ""}

        assert staff(Role.HEAD).post(url("requests"), data | {"show_executors": "on"}).status_code == 302

        kept = Profile.objects.get()
        assert (kept.next_request_number, kept.readings_reminder_day, kept.debt_reminder_day, kept.show_executors) == (
            1501, 15, None, True,
        )  # fmt: skip

    def test_wagtails_own_editor_of_the_profile_is_gone(self, staff, tenant: Tenant):
        assert staff(Role.HEAD).get("/crm/settings/company/profile/1/").status_code == 404


class TestSecret:
    @pytest.fixture
    def client(self, tenant: Tenant, head: User, client_of: Callable[..., Client]) -> Client:
        client = client_of(tenant, head)
        answer = client.post(url("keys"), {"telphin_app_id": "app-1", "telphin_app_secret": SECRET})
        assert answer.status_code == 302
        return client

    def test_it_never_comes_out(self, client: Client, tenant: Tenant):
        assert Profile.objects.get().telphin_app_secret.open() == SECRET

        for path in (PAGE, url("keys"), f"{PAGE}card.pdf"):
            assert SECRET not in client.get(path).content.decode(errors="replace"), path
        wrong = client.post(url("keys"), {"telphin_app_secret": "another-secret-77", "erase_secret": "on"})
        assert wrong.status_code == 200
        assert "another-secret-77" not in wrong.content.decode()
        assert "••••3f7a" in text_of(client.get(PAGE))
        assert SECRET not in str(list(Entry.objects.values()))

    def test_an_empty_field_keeps_it_and_a_box_erases_it(self, client: Client):
        client.post(url("keys"), {"telphin_app_id": "app-2", "telphin_app_secret": ""})
        assert Profile.objects.get().telphin_app_secret.open() == SECRET

        client.post(url("keys"), {"telphin_app_id": "app-2", "erase_secret": "on"})
        assert not Profile.objects.get().telphin_app_secret

    def test_a_hint_of_what_no_key_opens_breaks_nothing(self, client: Client, settings: Any):
        settings.SECRETS_KEYS = ["new words"]
        assert "введите ещё раз" in text_of(client.get(PAGE))
