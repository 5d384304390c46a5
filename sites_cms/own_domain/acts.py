"""What the journal calls the acts with the site's domains."""

from crm.journal.acts import Act, Words, declare
from crm.journal.enums import Kind

ACTS: list[Act | Words] = [
    Act("site_domain.claim_domain", "Домен сайта указан", Kind.SITE),
    Act("site_domain.prove_domain", "Домен сайта подтверждён", Kind.SITE),
    Act("site_domain.lose_record", "Запись, подтверждающая домен, пропала", Kind.SITE),
    Act("site_domain.find_record", "Запись, подтверждающая домен, снова на месте", Kind.SITE),
    Act("site_domain.lose_address", "Домен сайта ведёт не к нам", Kind.SITE),
    Act("site_domain.release_domain", "Домен сайта отключён: записи не было две недели", Kind.SITE),
    Act("site_domain.hand_over_domain", "Домен сайта перешёл к другой компании", Kind.SITE),
    Act("site_domain.choose_address", "Адрес сайта изменён", Kind.SITE),
    Act("site_domain.give_up_domain", "Домен сайта убран", Kind.SITE),
    Words("site_address", "Адрес сайта"),
]


def register() -> None:
    """Declare the acts."""
    declare(*ACTS)
