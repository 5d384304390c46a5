"""What the demo says of single houses: an accident that goes on, alerts, works, news, a subscriber."""

from datetime import timedelta

from django.utils import timezone
from django.utils.formats import date_format

from crm.accounting.models import House
from crm.dispatch.domain.outage_places import Spot
from crm.dispatch.domain.outages import announce_outage
from crm.dispatch.enums import OutageKind, Supply
from identity.models import User
from sites_cms.alerts.domain import alerts
from sites_cms.alerts.domain.alerts import Told
from sites_cms.alerts.enums import AlertKind
from sites_cms.alerts.models import Alert
from sites_cms.houses.domain import subscriptions
from sites_cms.houses.models import Subscription
from sites_cms.pages.models import NewsIndexPage, NewsPage


def tell_houses(*, by: User) -> None:
    """Once for each company; what is there stays."""
    if Alert.objects.exists():
        return
    house = House.objects.order_by("pk")[min(1, House.objects.count() - 1)]
    now = timezone.now()
    outage = announce_outage(
        kind=OutageKind.EMERGENCY, supply=Supply.COLD_WATER, starts_at=now - timedelta(hours=1),
        ends_at=now + timedelta(hours=4), reason="Порыв на вводе в дом", doing="Бригада меняет участок трубы",
        places=[Spot(house)], by=by,
    )  # fmt: skip
    about = Told(
        kind=AlertKind.EMERGENCY, text="Нет холодной воды: прорвало ввод в дом, бригада на месте.",
        houses=[house], starts_at=now, ends_at=now + timedelta(hours=6),
    )  # fmt: skip
    alerts.publish(about, outage=outage, by=by)
    day = date_format(now + timedelta(days=2), "j E")
    cleaning = Told(
        kind=AlertKind.WORKS, text=f"{day} с 9 до 13 чистим крыши от снега: не ставьте машины под стены домов.",
        starts_at=now, ends_at=now + timedelta(days=3),
    )  # fmt: skip
    alerts.publish(cleaning, by=by)
    painting = Told(
        kind=AlertKind.WORKS, text="Красим подъезды: по одному в день, снизу вверх.", houses=[house],
        starts_at=now - timedelta(minutes=1), ends_at=now + timedelta(days=9),
    )  # fmt: skip
    alerts.publish(painting, by=by)
    _write_news(house)
    subscriptions.ask(house=house, email="sosed@example.ru")
    subscriptions.confirm(Subscription.objects.get())


def _write_news(house: House) -> None:
    page = NewsPage(
        title="Собрание собственников вашего дома",
        announcement="В субботу в 12:00 у второго подъезда: выбираем цвет дверей и решаем о велопарковке.",
        body="<p>Бюллетени раздадут на месте. Не сможете прийти — оставьте голос старшему по дому.</p>",
    )
    NewsIndexPage.objects.get().add_child(instance=page)
    page.houses.add(house)
    page.save()
