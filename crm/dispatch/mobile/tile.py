from crm.dispatch import rights
from crm.dispatch.domain import on_site
from crm.mobile import tiles
from crm.mobile.tiles import Tile
from identity.models import User


def _count(user: User) -> int:
    return on_site.in_hand(user).count()


REQUESTS = Tile(
    code="requests",
    order=10,
    label="Заявки",
    url_name="mobile_requests",
    action=rights.SEE_REQUESTS,
    icon="tools",
    hint="Мои, по сроку и по домам",
    count=_count,
    in_bar=True,
)
NEW_REQUEST = Tile(
    code="new_request",
    order=15,
    label="Новая заявка",
    url_name="mobile_new_request",
    action=rights.CREATE_REQUESTS,
    icon="plus",
    hint="Что заметили сами",
)


def register() -> None:
    """Put the screens onto the phone."""
    tiles.register(REQUESTS)
    tiles.register(NEW_REQUEST)
