from collections.abc import Sequence

from django.utils.timezone import localtime

from crm.personal_data import grounds
from crm.personal_data.enums import Verdict
from crm.personal_data.registry import Anchor, Held, Line
from identity.models import User
from notifications.domain import addressees
from notifications.models import Letter


class Letters:
    """What was sent to the person by e-mail: the address, and the text where no mail server took it."""

    code = "letters"
    title = "Письма"

    def held(self, anchors: Sequence[Anchor]) -> list[Held]:
        """A row for each letter."""
        going = {email for anchor in anchors if anchor.goes for email in anchor.emails}
        every = going | {email for anchor in anchors for email in anchor.emails}
        return [_held(letter, goes=bool(going & set(letter.recipients))) for letter in addressees.letters_to(every)]

    def erase(self, rows: Sequence[Held], *, by: User) -> None:
        """Addresses and texts go; that a letter went out stays."""
        addressees.forget([int(row.key.partition(":")[2]) for row in rows])


def _held(letter: Letter, *, goes: bool) -> Held:
    verdict, why = Verdict.ERASE, "Адрес и текст сотрём, дата и тема останутся."
    if letter.state == Letter.State.WAITING:
        verdict, why = Verdict.KEEP, "Письмо сейчас отправляется: повторите позже."
    elif not goes:
        verdict, why = Verdict.KEEP, "Человек работает: переписка с ним нужна."
    day = localtime(letter.created_at)
    return Held(
        source=Letters.code,
        key=f"{Letters.code}:{letter.pk}",
        title=f"{letter.subject}, {day:%d.%m.%Y}",
        neutral=f"Письмо № {letter.pk} от {day:%d.%m.%Y}",
        lines=(
            Line("Кому", ", ".join(letter.recipients), goes=True),
            Line("Тема", letter.subject),
            Line("Состояние", letter.get_state_display()),
        ),
        ground=grounds.LETTERS,
        verdict=verdict,
        why=why,
        since=day.date(),
    )
