"""What surrounds the modules: the menu by rights, the desk with the first steps."""

import json
import re
from dataclasses import replace

import pytest

from crm.company import rights
from crm.company.models import Profile
from crm.rights.enums import Role
from crm.shell import first_steps, menu
from crm.shell.first_steps import FirstStep
from identity.models import User
from tenants.models import Tenant
from tests.conftest import make_employee

NEVER_DONE = FirstStep("never", 99, "Никогда", "", "company_profile", rights.EDIT_PROFILE, lambda: False)

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


def sections(page: str) -> list[str]:
    """Labels of the sidebar's first level, from the data that Wagtail's script draws it from."""
    props = json.loads(re.search(r'id="wagtail-sidebar-props"[^>]*>(.*?)</script>', page, re.S)[1])  # type: ignore[index]
    return re.findall(r'"label": "([^"]+)"', json.dumps(props, ensure_ascii=False))


def test_the_sections_stand_in_the_order_of_the_manual():
    assert list(menu.SECTIONS) == [
        "Диспетчерская", "Обращения", "Запись на приём", "Показания ИПУ", "Бухгалтерия", "Оплаты", "Уведомления",
        "Телефония", "Документы", "Контент сайта", "Компания", "Биллинг",
    ]  # fmt: skip


def test_a_line_that_one_has_no_right_to_is_not_there(staff, tenant: Tenant):
    head = sections(staff(Role.HEAD).get("/crm/").content.decode())
    executor = sections(staff(Role.EXECUTOR).get("/crm/").content.decode())

    assert "Список сотрудников" in head
    assert "Список сотрудников" not in executor
    assert "Рабочий стол" in executor


def test_nothing_of_wagtails_own_menu_is_left(staff, tenant: Tenant):
    page = staff().get("/crm/").content.decode()
    for word in ("/crm/reports/", "/crm/settings/", "/crm/redirects/", "/crm/users/"):
        assert word not in page, word


def test_first_steps_tick_themselves(staff, tenant: Tenant, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(first_steps._steps, "never", NEVER_DONE)
    client = staff()
    before = client.get("/crm/").content.decode()
    assert "Первые шаги" in before
    assert "Заполните «Мою компанию»" in before

    Profile.objects.update(emergency_phone="+7 342 200-00-00", settlement_account="40702810200000000001")
    make_employee(Role.DISPATCHER)

    assert client.get("/crm/").content.decode().count("is-done") == before.count("is-done") + 3


def test_once_all_steps_are_done_the_list_is_gone(tenant: Tenant, head: User, monkeypatch: pytest.MonkeyPatch):
    assert first_steps.steps_for(head)
    done = {code: replace(step, done=lambda: True) for code, step in first_steps._steps.items()}
    monkeypatch.setattr(first_steps, "_steps", done)
    assert first_steps.steps_for(head) == []


def test_an_employee_without_rights_has_a_quiet_desk(staff, tenant: Tenant):
    page = staff(Role.EXECUTOR).get("/crm/").content.decode()
    assert "Первые шаги" not in page


def test_the_site_is_one_click_away(staff, tenant: Tenant):
    assert 'href="http://alpha.localhost:8000/"' in staff().get("/crm/").content.decode()
