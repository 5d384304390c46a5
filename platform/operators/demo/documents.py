"""Documents on the sites of the demo's companies: folders, a house's own paper, one for residents only."""

from datetime import timedelta

import typst
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from crm.accounting.models import House
from identity.models import User
from operators.demo.companies import DemoCompany
from sites_cms.documents.domain import documents, folders
from sites_cms.documents.domain.documents import About
from sites_cms.documents.enums import Level
from sites_cms.documents.models import Document, Folder

# (folder, folder in it, order)
_FOLDERS = (("Учредительные документы", "", 10), ("Собрания", "", 20), ("Собрания", "Протоколы", 10))
# (title, folder, days ago, about the first house, level)
_PAPERS = (
    ("Устав", "Учредительные документы", 900, False, Level.ALL),
    ("Выписка из реестра лицензий", "Учредительные документы", 400, False, Level.ALL),
    ("Повестка общего собрания", "Собрания", 30, True, Level.ALL),
    ("Протокол общего собрания № 3", "Протоколы", 200, True, Level.RESIDENTS),
    ("Реестр собственников к собранию", "Протоколы", 200, True, Level.OWNERS),
    ("Тарифы на содержание жилья", "", 60, False, Level.ALL),
)


def put_documents(company: DemoCompany, *, by: User) -> None:
    """Fill the section of the current company; what is there stays."""
    if Document.objects.exists():
        return
    house = House.objects.order_by("address_key", "pk").first()
    made: dict[str, Folder] = {}
    for parent, title, order in _FOLDERS:
        above = made.get(parent) if title else None
        made[title or parent] = folders.save(None, title=title or parent, parent=above, order=order, by=by)
    for title, folder, days, of_house, level in _PAPERS:
        day = timezone.localdate() - timedelta(days=days)
        about = About(folder=made.get(folder), house=house if of_house else None, level=level, date=day)
        documents.add([_pdf(company, title)], about, title=title, by=by)


def _pdf(company: DemoCompany, title: str) -> SimpleUploadedFile:
    page = f'#set page("a5")\n#set text(lang: "ru")\n= {title}\n{company.full_name}\n\nДемонстрационный документ.'
    return SimpleUploadedFile(f"{title}.pdf", bytes(typst.compile(page.encode())))
