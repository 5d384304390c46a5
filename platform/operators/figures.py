"""The figures of the operators' desk: each one bounded query, each a link to the rows behind it."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Sum
from django.urls import reverse
from django.utils import timezone

from billing.enums import LineState
from billing.models import BankLine, Parking, Standing
from notifications.models import Letter
from places.enums import AskState
from places.models import TownAsk
from registration.enums import State as ApplicationState
from registration.models import Application, Message
from sms.domain.reconciling import DAYS
from sms.models import Reconciliation
from support.models import FileAsk
from tenants.enums import State
from tenants.models import Tenant


@dataclass(frozen=True)
class Figure:
    """A number on the desk. `urgent` asks for attention."""

    label: str
    value: int
    url: str
    urgent: bool = False


def desk_figures() -> list[Figure]:
    """What an operator looks at in the morning."""
    stuck = Tenant.objects.filter(state=State.PROVISIONING).exclude(provisioning_error="").count()
    failed = Letter.objects.filter(state=Letter.State.FAILED).count()
    mended = Tenant.objects.filter(maintenance_since__isnull=False).count()
    waiting = Application.objects.filter(state=ApplicationState.NEW).count()
    unread = Message.objects.filter(read_at=None).count()
    towns = TownAsk.objects.filter(state=AskState.WAITING).count()
    files = FileAsk.objects.filter(closed_at=None).count()
    differ = Reconciliation.objects.filter(day__gte=timezone.localdate() - timedelta(days=DAYS)).aggregate(
        messages=Sum("different")
    )
    strangers = BankLine.objects.filter(state=LineState.UNKNOWN).count()
    parked = Parking.objects.filter(freed_at=None).count()
    poor = Standing.objects.filter(over_since__isnull=False).count()
    lines = f"{reverse('bank_lines:index')}?state={LineState.UNKNOWN}"
    disagreed = differ["messages"] or 0
    tenants, letters = reverse("tenants:index"), reverse("letters:index")
    return [
        Figure("Заявок ждёт решения", waiting, f"{reverse('applications:index')}?state=new", urgent=waiting > 0),
        Figure("Новых сообщений", unread, reverse("messages:index"), urgent=unread > 0),
        Figure("Просят помочь с файлом", files, reverse("file_asks:index"), urgent=files > 0),
        Figure("Просят добавить город", towns, f"{reverse('town_asks:index')}?state=waiting", urgent=towns > 0),
        Figure("Платежей не опознано", strangers, lines, urgent=strangers > 0),
        Figure("Закончились деньги", poor, reverse("standings:index"), urgent=poor > 0),
        Figure("Книги не сходятся", parked, reverse("parkings:index"), urgent=parked > 0),
        Figure("Компаний работает", Tenant.objects.filter(state=State.ACTIVE).count(), f"{tenants}?state=active"),
        Figure("Не создались", stuck, f"{tenants}?state=provisioning", urgent=stuck > 0),
        Figure("На обслуживании", mended, reverse("updates"), urgent=mended > 0),
        Figure("СМС с расхождением", disagreed, reverse("sms_reconciliations:index"), urgent=disagreed > 0),
        Figure("Писем не отправлено", failed, f"{letters}?state=failed", urgent=failed > 0),
    ]
