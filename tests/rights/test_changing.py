"""Manual, section 4: «пользовательские права мог настроить каждый»; who may give what to whom."""

import pytest

from crm.company.rights import EDIT_REQUISITES, MANAGE_EMPLOYEES, MANAGE_RIGHTS, SEE_EMPLOYEES
from crm.journal.models import Entry
from crm.rights import registry
from crm.rights.domain import access
from crm.rights.domain.access import Rights, set_rights
from crm.rights.enums import EMPLOYEE_ROLES, Role, Rows
from crm.rights.models import Access, Section
from crm.rights.registry import Box
from identity.channels import Channel
from identity.may import may
from identity.models import User
from tenants.errors import DomainError
from tenants.models import Tenant
from tests.conftest import make_employee

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

SEE_FROM_DESK = Box(SEE_EMPLOYEES, Channel.COMPUTER)
SEE_FROM_PHONE = Box(SEE_EMPLOYEES, Channel.MOBILE)


def fresh(user: User, channel: Channel = Channel.COMPUTER) -> User:
    """The person as the next request of a session of this channel sees them."""
    user = User.objects.get(pk=user.pk)
    user.channel = channel
    return user


def rights_of(user: User) -> Rights:
    return Rights.of(Access.objects.get(user=user))


def with_boxes(user: User, *, plus: set[Box] = frozenset(), minus: set[Box] = frozenset()) -> Rights:
    now = rights_of(user)
    return Rights(now.role, (now.boxes | plus) - minus, now.rows)


def test_a_box_is_given_through_one_channel_only(head: User):
    belova = make_employee(Role.ACCOUNTANT)
    set_rights(belova, with_boxes(belova, plus={SEE_FROM_PHONE}), by=head)

    assert may(fresh(belova, Channel.MOBILE), SEE_EMPLOYEES)
    assert not may(fresh(belova, Channel.COMPUTER), SEE_EMPLOYEES)
    assert not may(fresh(belova, Channel.API), SEE_EMPLOYEES)


def test_only_what_differs_from_the_role_is_kept(head: User):
    komarov = make_employee(Role.DISPATCHER)
    set_rights(komarov, with_boxes(komarov, minus={SEE_FROM_PHONE}), by=head)

    kept = Access.objects.get(user=komarov)
    assert (kept.given, kept.withheld, kept.differs) == ([], [str(SEE_FROM_PHONE)], True)
    set_rights(komarov, Rights.of_role(Role.DISPATCHER), by=head)
    assert not Access.objects.get(user=komarov).differs


def test_nobody_gives_a_right_that_he_lacks(head: User):
    deputy, komarov = make_employee(Role.CLIENT_DESK), make_employee(Role.INSPECTOR)
    set_rights(deputy, with_boxes(deputy, plus={Box(MANAGE_RIGHTS, Channel.COMPUTER)}), by=head)
    before = rights_of(komarov)

    for box in (Box(EDIT_REQUISITES, Channel.COMPUTER), Box(SEE_EMPLOYEES, Channel.API)):
        with pytest.raises(DomainError, match="Нельзя дать право, которого нет у вас"):
            set_rights(komarov, with_boxes(komarov, plus={box}), by=fresh(deputy))
    with pytest.raises(DomainError, match="нет у вас"):
        set_rights(komarov, Rights(Role.HEAD, before.boxes, {}), by=fresh(deputy))
    assert rights_of(komarov) == before


def test_nobody_gives_himself_more(head: User):
    deputy = make_employee(Role.CLIENT_DESK)
    set_rights(deputy, with_boxes(deputy, plus={Box(MANAGE_RIGHTS, Channel.COMPUTER)}), by=head)
    with pytest.raises(DomainError, match="нет у вас"):
        set_rights(deputy, with_boxes(deputy, plus={Box(MANAGE_EMPLOYEES, Channel.COMPUTER)}), by=fresh(deputy))


def test_nobody_touches_who_may_more(head: User):
    deputy = make_employee(Role.CLIENT_DESK)
    set_rights(deputy, with_boxes(deputy, plus={Box(MANAGE_RIGHTS, Channel.COMPUTER)}), by=head)
    other = make_employee(Role.HEAD, "other@example.ru")
    with pytest.raises(DomainError, match="есть права, которых нет у вас"):
        set_rights(other, with_boxes(other, minus={SEE_FROM_DESK}), by=fresh(deputy))


