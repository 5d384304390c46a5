"""The site in the company's archive: as plain HTML, and its questions to read."""

from sites_cms.pages.models import NewsPage, Question
from sites_cms.pages.static_copy import copy_site
from tenants.archive.registry import Folder, Sheet, written_here
from tenants.archive.registry import register as register_in_archive

SITE = Folder(code="site", make=copy_site)
NEWS = Sheet(
    title="Новости",
    order=50,
    rows=lambda _: NewsPage.objects.order_by("date", "pk"),
    columns={"date": "", "title": "заголовок", "announcement": "", "body": "текст (HTML)", "live": "на сайте"},
)
QUESTIONS = Sheet(
    title="Вопросы",
    order=51,
    rows=lambda _: Question.objects.order_by("pk"),
    columns={"question": "", "answer": "ответ (HTML)", "published_on": "", "is_active": ""},
)


def register() -> None:
    """Add the site to archives. Wagtail keeps the address of the site, which is another one at another place."""
    register_in_archive(SITE, NEWS, QUESTIONS)
    written_here("wagtailcore_site")
