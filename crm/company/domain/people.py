"""Whoever works for the company and signs in, employee or not: the account behind, and the way in."""

from django.core.exceptions import ValidationError
from wagtail.users.models import UserProfile

from identity.domain.passwords import give_one_time_password
from identity.models import User
from identity.phones import normalise_phone
from notifications.domain import letters
from tenants import time_zones
from tenants.context import base_url, current_tenant
from tenants.errors import DomainError

OFFICE, POCKET = "/crm/", "/m/"  # where one signs in: at the computer, on the phone


def open_account(*, last_name: str, first_name: str, patronymic: str, email: str, phone: str) -> User:
    """Make the account of somebody new, who cannot sign in yet. Raises DomainError as `save_account` does."""
    user = User(is_staff=True)
    fill_account(user, last_name=last_name, first_name=first_name, patronymic=patronymic, email=email, phone=phone)
    user.set_unusable_password()
    save_account(user)
    show_times_of(user, zone=current_tenant().time_zone)
    return user


def show_times_of(user: User, *, zone: str) -> None:
    """Wagtail's screens take the zone from its own profile of the person, else Moscow's."""
    profile = UserProfile.get_for_user(user)
    profile.current_time_zone = zone
    profile.save(update_fields=["current_time_zone"])


def put_time_zone(user: User, *, zone: str) -> None:
    """Show all times to this person in a zone of Russia; "" follows the company's. Raises DomainError if it is none."""
    if zone:
        time_zones.check(zone)
    user.time_zone = zone
    user.save(update_fields=["time_zone"])
    show_times_of(user, zone=zone or current_tenant().time_zone)


def fill_account(user: User, *, last_name: str, first_name: str, patronymic: str, email: str, phone: str) -> None:
    """Write the typed values, each in its one spelling. Raises DomainError if the phone is none."""
    user.last_name, user.first_name, user.patronymic = last_name.strip(), first_name.strip(), patronymic.strip()
    user.email = email.strip().lower()
    try:
        user.phone = normalise_phone(phone) if phone else ""
    except DomainError as error:
        raise DomainError(str(error), field="phone") from None


def save_account(user: User) -> None:
    """Save. Raises DomainError if the e-mail or the phone is taken or wrong."""
    try:
        user.full_clean(exclude=["password"])
    except ValidationError as error:
        field, messages = next(iter(error.message_dict.items()))
        if field == "__all__":
            field = "phone" if "телефон" in messages[0] else "email"
        raise DomainError(messages[0], field=field) from None
    user.save()


def send_invitation(user: User, *, door: str, by: User | None) -> None:
    """E-mail login and a new one-time password; `door` is the path under which this person signs in."""
    tenant = current_tenant()
    letters.write(
        template="invitation",
        to=user.email,
        subject=f"Вход в Бурмистр: {tenant.short_name}",
        context={
            "person": user,
            "company": tenant.short_name,
            "password": give_one_time_password(user, by=by),
            "sign_in": f"{base_url(tenant)}{door}",
            "on_phone": door == POCKET,
            "site": base_url(tenant),
        },
    )
