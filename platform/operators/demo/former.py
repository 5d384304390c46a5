"""A resident who moved away, withdrew the consent and was erased: the act that a new company has none of."""

from django.utils import timezone

from crm.accounting.domain.accounts import add_account, deactivate
from crm.accounting.models import Account, House
from crm.personal_data.domain import erasing, gathering
from crm.personal_data.models import ErasureAct
from identity.models import User

_NUMBER = "АРХ-0001"  # in no file of the demo, so that none has to go


def erase_former_resident(*, by: User) -> None:
    """Make the account, close it and erase its owner, unless somebody was erased before."""
    if ErasureAct.objects.exists():
        return
    account = Account.objects.filter(number=_NUMBER).first()
    if account is None:
        house = House.objects.order_by("address_key", "pk")[0]
        account = add_account(
            house=house, number=_NUMBER, last_name="Кружилина", first_name="Софья", patronymic="Глебовна",
            flat="1А", by=by,
        )  # fmt: skip
    if account.is_active:
        account = deactivate(account, by=by)
    keys = [f"accounts:{account.pk}"]
    erasing.erase(
        keys, shown=erasing.digest(gathering.gather(keys)), reason="Отзыв согласия, заявление № 17",
        asked_on=timezone.localdate(), by=by,
    )  # fmt: skip
