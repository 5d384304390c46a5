"""Two companies alike in everything but one word."""

import io
from dataclasses import dataclass, field

from django.core.files.base import ContentFile
from PIL import Image as PillowImage
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.models import Comment, Page, Site

from identity.models import User
from sites_cms.pages.models import NewsIndexPage, NewsPage, Question
from tenants.context import speaking_for
from tenants.models import Tenant
from tests.conftest import make_employee


@dataclass
class Company:
    """A filled company: its word stands in every text that somebody could see."""

    tenant: Tenant
    word: str
    head: User
    files: list[str] = field(default_factory=list)


def fill(tenant: Tenant, word: str) -> Company:
    """Put rows of every kind that has a screen into the company."""
    with speaking_for(tenant):
        head = make_employee()
        User.objects.filter(pk=head.pk).update(last_name=word)
        company = Company(tenant=tenant, word=word, head=User.objects.get(pk=head.pk))
        _fill_wagtail(company)
        return company


def add_one_more(company: Company) -> None:
    """Another row of each kind, with a number that the other company has not."""
    with speaking_for(company.tenant):
        _fill_wagtail(company)
        make_employee(email="second@example.ru")


def _fill_wagtail(company: Company) -> None:
    word = company.word
    picture = io.BytesIO()
    PillowImage.new("RGB", (8, 8)).save(picture, "PNG")
    image = Image.objects.create(title=word, file=ContentFile(picture.getvalue(), f"{word}.png"), width=8, height=8)
    document = Document.objects.create(title=word, file=ContentFile(word.encode(), f"{word}.txt"))
    company.files += [image.file.name, document.file.name]
    root = Site.objects.get(is_default_site=True).root_page.specific
    root.title = root.draft_title = root.lead = word
    root.save()
    number = Page.objects.count()
    page = NewsIndexPage.objects.get().add_child(
        instance=NewsPage(title=word, slug=f"news-{number}", announcement=word, picture=image, body=f"<p>{word}</p>")
    )
    Question.objects.create(question=word, slug=f"question-{number}", answer=word)
    revision = page.save_revision(user=company.head)
    revision.publish()
    Comment.objects.create(page=page, user=company.head, text=word, contentpath="title")
