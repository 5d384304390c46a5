"""Two companies alike in everything but one word."""

import io
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image as PillowImage
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.models import Comment, Page, Site

from billing.domain import invoices, ledger
from billing.domain.invoices import Buyer
from billing.enums import AccountKind, TransactionKind
from crm.accounting.domain.accounts import deactivate
from crm.accounting.domain.house_photos import set_house_photo
from crm.accounting.domain.towns import ask_town
from crm.accounting.models import Account, House
from crm.api.domain import readings, tokens
from crm.company.domain import contractor_documents, contractor_people, logo, own_mail
from crm.company.domain.offices import save_special_day
from crm.company.domain.profile import change_contacts
from crm.company.models import Contractor, Office, Profile
from crm.imports.domain import layouts, runs
from crm.meters.domain import windows
from crm.meters.domain.links import issue_link
from crm.meters.domain.meters import Seen
from crm.meters.domain.profiles import save_profile
from crm.meters.domain.readings import correct
from crm.meters.domain.rules import set_house_window
from crm.notices.domain import sending, wordings
from crm.notices.domain.audience import Whom
from crm.notices.domain.campaigns import Said, create_notice
from crm.notices.domain.wordings import Words
from crm.notices.enums import Audience
from crm.notices.enums import Kind as NoticeKind
from crm.notices.resident_events import DEBT
from crm.people.domain import consents, people
from crm.people.domain.devices import remember_device
from crm.people.enums import ConsentChannel, ConsentSource, Tie, Topic
from crm.people.models import Person
from crm.personal_data.domain import erasing, gathering
from identity.models import User
from places.models import Region
from sites_cms.alerts.domain import alerts
from sites_cms.alerts.domain.alerts import Told
from sites_cms.alerts.enums import AlertKind
from sites_cms.disclosure.declarations import FORMS
from sites_cms.disclosure.domain.filling import fill_in
from sites_cms.disclosure.domain.places import place_of
from sites_cms.disclosure.models import File as DisclosedFile
from sites_cms.documents.domain import documents, folders
from sites_cms.documents.domain.documents import About
from sites_cms.documents.enums import Level
from sites_cms.houses.domain import subscriptions
from sites_cms.houses.models import Subscription
from sites_cms.own_domain.domain import own_domain
from sites_cms.pages.domain import old_addresses, questions
from sites_cms.pages.models import FreePage, NewsIndexPage, NewsPage, Question
from sites_cms.vacancies.domain import vacancies
from sites_cms.vacancies.domain.vacancies import Told as Wanted
from sms.domain.sending import Item, Why, reserve_and_queue
from sms.enums import Cause, ProviderKind
from sms.models import Provider
from tenants.context import in_schema, speaking_for
from tenants.models import Tenant
from tenants.secrets import Secret
from tests.conftest import make_employee
from tests.factories import AccountFactory, ContractorFactory, HouseFactory, MeterFactory, OfficeFactory
from tests.isolation import dispatch
from tests.sms.making import add_provider, phone


@dataclass
class Company:
    """A filled company: its word stands in every text that somebody could see."""

    tenant: Tenant
    word: str
    head: User
    files: list[str] = field(default_factory=list)

    @property
    def word_in_books(self) -> str:
        """The word in Бурмистр's own books: operators see it, another company does not."""
        return self.word.lower()

    def is_in(self, text: str) -> bool:
        """Something of this company stands in the text."""
        return self.word in text or self.word_in_books in text


def fill(tenant: Tenant, word: str) -> Company:
    """Put rows of every kind that has a screen into the company."""
    with speaking_for(tenant):
        head = make_employee()
        User.objects.filter(pk=head.pk).update(last_name=word)
        company = Company(tenant=tenant, word=word, head=User.objects.get(pk=head.pk))
        _fill_wagtail(company)
        _fill_office(company)
        return company


def add_one_more(company: Company) -> None:
    """Another row of each kind, with a number that the other company has not."""
    with speaking_for(company.tenant):
        _fill_wagtail(company)
        _fill_office(company)
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
    root.body = [*_blocks(word, image, document)[:2], ("text", f"<p>{word}</p>")]
    root.save()
    about = FreePage.objects.first()
    about.body = _blocks(word, image, document)
    about.save()
    number = Page.objects.count()
    page = NewsIndexPage.objects.get().add_child(
        instance=NewsPage(title=word, slug=f"news-{number}", announcement=word, picture=image, body=f"<p>{word}</p>")
    )
    Question.objects.create(question=word, slug=f"question-{number}", answer=word)
    revision = page.save_revision(user=company.head)
    revision.publish()
    Comment.objects.create(page=page, user=company.head, text=word, contentpath="title")


def _blocks(word: str, image: Image, document: Document) -> list[tuple[str, object]]:
    return [
        ("gallery", {"title": word, "photos": [{"photo": image, "alt": word}]}),
        ("services", {"title": word, "cards": [{"icon": "key", "title": word, "text": word, "price": "", "link": ""}]}),
        ("picture", {"photo": image, "alt": word, "caption": word}),
        ("files", {"title": word, "files": [{"file": document, "title": word}]}),
    ]


