"""Addresses that stand before Wagtail's own; include them on both sides before the admin."""

from django.urls import path
from wagtail.admin.auth import require_admin_access

from editing.views import SettingEditView

urlpatterns = [
    path(
        "settings/<slug:app_name>/<slug:model_name>/<int:pk>/",
        require_admin_access(SettingEditView.as_view()),
        name="edit_setting",  # the «?» of the help asks for it
    )
]
