"""«СМС» for operators: who carries messages and for how much, the ledger of all companies, what does not agree.

Numbers of people are masked here and their texts are not shown: they are the companies'.
"""

from datetime import timedelta
from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.template.defaultfilters import floatformat
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn
from wagtail.admin.widgets.button import Button

from crm.shell.viewsets import DomainCreateView, DomainIndexView, DomainViewSet
from identity.models import User
from identity.policies import allow_only
from sms.domain import providers
from sms.domain.numbers import masked
from sms.domain.reconciling import differs
from sms.enums import Operator, State
from sms.models import Markup, Message, Price, Provider, Reconciliation
from tenants.errors import DomainError
from tenants.models import Tenant

allow_only(Provider, "view", "add", "change")
allow_only(Price, "view", "add", "change")
allow_only(Markup, "view", "add", "change")
allow_only(Message, "view")
allow_only(Reconciliation, "view")

RECENT = timedelta(days=31)  # what the ledger shows until somebody asks for other days


class ProviderForm(forms.ModelForm):
    """A service and how to reach it. The key goes in and never comes out."""

    key = forms.CharField(
        label="Пароль или ключ", required=False, max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="Храним зашифрованным и больше не показываем. Пустое поле оставляет прежний.",
    )  # fmt: skip

    class Meta:
        model = Provider
        fields = [
            "name",
            "kind",
            "position",
            "is_on",
            "login",
            "sender",
            "address",
            "system_type",
            "per_second",
            "charges_undelivered",
            "viber_price",
        ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["per_second"].required = False
        if self.instance.pk and self.instance.secret:
            self.fields["key"].help_text += f" Сейчас: {self.instance.secret.hint}"
        if self.instance.pk:
            self.fields["name"].help_text = f"Адрес для отчётов: {providers.callback_url(self.instance)}"

    def apply(self, *, by: User) -> Provider:
        """Save it."""
        data = dict(self.cleaned_data)
        data["per_second"] = data["per_second"] or Provider._meta.get_field("per_second").default
        provider = Provider.objects.get(pk=self.instance.pk) if self.instance.pk else Provider()
        try:
            return providers.save_provider(provider, secret=data.pop("key"), **data)
        except DomainError as error:
            raise DomainError(str(error), field="key" if error.field == "secret" else error.field) from error


class PriceForm(forms.ModelForm):
    class Meta:
        model = Price
        fields = ["provider", "operator", "valid_from", "amount"]

    def apply(self, *, by: User) -> Price:
        """Save it."""
        return self.save()


class MarkupForm(forms.ModelForm):
    class Meta:
        model = Markup
        fields = ["valid_from", "tenant", "amount"]

    def apply(self, *, by: User) -> Markup:
        """Save it."""
        return self.save()


class _SmsIndexView(DomainIndexView):
    """A list with buttons to the other lists of SMS."""

    related = (
        ("СМС", "sms_ledger:index"),
        ("Сервисы", "sms_providers:index"),
        ("Цены", "sms_prices:index"),
        ("Наценки", "sms_markups:index"),
        ("Сверка", "sms_reconciliations:index"),
    )

    @cached_property
    def header_more_buttons(self) -> list[Any]:
        others = [(label, reverse(name)) for label, name in self.related if name != self.index_url_name]
        links = [Button(label, url, priority=50 + number) for number, (label, url) in enumerate(others)]
        return [*super().header_more_buttons, *links]


class ProviderIndexView(_SmsIndexView):
    page_title = "Сервисы СМС"
    add_label = "Добавить сервис"


class ProviderCreateView(DomainCreateView):
    page_title = "Сервисы СМС"
    page_subtitle = "Новый сервис"


class PriceIndexView(_SmsIndexView):
    page_title = "Цены на СМС"
    add_label = "Добавить цену"

    def get_base_queryset(self) -> QuerySet[Price]:
        return Price.objects.select_related("provider")


class PriceCreateView(DomainCreateView):
    page_title = "Цены на СМС"
    page_subtitle = "Новая цена"


class MarkupIndexView(_SmsIndexView):
    page_title = "Наценка на СМС"
    add_label = "Добавить наценку"

    def get_base_queryset(self) -> QuerySet[Markup]:
        return Markup.objects.select_related("tenant")


class MarkupCreateView(DomainCreateView):
    page_title = "Наценка на СМС"
    page_subtitle = "Новая наценка"


class MessageFilter(WagtailFilterSet):
    created_at = django_filters.DateFromToRangeFilter(label="Дни", widget=DateRangePickerWidget)
    tenant = django_filters.ModelChoiceFilter(
        label="Компания", queryset=lambda _: Tenant.objects.order_by("short_name"), empty_label="Все компании"
    )
    state = django_filters.MultipleChoiceFilter(
        label="Состояние", choices=State.choices, widget=forms.CheckboxSelectMultiple
    )
    provider = django_filters.ModelChoiceFilter(
        label="Сервис", queryset=lambda _: Provider.objects.all(), empty_label="Все сервисы"
    )
    operator = django_filters.MultipleChoiceFilter(
        label="Оператор номера", choices=Operator.choices, widget=forms.CheckboxSelectMultiple
    )
    money = django_filters.ChoiceFilter(
        label="Деньги", method="by_money", choices=[("differs", "Есть расхождение с сервисом")], empty_label="Все",
        widget=forms.RadioSelect,
    )  # fmt: skip

    class Meta:
        model = Message
        fields: list[str] = []

    def by_money(self, found: QuerySet[Message], name: str, value: str) -> QuerySet[Message]:
        return found.filter(differs())


class MessageIndexView(_SmsIndexView):
    page_title = "Все СМС"

    def get_base_queryset(self) -> QuerySet[Message]:
        found = Message.objects.select_related("tenant").defer("text", "history")
        if self.request.GET.get("created_at_from") or self.request.GET.get("created_at_to"):
            return found
        return found.filter(created_at__gte=timezone.now() - RECENT)


class ReconciliationIndexView(_SmsIndexView):
    page_title = "Сверка СМС"

    def get_base_queryset(self) -> QuerySet[Reconciliation]:
        return Reconciliation.objects.select_related("provider")


class DifferencesColumn(Column):
    """The count of differing messages, as a link to them."""

    cell_template_name = "operators/sms_differences_cell.html"

    def get_value(self, instance: Reconciliation) -> dict[str, Any]:
        day = f"{instance.day:%Y-%m-%d}"
        asked = f"money=differs&provider={instance.provider_id}&created_at_from={day}&created_at_to={day}"
        return {"count": instance.different, "url": f"{reverse('sms_ledger:index')}?{asked}"}


def _roubles(value: Any) -> str:
    return "—" if value is None else str(floatformat(value, "2g"))


def _moment(message: Message) -> str:
    return date_format(timezone.localtime(message.created_at), "d.m.Y H:i")


def _masked(message: Message) -> str:
    """In one line, however narrow the column is."""
    return masked(message.phone).replace(" ", "\u00a0").replace("-", "\u2011")


def _money(name: str, label: str) -> Column:
    return Column(name, label=label, accessor=lambda row: _roubles(getattr(row, name)), classname="num")


class _SmsViewSet(DomainViewSet):
    list_per_page = 50
    search_backend_name = None

    def register_admin_url_finder(self) -> None:
        """Nothing refers to these rows."""


class ProviderViewSet(_SmsViewSet):
    """Who carries messages: order, keys, whether it is on, what we have there."""

    model = Provider
    name = "sms_providers"
    icon = "mobile-alt"
    form = ProviderForm
    index_view_class = ProviderIndexView
    add_view_class = ProviderCreateView
    list_display: list[Any] = [
        "name",
        Column("position", label="Очерёдность"),
        BooleanColumn("is_on", label="Включён"),
        _money("balance", "Баланс, ₽"),
        DateColumn("balance_at", label="Проверен"),
        Column("trouble", label="Что с ним", accessor=lambda provider: provider.trouble or "работает"),
    ]


class PriceViewSet(_SmsViewSet):
    """What a service takes; a new price is a new line with its day."""

    model = Price
    name = "sms_prices"
    icon = "tag"
    form = PriceForm
    index_view_class = PriceIndexView
    add_view_class = PriceCreateView
    list_display: list[Any] = [
        "provider",
        Column("operator", label="Оператор", accessor=lambda price: price.get_operator_display() or "любой"),
        Column("valid_from", label="С", accessor=lambda price: date_format(price.valid_from)),
        _money("amount", "За одну СМС, ₽"),
    ]
    list_filter = ["provider"]


class MarkupViewSet(_SmsViewSet):
    """What we add; with a company chosen, that company's own."""

    model = Markup
    name = "sms_markups"
    icon = "tag"
    form = MarkupForm
    index_view_class = MarkupIndexView
    add_view_class = MarkupCreateView
    list_display: list[Any] = [
        Column("valid_from", label="С", accessor=lambda markup: date_format(markup.valid_from)),
        Column("tenant", label="Компания", accessor=lambda markup: markup.tenant or "все"),
        _money("amount", "На одну СМС, ₽"),
    ]


class MessageViewSet(_SmsViewSet):
    """The ledger of all companies' SMS, of the last month unless other days are asked for."""

    absent = DomainViewSet.absent | {"add", "edit"}
    model = Message
    name = "sms_ledger"
    icon = "mobile-alt"
    form = PriceForm  # Wagtail asks for one, although the addresses of its views are absent
    index_view_class = MessageIndexView
    filterset_class = MessageFilter
    list_export = [
        "created_at",
        "tenant",
        "medium",
        "operator",
        "segments",
        "base",
        "markup",
        "total",
        "state",
        "provider_cost",
    ]
    export_filename = "sms"
    list_display: list[Any] = [
        Column("created_at", label="Когда", accessor=_moment),
        Column("tenant", label="Компания"),
        Column("phone", label="Кому", accessor=_masked),
        Column("operator", label="Оператор", accessor="get_operator_display"),
        Column("medium", label="Чем", accessor="get_medium_display"),
        Column("segments", label="Частей", classname="num"),
        _money("base", "Базовая, ₽"),
        _money("markup", "Наценка, ₽"),
        _money("total", "Итого, ₽"),
        Column("state", label="Состояние", accessor="get_state_display"),
        _money("provider_cost", "Сервис взял, ₽"),
    ]


class ReconciliationViewSet(_SmsViewSet):
    """Day by day: what services took against the ledger."""

    absent = DomainViewSet.absent | {"add", "edit"}
    model = Reconciliation
    name = "sms_reconciliations"
    icon = "tick-inverse"
    form = PriceForm  # Wagtail asks for one, although the addresses of its views are absent
    index_view_class = ReconciliationIndexView
    list_filter = ["provider"]
    list_display: list[Any] = [
        Column("day", label="День", accessor=lambda row: date_format(row.day)),
        "provider",
        Column("messages", label="Сообщений", classname="num"),
        _money("ours", "По книге, ₽"),
        _money("theirs", "Сервис взял, ₽"),
        _money("difference", "Разница, ₽"),
        Column("unsaid", label="Без цены сервиса", classname="num"),
        DifferencesColumn("different", label="Расхождений"),
    ]


VIEWSETS = (ProviderViewSet, PriceViewSet, MarkupViewSet, MessageViewSet, ReconciliationViewSet)
