from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from crm.rights.domain.access import APPROVES_NEWS, EDITS_SITE
from crm.rights.domain.people import who_may
from crm.rights.views import require_action
from identity.channels import Channel
from identity.may import may
from sites_cms.appearance.models import Appearance
from sites_cms.chat.domain.code import code_of
from sites_cms.pages.settings_forms import SiteSettingsForm
from tenants.errors import DomainError


@require_action(EDITS_SITE)
def site_settings(request: HttpRequest) -> HttpResponse:
    """«Контент сайта — Настройки»: manual section 9, «Как добавить на сайт чат с жителями»; approval of news."""
    kept = Appearance.load(request)
    form = SiteSettingsForm(
        request.POST if request.method == "POST" else None,
        initial={"code": code_of(kept.chat_widget), "checks_news": kept.checks_news},
    )
    if not may(request.user, APPROVES_NEWS):  # or whoever is approved could switch that off
        form.fields["checks_news"].disabled = True
    if request.method == "POST" and form.is_valid():
        try:
            saved = form.apply(by=request.user)  # type: ignore[arg-type]  # the guard lets only users in
        except DomainError as error:
            form.add_error(error.field or None, str(error))
        else:
            words = "Чат на сайте: жители увидят его справа внизу." if saved.chat_widget else "Чата на сайте нет."
            messages.success(request, f"Сохранено. {words}")
            return redirect("site_settings")
    shown = {
        "form": form,
        "widget": kept.chat_widget,
        "approvers": who_may(APPROVES_NEWS, channel=Channel.COMPUTER),
    }
    return render(request, "pages/settings.html", shown, status=422 if form.errors else 200)