def test_nobody_opens_more_rows_than_are_open_to_him(head: User):
    deputy, komarov = make_employee(Role.CLIENT_DESK), make_employee(Role.INSPECTOR)
    narrow = Rights(Role.CLIENT_DESK, rights_of(deputy).boxes, {"accounting.see_accounts": Rows.SECTION})
    set_rights(komarov, Rights(Role.INSPECTOR, rights_of(komarov).boxes, narrow.rows), by=head)
    set_rights(
        deputy,
        Rights(narrow.role, narrow.boxes | {Box(MANAGE_RIGHTS, Channel.COMPUTER)}, narrow.rows),
        by=head,
    )
    with pytest.raises(DomainError, match="Нельзя открыть больше"):
        set_rights(komarov, Rights.of_role(Role.INSPECTOR), by=fresh(deputy))
    assert rights_of(komarov).rows["accounting.see_accounts"] == Rows.SECTION


def test_the_last_who_may_give_rights_keeps_them(head: User):
    everything = registry.boxes()
    without = Rights(Role.HEAD, everything - {Box(MANAGE_RIGHTS, Channel.COMPUTER)}, {})
    for rights in (without, Rights.of_role(Role.DISPATCHER)):
        with pytest.raises(DomainError, match="последний руководитель"):
            set_rights(head, rights, by=head)

    second = make_employee(Role.HEAD, "second@example.ru")
    set_rights(second, without, by=head)
    with pytest.raises(DomainError, match="последний руководитель"):
        set_rights(head, Rights.of_role(Role.DISPATCHER), by=head)


def test_a_change_that_was_not_seen_is_not_overwritten(head: User):
    komarov = make_employee(Role.DISPATCHER)
    seen = Access.objects.get(user=komarov).version
    set_rights(komarov, with_boxes(komarov, minus={SEE_FROM_PHONE}), by=head, seen=seen)
    with pytest.raises(DomainError, match="изменил кто-то ещё"):
        set_rights(komarov, with_boxes(komarov, minus={SEE_FROM_DESK}), by=head, seen=seen)
    assert SEE_FROM_DESK in rights_of(komarov).boxes


def test_every_change_of_rights_is_in_the_journal(head: User):
    komarov = make_employee(Role.DISPATCHER)
    wanted = with_boxes(komarov, minus={SEE_FROM_PHONE})
    set_rights(komarov, Rights(wanted.role, wanted.boxes, {"accounting.see_accounts": Rows.ASSIGNED}), by=head)

    entry = Entry.objects.get(action="rights.change_rights")
    assert (entry.actor, entry.object_type, entry.object_id) == (head, "company.employee", str(komarov.employee.pk))
    assert entry.changes == {
        str(SEE_FROM_PHONE): [True, False],
        "rows:accounting.see_accounts": ["all", "assigned"],
    }
    set_rights(komarov, rights_of(komarov), by=head)
    assert Entry.objects.filter(action="rights.change_rights").count() == 1, "nothing changed, nothing is told"


def test_a_box_that_is_not_there_is_refused(head: User):
    komarov = make_employee(Role.DISPATCHER)
    with pytest.raises(DomainError, match="Такого права нет"):
        set_rights(komarov, with_boxes(komarov, plus={Box("company.fly", Channel.COMPUTER)}), by=head)


def test_a_person_of_a_contractor_opens_no_door_but_the_phones(tenant: Tenant, head: User):
    person = User.objects.create_user("brigade@example.ru", "Сирень-под-окном-7", last_name="Бригадир", is_staff=True)
    access.give_role(person, role=Role.CONTRACTOR, by=head)
    doors = {channel: may(fresh(person, channel), door) for channel, door in access.ENTER.items()}
    assert doors == {Channel.COMPUTER: False, Channel.MOBILE: True, Channel.API: False}


@pytest.mark.parametrize("role", EMPLOYEE_ROLES)
def test_programs_work_for_nobody_but_the_head_by_default(tenant: Tenant, role: Role):
    through_programs = {box for box in registry.preset(role) if box.channel == Channel.API}
    assert bool(through_programs) is (role == Role.HEAD)


def test_who_works_on_a_section_is_decided_by_who_gives_rights(head: User):
    from crm.rights.domain.membership import set_people, set_sections

    centre, komarov = Section.objects.create(name="Центр"), make_employee(Role.DISPATCHER)
    with pytest.raises(DomainError, match="тот, кто раздаёт права"):
        set_sections(komarov, [centre], by=komarov)
    assert set_sections(komarov, [centre], by=head) == ["", "Центр"]
    assert set_sections(komarov, [centre], by=komarov) is None, "nothing changes, nobody is asked"
    with pytest.raises(DomainError, match="тот, кто раздаёт права"):
        set_people(centre, [], by=komarov)
