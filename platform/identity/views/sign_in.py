from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST
from django.views.generic import FormView
from wagtail.admin.views.account import LoginView

from identity.channels import ENTER, Channel
from identity.domain import entering, handover, second_factor
from identity.domain.entering import Pending
from identity.forms import CodeForm, NewPasswordForm, SignInForm
from tenants.context import base_url, origin_of
from tenants.errors import DomainError

_OTHER_DOOR = {
    Channel.COMPUTER: "Вы вошли с телефона. Для работы за компьютером войдите ещё раз.",
    Channel.MOBILE: "Вы вошли за компьютером. Для работы с телефона войдите ещё раз.",
}


class SignIn(LoginView):
    """Sign-in to `/crm/` and `/operator/`."""

    form_class = SignInForm
    channel = Channel.COMPUTER

    def get(self, *args: Any, **kwargs: Any) -> HttpResponse:
        """Who has signed in here goes on; who has signed in through the other channel is asked to do it here."""
        user: Any = self.request.user
        if user.is_authenticated and user.channel != self.channel:
            list(messages.get_messages(self.request))  # read: what Wagtail says of a missing right would only puzzle
            messages.info(self.request, _OTHER_DOOR[self.channel])
        elif user.is_authenticated and user.has_perm(ENTER[self.channel]):
            return redirect(self.get_success_url())
        return self.render_to_response(self.get_context_data())

    def form_valid(self, form: SignInForm) -> HttpResponse:
        onward = entering.enter(
            self.request,
            form.get_user(),
            channel=self.channel,
            remember=form.cleaned_data["remember"],
            onward=self.get_redirect_url(),
        )
        return redirect(onward)

    def form_invalid(self, form: SignInForm) -> HttpResponse:
        answer = self.render_to_response(self.get_context_data(form=form), status=429 if form.is_locked else 200)
        if form.is_locked:
            answer["Retry-After"] = str(int(settings.AXES_COOLOFF_TIME.total_seconds()))
        return answer

    def get_form_class(self) -> type[SignInForm]:
        return SignInForm


class MobileSignIn(SignIn):
    """Sign-in to `/m/`."""

    template_name = "mobile/login.html"
    channel = Channel.MOBILE

    def get_success_url(self) -> str:
        return self.get_redirect_url() or entering.MOBILE_HOME


@method_decorator([sensitive_post_parameters(), never_cache], name="dispatch")
class Code(FormView[CodeForm]):
    """«Код из приложения»: between the right password and the session."""

    template_name = "identity/code.html"
    sign_in = "wagtailadmin_login"
    form_class = CodeForm
    waiting: Pending

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        waiting = entering.pending(request)
        if waiting is None:
            return redirect(self.sign_in)
        self.waiting = waiting
        return super().dispatch(request, *args, **kwargs)  # type: ignore[return-value]  # Django's

    def form_valid(self, form: CodeForm) -> HttpResponse:
        left = second_factor.codes_left(self.waiting.user)
        try:
            onward = entering.enter_with_code(self.request, self.waiting, code=form.cleaned_data["code"])
        except DomainError as error:
            form.add_error("code", str(error))
            return self.form_invalid(form)
        if (now := second_factor.codes_left(self.waiting.user)) < left:
            messages.warning(self.request, f"Код восстановления использован. Осталось: {now}.")
        return redirect(onward)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(again=reverse(self.sign_in), **kwargs)


class MobileCode(Code):
    template_name = "mobile/code.html"
    sign_in = "mobile_login"


@method_decorator(sensitive_post_parameters(), name="dispatch")
class NewPassword(LoginRequiredMixin, FormView[NewPasswordForm]):
    """The page to which a person with a one-time password is led until it is changed."""

    template_name = "identity/new_password.html"
    form_class = NewPasswordForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.request.user}

    def form_valid(self, form: NewPasswordForm) -> HttpResponse:
        keep_password(self.request, form)
        return redirect(self.get_success_url())

    def get_success_url(self) -> str:
        return entering.home_of(self.request.user)  # type: ignore[arg-type]  # only users get here


def keep_password(request: HttpRequest, form: NewPasswordForm) -> None:
    """Change the person's own password; this session goes on under a new key, all others end."""
    form.apply(by=form.user, except_key=request.session.session_key)
    update_session_auth_hash(request, form.user)


@csrf_exempt  # it comes from another host: `Origin` and the ticket take the place of the token
@require_POST
@never_cache
def hand_over(request: HttpRequest) -> HttpResponse:
    """A company's door for who has signed in at the platform's host. The ticket proves the password, nothing more."""
    try:
        if request.headers.get("Origin") not in _platform_origins():
            raise DomainError("Войти можно только со страницы «Личный кабинет».")
        user = handover.admit(request.POST.get("ticket", ""))
    except DomainError:
        return render(request, "base/not_admitted.html", {"again": base_url() + _path_of_cabinet()}, status=403)
    return redirect(entering.enter(request, user, channel=Channel.COMPUTER))


def _path_of_cabinet() -> str:
    return reverse("registration:cabinet", urlconf=settings.PUBLIC_SCHEMA_URLCONF)


def _platform_origins() -> set[str]:
    return {origin_of(host) for host in settings.PLATFORM_HOSTS}
