"""The state of a company in words."""

from tenants.models import Tenant


def state_of(tenant: Tenant) -> str:
    """What matters most, first: where it went, whether it answers, its state; then whether its money stands."""
    if tenant.moved_to:
        words = "Переехала"
    elif tenant.maintenance_since:
        words = "На обслуживании"
    else:
        words = str(tenant.get_state_display())
    return f"{words}, книги на сверке" if getattr(tenant, "is_parked", False) else words
