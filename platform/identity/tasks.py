"""The directory kept in step by night, letters about sign-in, and ended sessions swept away."""

from celery import shared_task

from tenants.tasks import send_to_each_open


@shared_task(name="identity.refill_directories", title="Справочник входа: всем компаниям")
def refill_directories() -> None:
    """Send each company its own refill; one that fails does not hold up the others."""
    from tenants.domain import directory  # noqa: PLC0415  leaf: tasks are named by domain code

    directory.forget_archived()
    send_to_each_open(refill_directory)


@shared_task(
    name="identity.refill_directory",
    title="Справочник входа компании",
    autoretry_for=(Exception,),
    max_retries=5,
    retry_backoff=30,
)
def refill_directory() -> None:
    """Bring the directory in step with the people of the company that the message speaks for; safe to repeat."""
    from identity.domain.directory import refill  # noqa: PLC0415  leaf: tasks are named by domain code

    refill()


@shared_task(name="identity.send_password_links", title="Ссылки для смены пароля")
def send_password_links(digest: str) -> None:
    """E-mail a link from each company that knows the login; the login itself stays out of the queue."""
    from identity.domain.central import send_password_links  # noqa: PLC0415  leaf: tasks are named by domain code

    send_password_links(bytes.fromhex(digest))


@shared_task(name="identity.send_password_link", title="Ссылка для смены пароля")
def send_password_link(sealed_address: str) -> None:
    """E-mail a link to the person of this schema with this address, if there is one; the address travels encrypted."""
    from django.contrib.auth.forms import PasswordResetForm  # noqa: PLC0415  app ready: it needs the user model

    from identity.domain.passwords import send_link  # noqa: PLC0415  leaf: tasks are named by domain code
    from tenants.secrets import Secret  # noqa: PLC0415  leaf: tasks are named by domain code

    for user in PasswordResetForm().get_users(Secret(sealed_address).open()):
        send_link(user)


@shared_task(name="identity.write_lock_letters", title="Письма о закрытом входе")
def write_lock_letters(sealed_login: str, address: str, device: str) -> None:
    """Write to the owner of a login that was locked after wrong passwords, if there is one."""
    from identity.domain import lockout  # noqa: PLC0415  leaf: tasks are named by domain code
    from identity.origin import Origin  # noqa: PLC0415  as above
    from tenants.secrets import Secret  # noqa: PLC0415  as above

    lockout.write_letters(Secret(sealed_login).open(), origin=Origin(address=address or None, device=device))


@shared_task(name="identity.clear_all_sessions", title="Закончившиеся сеансы: всем компаниям")
def clear_all_sessions() -> None:
    """Send each company its own sweep, and sweep the platform's side."""
    send_to_each_open(clear_sessions)
    clear_sessions()


@shared_task(name="identity.clear_sessions", title="Закончившиеся сеансы")
def clear_sessions() -> None:
    """Delete ended sessions and devices not seen for long; safe to repeat."""
    from identity.domain import devices, sessions  # noqa: PLC0415  leaf: tasks are named by domain code

    sessions.clear_expired()
    devices.forget_old()
