from crm.rights.domain.access import APPROVES_NEWS
from crm.shell import figures
from crm.shell.figures import FigureSource
from identity.models import User
from sites_cms.pages.domain import moderation


def waiting(_user: User) -> str:
    """How many news wait for approval; nothing is shown while none does."""
    number = len(moderation.waiting_pages())
    return str(number) if number else ""


WAITING = FigureSource(
    "news_waiting", 60, "Новости ждут проверки", "news:index", APPROVES_NEWS, waiting, query="?waits=yes", urgent=True
)


def register() -> None:
    """Put what waits onto the desk of those who approve."""
    figures.register(WAITING)
