"""What the demo companies have told their residents lately."""

from datetime import timedelta

from django.utils import timezone

from sites_cms.pages.models import NewsIndexPage, NewsPage

# (title, announcement, body, days ago, pinned)
_NEWS = (
    (
        "Отключение горячей воды 1–3 декабря",
        "С 9:00 1 декабря до 18:00 3 декабря не будет горячей воды: меняем задвижки в тепловом пункте.",
        "<p>Работы идут по плану, дома подключим по очереди. Если вода не появилась к вечеру 3 декабря — позвоните "
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
        "Убираем снег: где ставить машины",
        "В четверг с 10 до 14 часов трактор чистит двор. Пожалуйста, переставьте машины от подъездов.",
        "<p>Песок и соль у каждого подъезда в жёлтых ящиках: можно брать самим.</p>",
        9,
        False,
    ),
    (
        "Собрание собственников",
        "12 декабря в 19:00 в школе на Садовой обсудим ремонт подъездов и тариф на следующий год.",
        "<p>Повестка и бюллетени — в офисе и у старших по дому. Нужен паспорт.</p>",
        14,
        False,
    ),
)


def publish_news() -> None:
    """Put the news onto the current company's site; does nothing if they are there."""
    index = NewsIndexPage.objects.get()
    today = timezone.localdate()
    for title, announcement, body, days_ago, pinned in reversed(_NEWS):
        if NewsPage.objects.filter(title=title).exists():
            continue
        index.add_child(
            instance=NewsPage(
                title=title, announcement=announcement, body=body, date=today - timedelta(days=days_ago), pinned=pinned
            )
        )
