"""How far the splitting of all names has come: in the cache, a company's own; what is done stands in the accounts."""

from dataclasses import asdict, dataclass

from django.core.cache import cache

_KEY = "split-names"
_KEPT_SECONDS = 24 * 3600
_SILENT_SECONDS = 120  # a worker tells after each block: silent for longer, it is dead


@dataclass(frozen=True)
class Progress:
    """Accounts to look at, looked at, split; whether it has ended."""

    total: int
    looked: int = 0
    split: int = 0
    ended: bool = False

    @property
    def percent(self) -> int:
        """0–100."""
        return min(round(self.looked / self.total * 100), 100) if self.total else 100


def tell(progress: Progress) -> None:
    """Keep it for a day."""
    cache.set(_KEY, asdict(progress), _KEPT_SECONDS)
    if not progress.ended:
        cache.set(f"{_KEY}-alive", True, _SILENT_SECONDS)


def last() -> Progress | None:
    """What was told last; None if nothing was for a day."""
    kept = cache.get(_KEY)
    return Progress(**kept) if kept else None


def in_work() -> bool:
    """True while somebody's splitting goes on."""
    progress = last()
    return bool(progress and not progress.ended and cache.get(f"{_KEY}-alive"))
