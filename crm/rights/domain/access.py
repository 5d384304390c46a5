"""What a person may do, and changing it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import Model

from crm.journal.domain.entries import record
from crm.rights import registry
from crm.rights.enums import EMPLOYEE_ROLES, Role, Rows
from crm.rights.models import Access
from crm.rights.registry import Box
from identity.channels import ENTER, Channel
from identity.models import User
from tenants.errors import DomainError

SITE_EDITORS = "Редакторы сайта"  # Wagtail keeps rights to pages, images and documents by group
NEWS_APPROVERS = "Проверяющие новости"  # and whom its workflow asks
EDITS_SITE = "pages.edit_site"
APPROVES_NEWS = "pages.approve_news"
# Wagtail's group → the action at the computer whose owners are in it.
_GROUPS = {SITE_EDITORS: EDITS_SITE, NEWS_APPROVERS: APPROVES_NEWS}
MANAGE_RIGHTS = "company.manage_rights"
# What opens the screen of programs' keys: for who may do anything through them, or has `MANAGE_KEYS`.
SEE_KEYS = "api.see_keys"
MANAGE_KEYS = "company.manage_keys"
_NAMED = 3  # rights named in a refusal


@dataclass(frozen=True)
class Rights:
    """What a matrix says of one person: the role, the ticked boxes, and to which rows which action extends.

    Actions that `rows` does not name extend as the role has it.
    """

    role: Role
    boxes: frozenset[Box]
    rows: Mapping[str, Rows]

    @classmethod
    def of_role(cls, role: Role) -> "Rights":
        """As the role has it."""
        return cls(role, registry.preset(role), {})

    @classmethod
    def of(cls, access: Access) -> "Rights":
        """What somebody has now."""
        rows = {action.code: rows_of(access, action.code) for action in registry.actions() if action.by_rows}
        return cls(Role(access.role), boxes_of(access), rows)


def boxes_of(access: Access) -> frozenset[Box]:
    """The boxes that are ticked for this person: the role's, plus and minus what differs."""
    given, withheld = map(Box.read, access.given), map(Box.read, access.withheld)
    return ((registry.preset(Role(access.role)) | frozenset(given)) - frozenset(withheld)) & registry.boxes()


def rows_of(access: Access, code: str) -> Rows:
    """To which rows an action of this person extends."""
    action = registry.find(code)
    if action is None or not action.by_rows:
        return Rows.ALL
    return Rows(access.rows.get(code) or registry.preset_rows(Role(access.role)))


def granted(user: User) -> Mapping[str, Rows]:
    """Permission → rows, of this person through the channel of the session; empty for a resident.

    Holds action codes and the permissions of Django and Wagtail that they grant. Costs one query for each user
    object, that is, one a request: a change is felt at the next click.
    """
    kept: dict[Channel, dict[str, Rows]] | None = getattr(user, "_granted", None)
    if kept is None:
        kept = user._granted = {}  # type: ignore[attr-defined]  # kept on the object
    if user.channel not in kept:
        access = Access.objects.filter(user_id=user.pk).first()
        kept[user.channel] = _granted(access, user.channel, only=user.narrowed_to) if access else {}
    return kept[user.channel]


def codes_through(user: User, channel: Channel) -> frozenset[str]:
    """Actions that the person may do through a channel, whichever one is used now."""
    return frozenset(box.code for box in _access(user) if box.channel == channel)


def extent(user: User, permission: str) -> Rows | None:
    """To which rows the person has this permission; None without it."""
    return granted(user).get(permission)


def heads_whom_others_need() -> Collection[int]:
    """Numbers of active heads who may change rights at the computer; locked until the transaction ends."""
    heads = Access.objects.select_for_update(of=("self",)).filter(role=Role.HEAD).order_by("pk")
    return {
        access.user_id
        for access in heads.select_related("user")
        if access.user.is_active and Box(MANAGE_RIGHTS, Channel.COMPUTER) in boxes_of(access)
    }


def keep_a_head(*, except_for: User) -> None:
    """Raise DomainError if without this person nobody could give rights any more."""
    heads = heads_whom_others_need()
    if heads and not set(heads) - {except_for.pk}:
        raise DomainError(
            "Это последний руководитель, который может раздавать права: сначала назначьте другого.", field="role"
        )


def refuse_beyond(by: User | None, *, of: User) -> None:
    """Raise DomainError if the other person may do something that `by` may not: then `by` must not touch him.

    Else whoever manages employees could set a head's e-mail to his own and ask for a new password.
    """
    if by is None or by.pk == of.pk:
        return
    theirs, access = _access(by), Access.objects.filter(user=of).first()
    beyond = boxes_of(access) - theirs if access else frozenset()
    if beyond:
        raise DomainError(
            f"У этого сотрудника есть права, которых нет у вас: {_named(beyond)}. Менять его может только тот, "
            "у кого они есть."
        )


@transaction.atomic
def give_role(user: User, *, role: Role, by: User | None) -> Access:
    """Make the person an employee with this role, or change the role; what differed from the old one is dropped."""
    return set_rights(user, Rights.of_role(role), by=by)


