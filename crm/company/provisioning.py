"""What a new tenant has of this module: its profile, filled from the join form, and an office to begin with."""

from crm.company.domain.offices import open_first_office
from crm.company.models import Profile
from tenants.domain.provisioning import Step
from tenants.domain.provisioning import register as register_step
from tenants.models import Tenant


def fill_profile(tenant: Tenant) -> None:
    """Write the tenant's names and numbers into its profile, unless somebody has done so."""
    if Profile.objects.exists():
        return
    Profile.objects.create(
        short_name=tenant.short_name, full_name=tenant.full_name, inn=tenant.inn, kpp=tenant.kpp, ogrn=tenant.ogrn
    )


def register() -> None:
    """Add this module's steps to provisioning."""
    register_step(Step(code="profile", label="Профиль компании", order=20, run=fill_profile))
    register_step(Step(code="office", label="Первый офис", order=25, run=lambda _: open_first_office()))
