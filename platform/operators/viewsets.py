"""Operators' lists of what has no package of screens of its own."""

from typing import Any

from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet

from editing.views import WatchedEditView
from identity.policies import allow_only
from notifications.domain import letters
from notifications.models import Letter
from places.models import Settlement

allow_only(Letter, "view")


class _OperatorsViewSet(ModelViewSet):
    edit_view_class = WatchedEditView
    copy_view_enabled = False
    add_to_admin_menu = False
    list_per_page = 50


class LetterInspectView(generic.InspectView):
    def get_field_display_value(self, field_name: str, field: Any) -> Any:
        """What a company writes to its residents is theirs; here it lies only until it is sent."""
        if field_name in {"text", "recipients"} and letters.OWN_SUBJECT in self.object.headers:
            return "Письмо компании жителю: показывать его здесь нельзя."
        return super().get_field_display_value(field_name, field)


class LetterViewSet(_OperatorsViewSet):
    """«Письма»: what was sent, and what is kept here while no SMTP server is set."""

    model = Letter
    name = "letters"
    icon = "mail"
    form_fields = ["subject"]
    inspect_view_enabled = True
    inspect_view_class = LetterInspectView
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
