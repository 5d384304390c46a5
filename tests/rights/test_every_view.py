"""Role × action × channel over every view, by walking the resolver: nothing is open that nobody has declared.

What a view asks for stands on it: `guarded_by` of our own views, the model's permission of Wagtail's viewsets. A new
view is walked by being there; one that asks for nothing fails here until it is named in `FOR_EVERYBODY` with why.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from wagtail.models import Page

from crm.rights.enums import EMPLOYEE_ROLES, Role
from identity.channels import SESSION_KEY, Channel
from identity.may import may
from identity.models import User
from tenants.isolation import Address, addresses
from tenants.models import Tenant
from tests.conftest import forget_messages, make_employee

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

OURS = ("crm", "sites_cms", "identity", "editing", "help", "files")
# Views of ours in the office that are not behind a right, each with the reason.
FOR_EVERYBODY = {
    "wagtailadmin_home": "the desk: every line of it asks by itself",
    "wagtailadmin_login": "the door",
    "wagtailadmin_password_reset_confirm": "the door, by a letter",
    "sign_in_code": "the door, its second step",
    "new_password": "one's own",
    "own_password": "one's own",
    "proof": "one's own password, asked anew",
    "second_factor_set_up": "one's own",
    "second_factor_codes": "one's own",
    "second_factor_off": "one's own",
    "sign_out_there": "one's own sessions",
    "wagtailadmin_account": "one's own",
    "end_visit": "an operator's own visit; to others it only shows the desk",
    "employee_photo": "a face, for whoever works here",
    "due": "asks for the right of each source",
    "find": "asks for the right of each kind of things",
    "find_suggestions": "asks for the right of each kind of things",
    "imports": "asks for the right of each kind",
    "import_run": "asks for the right of the kind",
    "import_state": "asks for the right of the kind",
    "import_columns": "asks for the right of the kind",
    "import_sheet": "asks for the right of the kind",
    "import_answer": "asks for the right of the kind",
    "import_load": "asks for the right of the kind",
    "import_cancel": "asks for the right of the kind",
    "import_restart": "asks for the right of the kind",
    "import_ask_help": "asks for the right of the kind",
    "import_take_back": "asks for the right of the kind",
    "import_undo": "asks for the right of the kind",
    "import_refusals": "asks for the right of the kind",
    "edit_setting": "Wagtail's question about the settings' model",
    "news:index": "Wagtail's question about the pages",
    "news:index_results": "Wagtail's question about the pages",
    "site_add_news": "Wagtail's question about the page",
    "help_office:contents": "help",
    "help_office:article": "help",
    "help_office:search": "help",
}


@dataclass(frozen=True)
class Guarded:
    """An address and what opens it: any of these permissions."""

    address: Address
    permissions: frozenset[str]

    @property
    def path(self) -> str:
        return self.address.path(lambda _: 1)


def layers(address: Address) -> list[Any]:
    """The view and what it wraps; Wagtail's `require_admin_access` does not say whom."""
    found: list[Any] = [address.view]
    while found[-1].__module__ == "wagtail.admin.auth" and found[-1].__closure__:
        found.append(next(cell.cell_contents for cell in found[-1].__closure__ if callable(cell.cell_contents)))
    return found


def guards_of(address: Address) -> frozenset[str]:
    """What the view asks for; nothing if it says nothing."""
    for layer in layers(address):
        if declared := getattr(layer, "guarded_by", None):
            return frozenset(declared)
    answers = layers(address)[-1]
    view = getattr(answers, "view_class", None)
    model = getattr(answers, "view_initkwargs", {}).get("model") or getattr(view, "model", None)
    if view is None or model is None or issubclass(model, Page) or not hasattr(view, "permission_required"):
        return frozenset()
    verbs = [view.permission_required] if view.permission_required else view.any_permission_required or []
    return frozenset(f"{model._meta.app_label}.{verb}_{model._meta.model_name}" for verb in verbs)


