"""What one does about one's own sign-in, behind one's name."""

from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST
from django.views.generic import FormView, TemplateView
from wagtail.admin.views.account import AccountView, PasswordResetConfirmView

from identity.channels import Channel
from identity.domain import entering, second_factor, sessions
from identity.forms import CodeForm, NewPasswordByLinkForm, NewPasswordForm, ProofForm
from identity.proof import FreshProof, note_proof
from identity.views.sign_in import keep_password
from tenants.context import on_platform
from tenants.errors import DomainError

# Panels of Wagtail that say nothing here: notices of its workflow, which our own letters tell.
_WITHOUT = {"notifications"}
# In a company's office also what «Мои данные» asks (a second picture and a second zone would only contradict it), and
# the name: whoever manages employees changes it, so that the journal knows.
_WITHOUT_IN_OFFICE = {*_WITHOUT, "avatar", "locale", "name_email"}

_private = method_decorator([sensitive_post_parameters(), never_cache], name="dispatch")


def _back(request: HttpRequest) -> str:
    """From pages that both channels share."""
    user: Any = request.user
    return entering.MOBILE_HOME if user.channel == Channel.MOBILE else f"{reverse('wagtailadmin_account')}#tab-sign-in"


def _home(request: HttpRequest) -> str:
    user: Any = request.user
    return entering.home_of(user)


class Account(AccountView):
    """Wagtail's page behind one's name; modules bring their panels by its hook."""

    page_title = "Ваш профиль"

    def get_panels(self) -> list[Any]:
        without = _WITHOUT if on_platform() else _WITHOUT_IN_OFFICE
        return [panel for panel in super().get_panels() if panel.name not in without]


@_private
class Password(LoginRequiredMixin, FreshProof, FormView[NewPasswordForm]):
    """Another password of one's own."""

    template_name = "identity/password.html"
    form_class = NewPasswordForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.request.user}

    def form_valid(self, form: NewPasswordForm) -> HttpResponse:
        keep_password(self.request, form)
        messages.success(self.request, "Пароль изменён. На других устройствах нужно войти заново.")
        return redirect(_back(self.request))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(back=_back(self.request), **kwargs)


class PasswordByLink(PasswordResetConfirmView):
    """The page under the link of a letter: it sets the password and lets nobody in."""

    form_class = NewPasswordByLinkForm
    template_name = "identity/password_by_link.html"


@_private
class SecondFactorSetUp(LoginRequiredMixin, FreshProof, FormView[CodeForm]):
    """The key for the app, and the first code of it; the answer shows the recovery codes, this once."""

    template_name = "identity/set_up.html"
    form_class = CodeForm

    def form_valid(self, form: CodeForm) -> HttpResponse:
        user: Any = self.request.user
        try:
            codes = second_factor.confirm(
                user, code=form.cleaned_data["code"], except_key=self.request.session.session_key
            )
        except DomainError as error:
            form.add_error("code", str(error))
            return self.form_invalid(form)
        note_proof(self.request)
        return show_codes(self, codes)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user: Any = self.request.user
        device = second_factor.begin(user)
        return super().get_context_data(
            back=_back(self.request),
            picture=second_factor.picture_of(device),
            key=second_factor.key_of(device),
            is_required=second_factor.must_set_up(user),
            **kwargs,
        )


def show_codes(view: Any, codes: list[str]) -> HttpResponse:
    """The recovery codes on a page of their own."""
    text = "Коды восстановления, Бурмистр. Каждый действует один раз.\n\n" + "\n".join(codes) + "\n"
    view.template_name = "identity/codes.html"
    context = {"codes": codes, "file": f"data:text/plain;charset=utf-8,{quote(text)}", "back": _back(view.request)}
    response: HttpResponse = view.render_to_response(context)
    return response


@_private
class NewCodes(LoginRequiredMixin, FreshProof, TemplateView):
    """Other recovery codes instead of those that are left."""

    template_name = "identity/new_codes.html"

    def post(self, request: HttpRequest) -> HttpResponse:
        user: Any = request.user
        try:
            return show_codes(self, second_factor.new_codes(user))
        except DomainError as error:
            messages.error(request, str(error))
            return redirect(_back(request))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user: Any = self.request.user
        return super().get_context_data(back=_back(self.request), left=second_factor.codes_left(user), **kwargs)


@_private
class SwitchOff(LoginRequiredMixin, FreshProof, TemplateView):
    """Without a code again."""

    template_name = "identity/switch_off.html"

    def post(self, request: HttpRequest) -> HttpResponse:
        user: Any = request.user
        try:
            second_factor.switch_off(user)
        except DomainError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, "Вход с кодом выключен. Теперь хватит пароля.")
        return redirect(_back(request))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(back=_back(self.request), **kwargs)


@_private
class Proof(LoginRequiredMixin, FormView[ProofForm]):
    """«Подтвердите, что это вы»."""

    template_name = "identity/proof.html"
    form_class = ProofForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "request": self.request}

    def form_valid(self, form: ProofForm) -> HttpResponse:
        note_proof(self.request)
        return redirect(self._onward())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(onward=self._onward(), back=_home(self.request), **kwargs)

    def _onward(self) -> str:
        onward = self.request.POST.get("next") or self.request.GET.get("next", "")
        allowed = {self.request.get_host()}
        if url_has_allowed_host_and_scheme(onward, allowed, require_https=self.request.is_secure()):
            return onward
        return _home(self.request)


@require_POST
def sign_out_there(request: HttpRequest) -> HttpResponse:
    """«Выйти там», or everywhere else."""
    user: Any = request.user
    if not user.is_authenticated:
        return redirect("wagtailadmin_login")
    if mark := request.POST.get("session"):
        try:
            sessions.sign_out_there(user, mark=mark)
            messages.success(request, "Там вы вышли.")
        except DomainError as error:
            messages.error(request, str(error))
    else:
        sessions.sign_out_everywhere(user, except_key=request.session.session_key)
        messages.success(request, "Вы вышли везде, кроме этого устройства.")
    return redirect(_back(request))