@transaction.atomic
def set_rights(user: User, rights: Rights, *, by: User | None, seen: str = "") -> Access:
    """Give the person exactly these rights.

    `seen` is the `version` of what `by` looked at; `by` is None for the system itself. Raises DomainError if somebody
    changed them since, if a box does not exist, if `by` would give a right that he lacks or change somebody who may
    more, or if nobody were left who may give rights. Source: manual, section 4.
    """
    role, boxes, rows = rights.role, rights.boxes, rights.rows
    keeps_giving = role == Role.HEAD and Box(MANAGE_RIGHTS, Channel.COMPUTER) in boxes
    if not keeps_giving:
        keep_a_head(except_for=user)  # locks the heads before this person, whoever is changed: no deadlock
    before = Access.objects.select_for_update().filter(user=user).first()
    if before and seen and seen != before.version:
        raise DomainError("Пока вы смотрели, права этого сотрудника изменил кто-то ещё. Проверьте и сохраните снова.")
    after = Access(pk=before.pk if before else None, user=user, role=role)
    wanted, usual = frozenset(boxes), registry.preset(role)
    if unknown := wanted - registry.boxes():
        raise DomainError(f"Такого права нет: {_named(unknown)}.")
    after.given, after.withheld = _texts(wanted - usual), _texts(usual - wanted)
    after.rows = {code: str(extent) for code, extent in rows.items() if extent != _usual_rows(role, code)}
    refuse_beyond(by, of=user)
    _refuse_giving_more(by, before=before, after=after)
    after.save()
    _sync_groups(user, wanted)
    user._granted = None  # type: ignore[attr-defined]  # asked anew
    if before and (changes := _differences(before, after)):
        record(action="rights.change_rights", obj=_as_known(user), by=by, changes=changes)
    return after


def sync_group(name: str) -> Group:
    """The group of Wagtail's with everybody in it who has its right, for whatever was before it was kept so."""
    group, _ = Group.objects.get_or_create(name=name)
    box = Box(_GROUPS[name], Channel.COMPUTER)
    group.user_set.set([access.user_id for access in Access.objects.all() if box in boxes_of(access)])
    return group


def _granted(access: Access, channel: Channel, *, only: frozenset[str] | None = None) -> dict[str, Rows]:
    boxes = boxes_of(access)
    codes = {box.code for box in boxes if box.channel == channel and (only is None or box.code in only)}
    found: dict[str, Rows] = {}
    for permission, code in registry.permissions_of(codes):
        rows = rows_of(access, code)
        if permission not in found or rows.holds(found[permission]):
            found[permission] = rows
    if channel == Channel.MOBILE or (access.role in EMPLOYEE_ROLES and (channel == Channel.COMPUTER or codes)):
        found[ENTER[channel]] = Rows.ALL
    if ENTER[Channel.COMPUTER] in found and any(box.channel == Channel.API for box in boxes):
        found[SEE_KEYS] = Rows.ALL
    return found


def _refuse_giving_more(by: User | None, *, before: Access | None, after: Access) -> None:
    if by is None:
        return
    own = _access(by)
    gained = boxes_of(after) - (boxes_of(before) if before else frozenset())
    # A role also brings the rights of modules to come, so it is given by those who have all it brings today.
    if before is None or before.role != after.role:
        gained |= registry.preset(Role(after.role)) - (boxes_of(before) if before else frozenset())
    if beyond := gained - own:
        raise DomainError(f"Нельзя дать право, которого нет у вас: {_named(beyond)}.")
    giver = Access.objects.get(user=by)
    for box in boxes_of(after):
        wider = rows_of(after, box.code)
        if before and rows_of(before, box.code).holds(wider) and box in boxes_of(before):
            continue
        if not rows_of(giver, box.code).holds(wider):
            raise DomainError(f"Нельзя открыть больше, чем открыто вам: {box.words}, {rows_of(giver, box.code).label}.")


def _as_known(user: User) -> Model:
    """The row under whose name the person is looked up in the journal: the employee's, if he is one."""
    return getattr(user, "employee", user)


def _access(user: User) -> frozenset[Box]:
    access = Access.objects.filter(user=user).first()
    return boxes_of(access) if access else frozenset()


def _usual_rows(role: Role, code: str) -> Rows:
    action = registry.find(code)
    return registry.preset_rows(role) if action and action.by_rows else Rows.ALL


def _texts(boxes: Collection[Box]) -> list[str]:
    return sorted(map(str, boxes))


def _named(boxes: Collection[Box]) -> str:
    words = [f"«{box.words}»" for box in sorted(boxes)]
    rest = len(words) - _NAMED
    return ", ".join(words[:_NAMED]) + (f" и ещё {rest}" if rest > 0 else "")


def _differences(before: Access, after: Access) -> dict[str, list[object]]:
    """Box by box and action by action, as the journal shows them; a role that brings them is told as the role."""
    changes: dict[str, list[object]] = {}
    if before.role != after.role:
        changes["role"] = [before.role, after.role]
    old, new = boxes_of(before), boxes_of(after)
    for box in sorted(old ^ new):
        changes[str(box)] = [box in old, box in new]
    for code in sorted({*before.rows, *after.rows}):
        if rows_of(before, code) != rows_of(after, code):
            changes[f"rows:{code}"] = [str(rows_of(before, code)), str(rows_of(after, code))]
    return changes


def _sync_groups(user: User, wanted: Collection[Box]) -> None:
    for name, code in _GROUPS.items():
        group, _ = Group.objects.get_or_create(name=name)
        if Box(code, Channel.COMPUTER) in wanted:
            user.groups.add(group)
        else:
            user.groups.remove(group)
