"""Letters to the applicant. The first employee's invitation is written by `crm.company`."""

from notifications.domain import letters
from registration.models import Application
from tenants.context import base_url


def received(application: Application) -> None:
    """The application is here, and where its state is shown."""
    _write(application, template="application_received", subject=f"Заявка получена: {application.short_name}")


def asked(application: Application) -> None:
    """An operator asks back."""
    _write(application, template="application_question", subject=f"Вопрос по заявке: {application.short_name}")


def declined(application: Application) -> None:
    """The application is declined, and why."""
    _write(application, template="application_declined", subject=f"Заявка отклонена: {application.short_name}")


def _write(application: Application, *, template: str, subject: str) -> None:
    letters.write(
        template=template,
        to=application.email,
        subject=subject,
        context={
            "application": application,
            "page": base_url() + application.get_absolute_url(),
            "platform": base_url(),
        },
    )
