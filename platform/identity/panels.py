"""The sign-in half of the page behind one's name: Wagtail's account page shows these panels."""

from typing import Any

from django import forms
from wagtail import hooks
from wagtail.admin.views.account import BaseSettingsPanel, SettingsTab

from identity.domain import second_factor, sessions

sign_in_tab = SettingsTab("sign-in", "Вход и безопасность", order=150)


class _Panel(BaseSettingsPanel):
    """Says how things stand and leads to the page where they are changed; sends nothing with the page's own form."""

    tab = sign_in_tab

    def get_form(self) -> forms.Form:
        return forms.Form()


class PasswordPanel(_Panel):
    name = "password"
    title = "Пароль"
    order = 100
    template_name = "identity/panels/password.html"


class SecondFactorPanel(_Panel):
    name = "second_factor"
    title = "Вход с кодом"
    order = 200
    template_name = "identity/panels/second_factor.html"

    def get_context_data(self) -> dict[str, Any]:
        is_on = second_factor.is_on(self.user)
        return {
            "is_on": is_on,
            "left": second_factor.codes_left(self.user) if is_on else 0,
            "is_required": second_factor.is_required(self.user),
        }


class SessionsPanel(_Panel):
    name = "sessions"
    title = "Где вы вошли"
    order = 300
    template_name = "identity/panels/sessions.html"

    def get_context_data(self) -> dict[str, Any]:
        return {"sessions": sessions.of(self.user), "here": self.request.session.session_key}


def register() -> None:
    """Put the panels onto Wagtail's page."""
    for panel in (PasswordPanel, SecondFactorPanel, SessionsPanel):
        hooks.register("register_account_settings_panel", panel)
