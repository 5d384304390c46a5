from typing import Any

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from crm.mobile import pages, surroundings, tiles
from crm.mobile.forms import ChangePasswordForm, MobileSignInForm, TimeZoneForm
from crm.mobile.guards import ENTER_MOBILE, require_mobile
from crm.rights.models import Access
from identity.forms import NewPasswordForm, SignInForm
from identity.throttle import refuse_when_too_often
from identity.views.sign_in import MobileCode, MobileSignIn, NewPassword
from tenants.errors import DomainError


class SignIn(MobileSignIn):
    """The door of the phone, in the phone's look."""

    def get_form_class(self) -> type[SignInForm]:
        return MobileSignInForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**pages.around(self.request), **super().get_context_data(**kwargs)}


class Code(MobileCode):
    """«Код из приложения», in the phone's look."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**pages.around(self.request), **super().get_context_data(**kwargs)}


class MobileNewPassword(NewPassword):
    """The phone's page to which a person with a one-time password is led until it is changed."""

    template_name = "mobile/new_password.html"

    def get_form(self, form_class: type[NewPasswordForm] | None = None) -> NewPasswordForm:
        """The page says the rules in two lines; on a phone the long list would push the fields away."""
        form = super().get_form(form_class)
        for field in form.fields.values():
            field.help_text = ""
        return form

    def get_login_url(self) -> str:
        return reverse("mobile_login")

    def get_success_url(self) -> str:
        return reverse("mobile_home")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**pages.around(self.request), **super().get_context_data(**kwargs)}


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """«Выйти»: the browser throws away even what it keeps in memory to go back quickly."""
    logout(request)
    answer = redirect("mobile_login")
    answer["Clear-Site-Data"] = '"cache"'
    return answer


@require_mobile()
def home(request: HttpRequest) -> HttpResponse:
    """«Сегодня»: whom to ring, and what waits in each screen."""
    context = {"emergency": surroundings.emergency_phone(), "tiles": tiles.shown_to(request.user)}  # type: ignore[arg-type]  # the guard lets only users in
    return pages.show(request, "mobile/home.html", context)


@require_mobile()
def profile(request: HttpRequest) -> HttpResponse:
    """«Мой профиль»: who one is here, and the time zone."""
    user = request.user
    form = TimeZoneForm(user, request.POST or None)  # type: ignore[arg-type]  # as above
    if request.method == "POST" and form.is_valid():
        try:
            form.save()
        except DomainError as error:
            form.add_error(error.field, str(error))
        else:
            messages.success(request, "Часовой пояс сохранён: время теперь показано в нём.")
            return redirect("mobile_profile")
    context = {
        "form": form,
        "card": surroundings.card_of(user),  # type: ignore[arg-type]  # as above
        "access": Access.objects.filter(user=user).first(),  # type: ignore[misc]  # as above
    }
    return pages.show(request, "mobile/profile.html", context)


@method_decorator(sensitive_post_parameters(), name="dispatch")
@method_decorator(require_mobile(), name="dispatch")
class ChangePassword(MobileNewPassword):
    """«Сменить пароль»: asks for the present one; guesses at it are counted."""

    template_name = "mobile/change_password.html"
    form_class = ChangePasswordForm

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        refusal = refuse_when_too_often(request, group=f"own-password.{request.user.pk}", rates={"ip": "10/5m"})
        return refusal or super().post(request, *args, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        answer: HttpResponse = super().form_valid(form)
        messages.success(self.request, "Пароль изменён. На других устройствах придётся войти заново.")
        return answer

    def get_success_url(self) -> str:
        return reverse("mobile_profile")


change_password: Any = ChangePassword.as_view()
change_password.guarded_by = frozenset({ENTER_MOBILE})