def is_ours(address: Address) -> bool:
    view = layers(address)[-1]
    view = getattr(view, "view_class", view)
    return view.__module__.split(".")[0] in OURS


OFFICE = [address for address in addresses(settings.ROOT_URLCONF) if address.route.startswith("crm/")]
GUARDED = [Guarded(address, guards) for address in OFFICE if is_ours(address) and (guards := guards_of(address))]


def test_nothing_of_ours_is_open_that_nobody_declared():
    assert len(GUARDED) > 25
    unguarded = {address.name for address in OFFICE if is_ours(address) and not guards_of(address)}
    assert unguarded - set(FOR_EVERYBODY) == set()
    assert set(FOR_EVERYBODY) - unguarded == set(), "named here and gone, or guarded by now"


@pytest.fixture
def session_of(tenant: Tenant, client_of: Callable[..., Client]) -> Callable[[User, Channel], Client]:
    def make(user: User, channel: Channel) -> Client:
        client = client_of(tenant, user)
        session = client.session
        session[SESSION_KEY] = channel.value
        session.save()
        client.raise_request_exception = False
        return client

    return make


def is_refused(answer: HttpResponse) -> bool:
    """Led away to the desk or to the door, or told so."""
    forget_messages(answer.client)
    away = answer.headers.get("Location", "").split("?")[0]
    return answer.status_code == 403 or (answer.status_code == 302 and away in {"/crm/", "/crm/login/"})


def cases(user: User) -> Iterator[tuple[Guarded, bool]]:
    for guarded in GUARDED:
        yield guarded, any(may(user, permission) for permission in guarded.permissions)


# Who may do everything at a computer may do nothing here through another channel: nobody may.
@pytest.mark.parametrize(
    ("role", "channel"),
    [(role, Channel.COMPUTER) for role in Role]
    + [(Role.HEAD, channel) for channel in Channel if channel != Channel.COMPUTER],
)
def test_every_view_opens_by_the_right_through_the_channel_and_not_otherwise(
    tenant: Tenant, session_of: Callable[..., Client], role: Role, channel: Channel
):
    user = _person(role)
    user.channel = channel
    client = session_of(user, channel)
    wrong = []
    for guarded, allowed in cases(user):
        opens = allowed and channel == Channel.COMPUTER and role in EMPLOYEE_ROLES
        if is_refused(client.get(guarded.path)) is opens:
            wrong.append(("GET", guarded.path, opens))
        if not opens and not is_refused(client.post(guarded.path, {})):
            wrong.append(("POST", guarded.path, opens))
    assert wrong == []


def test_a_single_box_opens_its_views_and_its_loss_closes_them(tenant: Tenant, session_of: Callable[..., Client]):
    """Action by action: nothing but the action's own boxes decides.

    Each action is tried on all its own views and on every tenth of the others, the next action on the next tenth.
    """
    from crm.rights import registry
    from crm.rights.models import Access

    user = _person(Role.EXECUTOR)
    nothing = sorted(map(str, registry.preset(Role.EXECUTOR)))
    wrong = []
    for turn, action in enumerate(registry.actions()):
        if Channel.COMPUTER not in action.channels:
            continue
        Access.objects.filter(user=user).update(
            given=[f"{action.code}@computer"], withheld=sorted(set(nothing) - {f"{action.code}@computer"})
        )
        carried = {action.code, *action.grants}
        client = session_of(user, Channel.COMPUTER)
        for place, guarded in enumerate(GUARDED):
            opens = bool(guarded.permissions & carried)
            if (opens or (place + turn) % 10 == 0) and is_refused(client.get(guarded.path)) is opens:
                wrong.append((action.code, guarded.path))
    assert wrong == []


def _person(role: Role) -> User:
    if role in EMPLOYEE_ROLES:
        return make_employee(role)
    from crm.rights.domain.access import give_role

    person: Any = User.objects.create_user("brigade@example.ru", None, last_name="Бригадир", is_staff=True)
    give_role(person, role=role, by=None)
    return person
