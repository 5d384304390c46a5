"""Operators' lists of what has no package of screens of its own."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.timezone import localtime
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet

from editing.views import WatchedEditView
from identity.policies import allow_only
from notifications.models import Letter
from places.models import Settlement
from tenants.models import Tenant

allow_only(Letter, "view")
allow_only(Tenant, "view", "change")


class _OperatorsViewSet(ModelViewSet):
    edit_view_class = WatchedEditView
    copy_view_enabled = False
    add_to_admin_menu = False
    list_per_page = 50


class LetterViewSet(_OperatorsViewSet):
    """«Письма»: what was sent, and what is kept here while no SMTP server is set."""

    model = Letter
    name = "letters"
    icon = "mail"
    form_fields = ["subject"]
    inspect_view_enabled = True
    inspect_view_fields = ["state", "created_at", "sent_at", "sender", "recipients", "subject", "text", "error"]
    list_display: list[Any] = [
        "subject",
        Column("recipients", label="Кому", accessor=lambda letter: ", ".join(letter.recipients)),
        Column("state", label="Состояние", accessor="get_state_display"),
        DateColumn("created_at", label="Создано"),
    ]
    list_filter = ["state"]
    search_fields = ["subject", "recipients"]
    search_backend_name = None


class TenantIndexView(generic.IndexView):
    def get_base_queryset(self) -> QuerySet[Tenant]:
        return Tenant.objects.prefetch_related("domains").order_by("-created_at")

    def get_edit_url(self, instance: Tenant) -> None:
        """A line leads to what is known of the company; the one field that may be changed is a step further."""


def _state(tenant: Tenant) -> str:
    return "На обслуживании" if tenant.maintenance_since else str(tenant.get_state_display())


class TenantInspectView(generic.InspectView):
    def get_field_display_value(self, field_name: str, field: Any) -> Any:
        """Words and the clock on the wall, where Wagtail writes `True` and UTC."""
        value = getattr(self.object, field_name)
        if isinstance(value, bool):
            return "да" if value else "нет"
        if isinstance(value, datetime):
            return date_format(localtime(value), "j E Y, H:i")
        return super().get_field_display_value(field_name, field) or "—"


class TenantViewSet(_OperatorsViewSet):
    """Companies: where they are and in which state. Their own data are theirs and are not shown here."""

    model = Tenant
    name = "tenants"
    icon = "group"
    form_fields = ["first_ring"]
    index_view_class = TenantIndexView
    inspect_view_class = TenantInspectView
    inspect_view_enabled = True
    inspect_view_fields = [
        "short_name", "full_name", "kind", "inn", "kpp", "ogrn", "city", "region", "slug",
        "state", "state_reason", "created_at", "provisioning_error",
        "first_ring", "migrated_at", "maintenance_since", "maintenance_reason",
    ]  # fmt: skip
    list_display: list[Any] = [
        "short_name",
        Column("inn", label="ИНН"),
        Column("city", label="Город"),
        Column("state", label="Состояние", accessor=_state),
        DateColumn("created_at", label="Создана"),
    ]
    list_filter = ["state", "kind", "federal_district", "first_ring"]
    search_fields = ["short_name", "full_name", "inn", "slug", "city"]
    search_backend_name = None


class SettlementViewSet(_OperatorsViewSet):
    """The directory of towns from which the join form and the houses choose."""

    model = Settlement
    name = "settlements"
    icon = "globe"
    form_fields = ["name", "kind", "region", "is_active"]
    list_display: list[Any] = ["name", Column("kind", label="Вид", accessor="get_kind_display"), "region", "is_active"]
    list_filter = ["region__district", "is_active"]
    search_fields = ["name"]
    search_backend_name = None
