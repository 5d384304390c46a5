"""The last step of making a tenant: its first employee, taken from the application."""

from crm.company.domain.employees import hire
from crm.company.models import Employee
from crm.rights.enums import Role
from registration.models import Application
from tenants.context import in_schema
from tenants.domain.provisioning import Step
from tenants.domain.provisioning import register as register_step
from tenants.models import Tenant


def hire_first(tenant: Tenant) -> None:
    """Hire the applicant as «Руководитель» and e-mail login and one-time password.

    Does nothing if somebody works there already, or the tenant did not come by an application.
    Source: manual section 1, «Как зарегистрироваться в сервисе».
    """
    if Employee.objects.exists():
        return
    with in_schema("public"):
        application = Application.objects.filter(tenant=tenant).first()
    if application is None:
        return
    hire(
        last_name=application.last_name,
        first_name=application.first_name,
        patronymic=application.patronymic,
        email=application.email,
        phone=application.phone,
        role=Role.HEAD,
        by=None,
    )


def register() -> None:
    """Add this package's step to provisioning."""
    register_step(Step(code="first_employee", label="Первый сотрудник", order=90, run=hire_first))
