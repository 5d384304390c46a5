"""Ways to look at the desk that have a name: one's own, and those that everybody sees."""

from django.db import transaction
from django.db.models import Q
from django.http import QueryDict

from crm.dispatch.models import SavedView
from identity.models import User
from tenants.errors import DomainError

MOST = 30  # of one person
_PARTS = ("state", "q", "type", "priority", "house", "executor", "contractor", "mine", "paid", "view")


def views_for(user: User) -> list[SavedView]:
    """The person's own, and everybody's."""
    return list(SavedView.objects.filter(Q(user=user) | Q(user=None))[: 2 * MOST])


@transaction.atomic
def save_view(*, name: str, query: str, by: User, is_shared: bool = False) -> SavedView:
    """Keep what the desk shows under a name; a view of the same name is replaced. Raises DomainError without a name."""
    name = " ".join(name.split())[:60]
    if not name:
        raise DomainError("Назовите вид: «Лифты, просроченные».")
    owner = None if is_shared else by
    if SavedView.objects.filter(user=owner).exclude(name=name).count() >= MOST:
        raise DomainError(f"Видов уже {MOST}: удалите ненужный.")
    return SavedView.objects.update_or_create(user=owner, name=name, defaults={"query": _clean(query)})[0]


def drop_view(view: SavedView) -> None:
    """Forget a view; the requests stay."""
    view.delete()


def _clean(query: str) -> str:
    """Only what the desk understands: whatever else stands in an address is not kept."""
    asked, kept = QueryDict(query[:2000]), QueryDict(mutable=True)
    for part in _PARTS:
        if asked.get(part):
            kept[part] = asked[part]
    return kept.urlencode()[:500]
