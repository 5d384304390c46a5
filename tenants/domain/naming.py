"""The names under which Бурмистр knows a tenant: a copy of what the company writes in its profile."""

from django.db import transaction

from tenants.context import in_schema
from tenants.models import Tenant


@transaction.atomic
def carry_names(tenant: Tenant, *, short_name: str, full_name: str, kpp: str, ogrn: str) -> bool:
    """Write the company's names, КПП and ОГРН into its tenant; True if something was different.

    ИНН is not among them: by it Бурмистр knows whom it has a contract with, so operators alone change it. Every
    process hears of the change by the tenant's own signal.
    """
    given = {"short_name": short_name, "full_name": full_name, "kpp": kpp, "ogrn": ogrn}
    with in_schema("public"):
        kept = Tenant.objects.select_for_update().get(pk=tenant.pk)
        changed = [name for name, value in given.items() if getattr(kept, name) != value]
        for name in changed:
            setattr(kept, name, given[name])
        if changed:
            kept.save(update_fields=changed)
    for name in changed:
        setattr(tenant, name, given[name])
    return bool(changed)
