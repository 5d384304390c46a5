"""This module on a phone: «Коллеги», the position in one's profile, the emergency phone."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from crm.company import rights
from crm.company.domain import contacts
from crm.mobile import pages, surroundings, tiles
from crm.mobile.guards import require_mobile
from crm.mobile.surroundings import Card
from crm.mobile.tiles import Tile
from identity.models import User

PER_PAGE = 30
COLLEAGUES = Tile(
    code="colleagues",
    order=80,
    label="Коллеги",
    url_name="mobile_colleagues",
    action=rights.SEE_EMPLOYEES,
    icon="people",
    hint="Найти и позвонить",
    in_bar=True,
)


@require_safe
@require_mobile(rights.SEE_EMPLOYEES)
def colleagues(request: HttpRequest) -> HttpResponse:
    """Who works here, with a button to ring each."""
    sought = " ".join(request.GET.get("q", "")[:100].split())
    page = Paginator(contacts.colleagues(sought), PER_PAGE).get_page(request.GET.get("p"))
    return pages.show(request, "mobile/company/colleagues.html", {"page": page, "sought": sought})


def card_of(user: User) -> Card | None:
    position = contacts.position_of(user)
    return None if position is None else Card(position=position)


def register() -> None:
    """Put this module onto the phone."""
    tiles.register(COLLEAGUES)
    surroundings.ring_by(contacts.emergency_phone)
    surroundings.describe_with(card_of)
