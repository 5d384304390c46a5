from typing import Any

from django.conf import settings
from django.contrib.auth import login, update_session_auth_hash
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

from identity.channels import SESSION_KEY, Channel
from identity.domain import handover
from identity.forms import NewPasswordForm, SignInForm
from identity.models import User
from identity.throttle import refuse_when_too_often
from tenants.context import base_url
from tenants.errors import DomainError


class SignIn(LoginView):
    """Sign-in to `/crm/` and `/operator/`, throttled by address and by login."""

    form_class = SignInForm
    channel = Channel.COMPUTER

    def form_valid(self, form: SignInForm) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        self.request.session[SESSION_KEY] = self.channel
        return response

    def get_form_class(self) -> type[SignInForm]:
        return SignInForm

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        refusal = refuse_when_too_often(
            request, group="sign-in", rates={"ip": "30/5m", "login": "10/5m"}, login_field="username"
        )
        return refusal or super().post(request, *args, **kwargs)


@method_decorator(sensitive_post_parameters(), name="dispatch")
class NewPassword(LoginRequiredMixin, FormView[NewPasswordForm]):
    """The page to which a person with a one-time password is led until it is changed."""

    template_name = "crm/new_password.html"
    form_class = NewPasswordForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.request.user}

    def form_valid(self, form: NewPasswordForm) -> HttpResponse:
        form.save()
        update_session_auth_hash(self.request, form.user)
        return super().form_valid(form)

    def get_success_url(self) -> str:
        return reverse("wagtailadmin_home")


@csrf_exempt  # it comes from another host: `Origin` and the ticket take the place of the token
@require_POST
@never_cache
def hand_over(request: HttpRequest) -> HttpResponse:
    """A company's door for who has signed in at the platform's host.

    The ticket proves the password and nothing more: the second factor stands here, between `admit` and `login`.
    """
    try:
        if request.headers.get("Origin") not in _platform_origins():
            raise DomainError("Войти можно только со страницы «Личный кабинет».")
        user = handover.admit(request.POST.get("ticket", ""))
    except DomainError:
        return render(request, "base/not_admitted.html", {"again": base_url() + _path_of_cabinet()}, status=403)
    login(request, user, backend="identity.backends.SignInBackend")
    request.session[SESSION_KEY] = Channel.COMPUTER
    request.session.set_expiry(0)  # ends with the browser, as without «Запомнить меня» at `/crm/login/`
    return redirect(landing_page(user))


def _path_of_cabinet() -> str:
    return reverse("registration:cabinet", urlconf=settings.PUBLIC_SCHEMA_URLCONF)


def _platform_origins() -> set[str]:
    return {f"{settings.SITE_SCHEME}://{host}{settings.SITE_PORT_SUFFIX}" for host in settings.PLATFORM_HOSTS}


def landing_page(user: User) -> str:
    """Where one stands after signing in: staff at their desk, a resident (until the cabinet comes) on the site."""
    return reverse("wagtailadmin_home") if user.is_staff else "/"
