"""What the demo's companies show and tell their residents. Dates are counted from the day on which it is loaded."""

from datetime import date, timedelta

from django.utils import timezone
from django.utils.formats import date_format

from crm.request_types.domain import request_types
from crm.request_types.models import RequestType
from identity.models import User
from operators.demo.clock import as_of
from operators.demo.companies import DemoCompany
from sites_cms.appearance.domain.looks import change_look
from sites_cms.pages.domain import questions
from sites_cms.pages.models import NewsIndexPage, NewsPage, Question

# (title, announcement, body, days ago, pinned); {from}, {to} and {meeting} become days to come.
_NEWS = (
    (
        "Отключение горячей воды: {from} — {to}",
        "С 9:00 {from} до 18:00 {to} не будет горячей воды: меняем задвижки в тепловом пункте.",
        "<p>Работы идут по плану, дома подключим по очереди. Если вода не появилась к вечеру {to} — позвоните "
        "диспетчеру.</p>",
        1,
        True,
    ),
    (
        "Показания счётчиков — до 25-го",
        "Передайте показания воды и электричества с 15 по 25 число. Позже — пойдут в следующий месяц.",
        "<p>Проще всего — по телефону офиса. Назовите адрес, квартиру и цифры до запятой.</p>",
        6,
        False,
    ),
    (
        "Проверяем вентиляцию: пустите мастера",
        "Мастер ходит по квартирам с 17 до 20 часов. Проверка занимает три минуты и ничего не стоит.",
        "<p>У мастера есть удостоверение с фотографией. Не уверены — позвоните диспетчеру, мы подтвердим.</p>",
        9,
        False,
    ),
    (
        "Как считать показания: короткое видео",
        "Две минуты о том, где на счётчике целые кубометры и что делать с цифрами после запятой.",
        "<p>Снимали в подвале дома на Садовой. Если цифры не видно — напишите диспетчеру.</p>"
        '<iframe src="https://rutube.ru/play/embed/00000000000000000000000000000000" title="Счётчик воды"></iframe>',
        11,
        False,
    ),
    (
        "Собрание собственников {meeting}",
        "В 19:00 в школе обсудим ремонт подъездов и тариф на следующий год.",
        "<p>Повестка и бюллетени — в офисе и у старших по дому. Нужен паспорт.</p>",
        14,
        False,
    ),
)

# (question, answer, weight)
_QUESTIONS = (
    (
        "Где взять песок и соль для двора?",
        "<p>В жёлтых ящиках у каждого подъезда: можно брать самим. Ящик пуст — скажите диспетчеру.</p>",
        40,
    ),
    (
        "Как получить ключ от домофона?",
        "<p>В офисе, в часы приёма. Возьмите с собой паспорт; ключ делают при вас.</p>",
        30,
    ),
)


def dress_site(company: DemoCompany, *, by: User) -> None:
    """Theme, colour, news, questions and kinds of requests of the current company; what is there stays."""
    today = timezone.localdate()
    change_look(theme=company.theme, accent=company.accent, by=by)
    _publish_news(today)
    for question, answer, weight in _QUESTIONS:
        if not Question.objects.filter(question=question).exists():
            questions.save(
                None, question=question, answer=answer, weight=weight, published_on=today - timedelta(days=60),
                is_active=True, by=by,
            )  # fmt: skip
    _arrange_types(company, by=by)


def _publish_news(today: date) -> None:
    index = NewsIndexPage.objects.get()
    days = {"from": 6, "to": 8, "meeting": 18}
    to_come = {name: date_format(today + timedelta(days=ahead), "j E") for name, ahead in days.items()}
    for heading, announcement, body, days_ago, pinned in reversed(_NEWS):
        title = heading.format_map(to_come)
        if NewsPage.objects.filter(title=title).exists():
            continue
        page = NewsPage(
            title=title, announcement=announcement.format_map(to_come), body=body.format_map(to_come),
            date=today - timedelta(days=days_ago), pinned=pinned,
        )  # fmt: skip
        with as_of(page.date):
            index.add_child(instance=page)


def _arrange_types(company: DemoCompany, *, by: User) -> None:
    for number, name in enumerate(company.own_types, start=11):
        if not RequestType.objects.filter(name=name).exists():
            request_types.save_type(None, name=name, is_active=True, order=number * 10, by=by)
    for kind in RequestType.objects.filter(name__in=company.not_needed, is_active=True):
        request_types.save_type(kind, name=kind.name, is_active=False, order=kind.order, by=by)
