from wagtail.admin.views.account import BaseSettingsPanel, profile_tab

from crm.company.domain.morning_summary import offered
from crm.company.forms.own_notices import OwnNoticesForm
from crm.company.forms.own_profile import OwnProfileForm
from crm.company.forms.own_summary import OwnSummaryForm
from tenants.context import on_platform


class OwnProfilePanel(BaseSettingsPanel):
    """«Мои данные» behind one's name: photo, phone, time zone."""

    name = "own"
    title = "Мои данные"
    tab = profile_tab
    order = 90
    form_class = OwnProfileForm

    def is_active(self) -> bool:
        return not on_platform() and hasattr(self.user, "employee")


class OwnNoticesPanel(BaseSettingsPanel):
    """«Уведомления»: which of them come by which channel."""

    name = "notices"
    title = "Уведомления"
    tab = profile_tab
    order = 95
    template_name = "company/own_notices.html"
    form_class = OwnNoticesForm

    def is_active(self) -> bool:
        return not on_platform() and hasattr(self.user, "employee")


class OwnSummaryPanel(BaseSettingsPanel):
    """«Утренняя сводка»: a letter of what waits, for who asks for it."""

    name = "summary"
    title = "Утренняя сводка"
    tab = profile_tab
    order = 96
    template_name = "company/own_summary.html"
    form_class = OwnSummaryForm

    def is_active(self) -> bool:
        return not on_platform() and hasattr(self.user, "employee") and bool(offered(self.user.employee))
