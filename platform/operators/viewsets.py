"""Operators' lists of what has no package of screens of its own."""

from typing import Any

from django.db.models import QuerySet
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet

from identity.policies import allow_only
from notifications.models import Letter
from places.models import Settlement
from tenants.models import Tenant

allow_only(Letter, "view")
allow_only(Tenant, "view")


class _OperatorsViewSet(ModelViewSet):
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


class TenantViewSet(_OperatorsViewSet):
    """Companies: where they are and in which state. Their own data are theirs and are not shown here."""

    model = Tenant
    name = "tenants"
    icon = "group"
    form_fields = ["short_name"]
    index_view_class = TenantIndexView
    inspect_view_enabled = True
    inspect_view_fields = [
        "short_name", "full_name", "kind", "inn", "kpp", "ogrn", "city", "region", "slug",
        "state", "state_reason", "created_at", "provisioning_error",
    ]  # fmt: skip
    list_display: list[Any] = [
        "short_name",
        Column("inn", label="ИНН"),
        Column("city", label="Город"),
        Column("state", label="Состояние", accessor="get_state_display"),
        DateColumn("created_at", label="Создана"),
    ]
    list_filter = ["state", "kind", "federal_district"]
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
