"""Sign-in and what one does about it; stands on both sides, before Wagtail's own addresses of the same names."""

from django.urls import path
from wagtail.admin.auth import require_admin_access

from identity.views import account, sign_in

urlpatterns = [
    path("login/", sign_in.SignIn.as_view(), name="wagtailadmin_login"),
    path("code/", sign_in.Code.as_view(), name="sign_in_code"),
    path("new-password/", sign_in.NewPassword.as_view(), name="new_password"),
    path(
        "password_reset/confirm/<uidb64>/<token>/",
        account.PasswordByLink.as_view(),
        name="wagtailadmin_password_reset_confirm",
    ),
    path("proof/", account.Proof.as_view(), name="proof"),
    path("account/", require_admin_access(account.Account.as_view()), name="wagtailadmin_account"),
    path("account/password/", account.Password.as_view(), name="own_password"),
    path("account/second-factor/", account.SecondFactorSetUp.as_view(), name="second_factor_set_up"),
    path("account/second-factor/codes/", account.NewCodes.as_view(), name="second_factor_codes"),
    path("account/second-factor/off/", account.SwitchOff.as_view(), name="second_factor_off"),
    path("account/sessions/", account.sign_out_there, name="sign_out_there"),
]
