from typing import Any

from billing.events import money_came
from crm.billing import tasks
from tenants.context import speaking_for
from tenants.models import Tenant


def look_again(tenant: Tenant, **_: Any) -> None:
    """Money came: a company that was suspended works again in seconds."""
    with speaking_for(tenant):
        tasks.watch_money.delay()


def connect() -> None:
    """Hear of money that comes."""
    money_came.connect(look_again, dispatch_uid="crm_billing.look_again")
