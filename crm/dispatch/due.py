"""Requests for «Дедлайн»: those that I answer for, or do."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from crm.dispatch import rights
from crm.dispatch.domain.queries import requests_for
from crm.dispatch.enums import OPEN
from crm.dispatch.models import RequestExecutor
from crm.shell.due import MOST, Due, DueSource, register
from identity.models import User


def _rows(user: User, until: date) -> Iterable[Due]:
    edge = timezone.make_aware(datetime.combine(until + timedelta(days=1), time()))
    mine = RequestExecutor.objects.filter(employee__user=user, released_at=None).values("request")
    found = requests_for(user).filter(Q(pk__in=mine) | Q(responsible__user=user), status__in=OPEN, due_at__lt=edge)
    for request in found.select_related("house", "account", "type").order_by("due_at")[:MOST]:
        due = timezone.localtime(request.due_at)
        parts = [request.house.address, request.account.premises if request.account else ""]
        title = f"№ {request.number}: {', '.join(filter(None, parts))}"
        url = reverse("request_page", args=[request.number])
        yield Due(due.date(), title, url, detail=request.text[:120], at=f"{due:%H:%M}")


def register_source() -> None:
    """Put requests onto «Дедлайн»."""
    register(DueSource("requests", 10, "Заявка", rights.SEE_REQUESTS, _rows))
