"""Blocks of the demo's home pages and of «О компании», drawn «photographs», vacancies."""

import io
from datetime import timedelta

from django.core.files.images import ImageFile
from django.utils import timezone
from PIL import Image, ImageDraw
from wagtail.images.models import Image as SitePicture

from identity.models import User
from operators.demo.companies import DemoCompany
from sites_cms.pages.models import FreePage, HomePage
from sites_cms.vacancies.domain import vacancies
from sites_cms.vacancies.domain.vacancies import Told
from sites_cms.vacancies.models import Vacancy

_SERVICES = (
    ("key", "Ключ от домофона", "Делаем в офисе, пока вы ждёте. Возьмите паспорт.", "300 ₽", ""),
    ("drop", "Замена смесителя", "Придём в удобный день, после работы и в субботу.", "от 900 ₽", ""),
    ("bolt", "Розетки и выключатели", "Перенести, добавить, проверить проводку.", "от 500 ₽", ""),
    ("meter", "Установка счётчика воды", "С паспортом прибора и опломбировкой.", "от 1 200 ₽", "/voprosy/"),
)
# What is on each picture, its sky, its ground, its things.
_PICTURES = (
    ("Новая детская площадка во дворе: горка, качели, песочница", "#bfe0f2", "#8fbf7f", "#e2574c"),
    ("Подъезд после ремонта: светлые стены, новые почтовые ящики", "#efe8da", "#b9a88a", "#2f6f9f"),
    ("Клумба у второго подъезда, её посадили жители", "#d6ecd2", "#6f9f5f", "#c9529b"),
    ("Дворник чистит дорожку после снегопада", "#dfe8f0", "#f6f9fb", "#e0872e"),
)
_PRICES = (("Ключ от домофона", "300"), ("Вызов сантехника, первый час", "900"), ("Справка о составе семьи", "0"))
_WANTED = (
    Told(
        title="Слесарь-сантехник", pay_from=55_000, pay_to=70_000, schedule="5/2, с 8 до 17, дежурства по графику",
        text="<p>Заявки жителей и обходы подвалов в пяти домах рядом.</p><h2>Нужно</h2><ul><li>опыт от года;</li>"
        "<li>спокойный разговор с жителями;</li><li>без вредных привычек.</li></ul><h2>Даём</h2><ul><li>оформление по "
        "Трудовому кодексу с первого дня;</li><li>инструмент и спецодежду;</li><li>выплаты дважды в месяц.</li></ul>",
    ),
    Told(
        title="Дворник", pay_from=38_000, schedule="6/1, с 6 до 11",
        text="<p>Два двора, техника для снега есть.</p><ul><li>подойдёт как подработка;</li><li>живущим рядом — "
        "преимущество.</li></ul>",
    ),
)  # fmt: skip


def fill_blocks(company: DemoCompany, *, by: User) -> None:
    """Once for each company; what is there stays. The smallest one keeps the home page of a new site, but a block."""
    home = HomePage.objects.get()
    if any(block.block_type == "services" for block in home.body):
        return
    photos = [{"photo": picture, "alt": alt} for picture, alt in _pictures()]
    home.body = [
        ("news", {"title": "", "number": 3}),
        ("questions", {"title": "", "number": 5}),
        ("notices", {"title": ""}),
        ("services", {"title": "Платные услуги", "cards": [_card(service) for service in _SERVICES]}),
        ("offices", {"title": ""}),
        ("gallery", {"title": "Как мы работаем", "photos": photos}),
    ]
    home.save()
    home.save_revision(user=by).publish()
    _tell_of_company(company, photos[0], by=by)
    _look_for_people(company, by=by)


def _card(service: tuple[str, ...]) -> dict[str, str]:
    return dict(zip(("icon", "title", "text", "price", "link"), service, strict=True))


def _tell_of_company(company: DemoCompany, photo: dict[str, object], *, by: User) -> None:
    page = FreePage.objects.get(slug="o-kompanii")
    page.body = [
        *((block.block_type, block.value) for block in page.body),
        ("picture", {**photo, "caption": "Двор, за который проголосовали жители"}),
        ("note", {
            "kind": "quote", "author": company.head.position,
            "text": "<p>Мы отвечаем на каждое обращение. Если чего-то сделать нельзя — говорим почему.</p>",
        }),
        ("heading", "Сколько стоят наши услуги"),
        ("table", {"table": {
            "columns": [{"type": "text", "heading": "Услуга"}, {"type": "number", "heading": "Цена, ₽"}],
            "rows": [{"values": list(row)} for row in _PRICES], "caption": "Цены с выездом",
        }}),
        ("note", {
            "kind": "warning", "author": "",
            "text": "<p>Мастер никогда не берёт деньги наличными: платите по квитанции или в офисе.</p>",
        }),
        ("call", {"whom": "emergency", "phone": "", "words": ""}),
    ]  # fmt: skip
    page.save()
    page.save_revision(user=by).publish()


def _look_for_people(company: DemoCompany, *, by: User) -> None:
    if Vacancy.objects.exists() or company.licence is None:  # an association of one house hires nobody
        return
    for told in _WANTED:
        vacancies.save(None, told, by=by)
    closed = vacancies.save(None, Told(title="Диспетчер", text="<p>Ночные смены.</p>"), by=by)
    Vacancy.objects.filter(pk=closed.pk).update(open_until=timezone.localdate() - timedelta(days=5))


def _pictures() -> list[tuple[SitePicture, str]]:
    made = []
    for number, (alt, sky, ground, things) in enumerate(_PICTURES, start=1):
        file = ImageFile(io.BytesIO(_draw(sky, ground, things, seed=number)), name=f"dvor-{number}.jpg")
        made.append((SitePicture.objects.create(title=alt, file=file, width=1200, height=900), alt))
    return made


def _draw(sky: str, ground: str, things: str, *, seed: int) -> bytes:
    """Something between a drawing and a photograph: houses, ground, a few things before them."""
    picture = Image.new("RGB", (1200, 900), sky)
    pen = ImageDraw.Draw(picture)
    for number in range(4):
        left, top = number * 310 - 40 * seed % 90, 180 + (number * 97 + seed * 61) % 160
        pen.rectangle((left, top, left + 270, 620), fill="#d8cdbb" if number % 2 else "#c9c2b6")
        for floor in range(top + 40, 580, 80):
            for pane in range(left + 30, left + 240, 75):
                pen.rectangle((pane, floor, pane + 42, floor + 48), fill="#7d93a6")
    pen.rectangle((0, 600, 1200, 900), fill=ground)
    for number in range(5):
        left = 90 + number * 220 + (seed * 37) % 60
        pen.polygon([(left, 800), (left + 60, 620 + 18 * number), (left + 120, 800)], fill=things)
        pen.ellipse((left + 30, 780, left + 90, 840), fill="#ffffff")
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=82)
    return file.getvalue()