def _fill_office(company: Company) -> None:
    word, head = company.word, company.head
    Profile.objects.update(
        short_name=word, about=word, emergency_phone=word, head=word, own_site=f"https://{word}.example",
        licence_number=word, licence_issuer=word, other_phones=f"{word}: +7 342 200-10-03", telphin_app_id=word,
        telphin_app_secret=Secret.of(word),
    )  # fmt: skip
    picture = io.BytesIO()
    PillowImage.new("RGB", (128, 64)).save(picture, "PNG")
    profile = logo.set_logo(file=picture, name=f"{word}.png", by=head)
    company.files += [str(profile.logo), str(profile.mark)]
    change_contacts(
        emergency_phone=f"{word} 200-10-01", phone="", other_phones=profile.other_phones, email="", address=word,
        working_hours=word, about=word, by=head,
    )  # fmt: skip
    _fill_offices(company)
    made = Account.objects.count()
    house = HouseFactory(street=f"ул. {word}", number=str(made + 1), dispatcher_note=word, by=head)
    facade = io.BytesIO()
    PillowImage.new("RGB", (64, 48)).save(facade, "PNG")
    photographed = set_house_photo(house, photo=ContentFile(facade.getvalue(), f"{word}.png"), by=head)
    company.files.append(str(photographed.photo))
    AccountFactory(
        house=house, number=f"{word[-5:]}{made}", last_name=word, flat="1", balance=Decimal(100), entrance=1, floor=1,
        by=head,
    )  # fmt: skip
    AccountFactory(house=house, number=f"{word[-5:]}/{made}", last_name=f"{word} Анна", first_name=".", by=head)
    _erase_somebody(company, AccountFactory(house=house, number=f"{word[-5:]}-{made}", last_name=word, by=head))
    text = f"Л.С;Фамилия;Имя;Отчество;Квартира\r\n777{made};{word};Анна;Ивановна;1\r\n;{word};;;2\r\n"
    file = SimpleUploadedFile(f"{word}.csv", text.encode())
    run = runs.upload(kind="accounts", file=file, options={"house": house.pk}, by=head)
    runs.check(run.pk)
    layouts.remember(kind="accounts", header=[word, str(made)], places={"number": 0}, by=head)
    questions.save(
        Question(),
        question=f"{word} {made}?",
        answer=word,
        published_on=date(2026, 1, 1),
        is_active=True,
        weight=1,
        by=head,
    )
    vacancies.save(None, Wanted(title=word, text=f"<p>{word}</p>", schedule=word), by=head)
    _fill_disclosure(company, house)
    _fill_documents(company, house)
    own_domain.claim(typed=f"{company.word_in_books}{made}.example", by=head)
    own_mail.name_sender(typed=f"info@{company.word_in_books}{made}.example", by=head)
    _fill_people(company, house.accounts.earliest("pk"))
    _send_notice(company, house.accounts.earliest("pk"))
    _fill_meters(company, house, made)
    _fill_contractors(company)
    _fill_site_of_houses(company, house)
    company.files += dispatch.fill(word, head=head, account=house.accounts.earliest("pk"))
    ask_town(name=f"{company.word_in_books} {'я' * (made + 1)}", kind="town", region=Region.objects.all()[0], by=head)
    key = tokens.issue(user=head, name=f"{word} {made}", expires_at=timezone.now() + timedelta(days=365)).token
    readings.note(key, operation="accounts", rows=1, by=head)
    in_books = company.word_in_books
    buyer = Buyer(name=in_books, inn="5904123453", kpp="", address="")
    invoice = invoices.issue(company.tenant, amount=Decimal(10), buyer=buyer, issued_by=in_books)
    with in_schema("public"):
        ledger.post(
            key=f"{word}:{invoice.number}", kind=TransactionKind.PAYMENT, tenant=company.tenant, amount=Decimal(10),
            against=AccountKind.BANK, description=in_books, by=None,
        )  # fmt: skip
        _send_sms(company, made)


def _send_sms(company: Company, made: int) -> None:
    """A message that waits: its text and its reference are the company's own, operators see neither."""
    if not Provider.objects.exists():
        add_provider(ProviderKind.SMSC)
    item = Item(f"{company.word}:{made}", phone(made), company.word)
    why = Why(Cause.NOTICE, company.word, by_id=company.head.pk, by_name=company.word)
    reserve_and_queue(company.tenant, [item], why=why)


def _fill_site_of_houses(company: Company, house: House) -> None:
    word, head = company.word, company.head
    for houses in ((), (house,)):
        told = Told(kind=AlertKind.NOTICE, text=word, starts_at=timezone.now(), houses=houses)
        alerts.publish(told, by=head)
    NewsPage.objects.latest("pk").houses.add(house)
    subscriptions.ask(house=house, email=f"house{house.pk}@example.ru")
    subscriptions.confirm(Subscription.objects.latest("pk"))


