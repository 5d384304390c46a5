from typing import Any

from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import FormView
from wagtail.admin.views.account import LoginView

from identity.forms import NewPasswordForm, SignInForm
from identity.throttle import refuse_when_too_often


class SignIn(LoginView):
    """Sign-in to `/crm/` and `/operator/`, throttled by address and by login."""

    form_class = SignInForm

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
