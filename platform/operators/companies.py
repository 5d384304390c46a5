"""«Компании»: who works with us, in which state, with how many accounts and how much money, and who comes."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import django_filters
from django import forms
from django.db.models import F, Q, QuerySet
from django.http.response import HttpResponseBase
from django.template.defaultfilters import floatformat
from django.utils import timezone
from django.utils.formats import date_format
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet

from billing.domain.overview import Outline, outlines, with_books
from billing.models import Parking
from crm.shell.viewsets import CountingPaginator
from editing.views import WatchedEditView
from files import spreadsheets
from identity.policies import allow_only
from operators.company_card import CompanyPage
from operators.states import state_of
from tenants.enums import Kind, State
from tenants.models import Tenant

allow_only(Tenant, "view", "change")

SILENT = timedelta(days=30)
PER_PAGE = 50
_OVER, _LOW, _DEBT, _PARKED = "over", "low", "debt", "parked"
_HEADINGS = [
    "Компания", "ИНН", "Город", "Вид", "Состояние", "Счетов", "Баланс, ₽", "Плата в месяц, ₽", "Хватит до",
    "Сотрудники заходили", "Создана",
]  # fmt: skip
_NULLS_LAST = frozenset({"staff_seen_at", "accounts"})


class CompanyFilter(WagtailFilterSet):
    """What operators look for."""

    state = django_filters.MultipleChoiceFilter(
        label="Состояние", choices=State.choices, widget=forms.CheckboxSelectMultiple
    )
    money = django_filters.ChoiceFilter(
        label="Деньги", method="by_money", empty_label="Все", widget=forms.RadioSelect,
        choices=[
            (_OVER, "Закончились"), (_LOW, "Кончаются"), (_DEBT, "Баланс меньше нуля"), (_PARKED, "Книги на сверке"),
        ],
    )  # fmt: skip
    seen = django_filters.ChoiceFilter(
        label="Сотрудники", method="by_seen", empty_label="Все", widget=forms.RadioSelect,
        choices=[("silent", "Не заходили 30 дней")],
    )  # fmt: skip
    kind = django_filters.MultipleChoiceFilter(label="Вид", choices=Kind.choices, widget=forms.CheckboxSelectMultiple)
    came = django_filters.CharFilter(label="Пришла в месяце, ГГГГ-ММ", method="by_came")
    left = django_filters.CharFilter(label="Ушла в месяце, ГГГГ-ММ", method="by_left")

    class Meta:
        model = Tenant
        fields = ["federal_district", "first_ring"]

    def by_money(self, found: QuerySet[Tenant], _name: str, value: str) -> QuerySet[Tenant]:
        by_value = {
            _OVER: Q(standing__over_since__isnull=False),
            _LOW: Q(standing__low_since__isnull=False, standing__over_since=None),
            _DEBT: Q(balance__lt=0),
            _PARKED: Q(pk__in=Parking.objects.filter(freed_at=None, tenant__isnull=False).values("tenant")),
        }
        return found.filter(by_value[value])

    def by_seen(self, found: QuerySet[Tenant], _name: str, _value: str) -> QuerySet[Tenant]:
        long_ago = timezone.now() - SILENT
        never = Q(staff_seen_at=None, created_at__lt=long_ago)
        return found.filter(never | Q(staff_seen_at__lt=long_ago), state__in=[State.ACTIVE, State.SUSPENDED])

    def by_came(self, found: QuerySet[Tenant], _name: str, value: str) -> QuerySet[Tenant]:
        return _of_month(found.exclude(state=State.PROVISIONING), "created_at", value)

    def by_left(self, found: QuerySet[Tenant], _name: str, value: str) -> QuerySet[Tenant]:
        return _of_month(found.filter(state=State.ARCHIVED), "state_changed_at", value)


def _of_month(found: QuerySet[Tenant], field: str, value: str) -> QuerySet[Tenant]:
    try:
        first = timezone.make_aware(datetime.strptime(value.strip(), "%Y-%m"))
    except ValueError:
        return found.none()
    after = (first + timedelta(days=31)).replace(day=1)
    return found.filter(**{f"{field}__gte": first, f"{field}__lt": after})


class CompanyIndexView(generic.IndexView):
    paginator_class = CountingPaginator
    results_template_name = "operators/company_results.html"
    list_export = _HEADINGS  # Wagtail shows the buttons by it; the rows are written by `as_spreadsheet`

    def get_base_queryset(self) -> QuerySet[Tenant]:
        return with_books(Tenant.objects.order_by("-created_at"))

    def order_queryset(self, queryset: QuerySet[Tenant]) -> QuerySet[Tenant]:
        """Companies of which a thing is not known come last, whichever way it is sorted."""
        ordering = self.ordering or ""
        name = ordering.removeprefix("-")
        if name not in _NULLS_LAST:
            return super().order_queryset(queryset)
        way = F(name).desc(nulls_last=True) if ordering.startswith("-") else F(name).asc(nulls_last=True)
        return queryset.order_by(way, "pk")

    def paginate_queryset(self, queryset: QuerySet[Tenant], page_size: int) -> Any:
        """The page's companies are counted together."""
        paginator, page, _, is_paginated = super().paginate_queryset(queryset, page_size)
        page.object_list = [_with_outline(one) for one in outlines(page.object_list)]
        return paginator, page, page.object_list, is_paginated

    def get_edit_url(self, instance: Tenant) -> None:
        """A line leads to what is known of the company; the one field that may be changed is a step further."""

    def as_spreadsheet(self, queryset: QuerySet[Tenant], spreadsheet_format: str) -> HttpResponseBase:
        """The house's own form: semicolons, decimal comma, no formulas."""
        name = f"kompanii-{timezone.localdate():%Y-%m-%d}"
        return spreadsheets.as_file(spreadsheet_format, name=name, headings=_HEADINGS, rows=_rows(queryset))