def _fill_disclosure(company: Company, house: House) -> None:
    word, head = company.word, company.head
    scan = SimpleUploadedFile(f"{word}.csv", word.encode())
    for place, row, files in (
        (place_of(FORMS["1.1"]), ("", "9"), ("1", "26")),
        (place_of(FORMS["1.2"], year=2025), ("", "4"), ("", "16")),
        (place_of(FORMS["2.1"], house=house), ("", "7"), ("", "3.1")),
    ):
        scan.seek(0)
        told = {row: "1" if row[1] == "4" else f"{word} {house.pk}"}
        fill_in(place, told, by=head, uploads={files: [scan]})
    company.files += [str(file.file.name) for file in DisclosedFile.objects.filter(house=house)]


def _fill_documents(company: Company, house: House) -> None:
    word, head = company.word, company.head
    folder = folders.save(None, title=f"{word} {house.pk}", order=1, by=head)
    for level in (Level.ALL, Level.OWNERS):
        about = About(folder=folder, house=house, level=level, date=date(2026, 1, 1))
        document = documents.add(
            [SimpleUploadedFile(f"{word}.csv", word.encode())], about, title=f"{word} {level}", by=head
        )[0]
        company.files.append(str(document.file.name))
    documents.replace_file(document, SimpleUploadedFile(f"{word}.csv", f"{word} 2".encode()), by=head)
    old_addresses.save(None, old=f"/{word}-{house.pk}", to=f"/{word}", by=head)


def _fill_meters(company: Company, house: House, made: int) -> None:
    word, head = company.word, company.head
    account = house.accounts.order_by("pk").first()
    first = Seen([Decimal(1)], windows.today())
    read = MeterFactory(
        account=account, number=f"{word} {made}", model=word, place=word, seal=word, first=first, by=head
    )
    correct(read.readings.get(), values=[Decimal(2)], comment=word, by=head)
    set_house_window(house, first_day=1, last_day=31, by=head)
    save_profile(
        None, name=f"{word} {made}", columns=["number", "value"], encoding="cp1251", delimiter=";", decimal=",", by=head
    )
    MeterFactory(house=house, number=f"{word} {made}", model=word, place=word, by=head)
    issue_link(account, by=head)


def _send_notice(company: Company, account: Account) -> None:
    """To one account by e-mail: written, queued and handed over."""
    scan = SimpleUploadedFile(f"{company.word}.csv", company.word.encode())
    said = Said(subject=company.word, text=company.word, kind=NoticeKind.EMERGENCY, file=scan)
    notice = create_notice(said, Whom(Audience.ACCOUNT, account=account), by=company.head)
    company.files.append(str(notice.file.name))
    sending.start(notice.pk)
    sending.send_some(notice.pk)
    wordings.write_words(DEBT, Words(company.word, company.word), by=company.head)


def _fill_contractors(company: Company) -> None:
    word, head = company.word, company.head
    number = Contractor.objects.count()
    contractor = ContractorFactory(
        short_name=word, full_name=word, contacts=word, contract_number=word, by=head, inn=""
    )
    document = contractor_documents.add_document(
        contractor, name=word, file=SimpleUploadedFile(f"{word}.csv", word.encode()), by=head
    )
    company.files.append(document.file.name)
    contractor_people.add_person(
        contractor,
        last_name=word,
        first_name="Пётр",
        patronymic="",
        email=f"person{number}@example.ru",
        phone="",
        by=head,
        send_password=False,
    )


def _fill_people(company: Company, account: Account) -> None:
    word, head, made = company.word, company.head, Person.objects.count()
    person = people.add_person(
        account, kind=Tie.OWNER, last_name=word, first_name="Анна", phone=f"+7 975 000-00-{made:02d}", by=head
    )
    people.change_person(
        person, last_name=word, first_name="Анна", patronymic="", email=f"person{made}@example.ru", note=word, by=head
    )
    consents.give(person, channel=ConsentChannel.SMS, source=ConsentSource.PAPER, text_version=word, by=head)
    consents.withdraw(
        person, channel=ConsentChannel.SMS, topic=Topic.MONEY, source=ConsentSource.PHONE_CALL, by=head
    )  # fmt: skip
    remember_device(person, endpoint=f"https://push.example/{word}/{made}", keys={}, label=word, by=None)


def _erase_somebody(company: Company, account: Account) -> None:
    deactivate(account, by=company.head)
    keys = [f"accounts:{account.pk}"]
    shown = erasing.digest(gathering.gather(keys))
    erasing.erase(keys, shown=shown, reason=company.word, asked_on=date(2026, 1, 1), by=company.head)


def _fill_offices(company: Company) -> None:
    word, head, made = company.word, company.head, Office.objects.count()
    office = OfficeFactory(name=f"{word} {made}", address=word, directions=word, phones=f"112 {word}", by=head)
    for place in (office, None):
        day = timezone.localdate() + timedelta(days=3 + made)
        save_special_day(None, office=place, day=day, intervals=(), reason=word, by=head)