def _with_outline(line: Outline) -> Tenant:
    line.tenant.outline = line  # read by the columns below
    return line.tenant


def _rows(found: QuerySet[Tenant]) -> Iterator[list[Any]]:
    for line in outlines(found.iterator(chunk_size=500)):
        one = line.tenant
        yield [
            one.short_name, one.inn, one.city, one.get_kind_display(), state_of(one), line.accounts, line.balance,
            line.monthly_fee, line.lasts_until, one.staff_seen_at and timezone.localtime(one.staff_seen_at),
            timezone.localtime(one.created_at),
        ]  # fmt: skip


def _day(value: Any) -> str:
    return date_format(value, "d.m.Y") if value else "—"


def _number(value: Any, shape: str) -> str:
    return "—" if value is None else str(floatformat(value, shape))


class CompanyViewSet(ModelViewSet):
    """Companies: where they are and in which state. Their own data are theirs and are not shown here."""

    model = Tenant
    name = "tenants"
    icon = "group"
    form_fields = ["first_ring"]
    edit_view_class = WatchedEditView
    copy_view_enabled = False
    add_to_admin_menu = False
    list_per_page = PER_PAGE
    index_view_class = CompanyIndexView
    inspect_view_class = CompanyPage
    inspect_view_enabled = True
    filterset_class = CompanyFilter
    search_fields = ["short_name", "full_name", "inn", "slug", "city"]
    search_backend_name = None
    list_display: list[Any] = [
        TitleColumn("short_name", label="Компания", url_name="tenants:inspect", sort_key="short_name"),
        Column("inn", label="ИНН"),
        Column("city", label="Город", sort_key="city"),
        Column("state", label="Состояние", accessor=state_of, sort_key="state"),
        Column(
            "accounts", label="Счетов", accessor=lambda one: _number(one.accounts, "0g"), classname="num",
            sort_key="accounts",
        ),
        Column(
            "balance", label="Баланс, ₽", accessor=lambda one: _number(one.balance, "2g"), classname="num",
            sort_key="balance",
        ),
        Column("lasts_until", label="Хватит до", accessor=lambda one: _day(one.outline.lasts_until)),
        Column(
            "staff_seen_at", label="Заходили", accessor=lambda one: _day(one.staff_seen_at), sort_key="staff_seen_at"
        ),
        DateColumn("created_at", label="Создана", sort_key="created_at"),
    ]  # fmt: skip
