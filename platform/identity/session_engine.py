"""`SESSION_ENGINE`: Django's sessions in the database, in the row of `identity.models.Session`."""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import SESSION_KEY as PERSON
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.utils import timezone

from identity.channels import SESSION_KEY as CHANNEL
from identity.models import Session

SEEN_EVERY = timedelta(minutes=5)


@dataclass
class Facts:
    """What the row tells beside the data."""

    address: str | None = None
    device: str = ""
    signed_in_at: datetime | None = None
    seen_at: datetime | None = None
    must_set_up: bool = False


class SessionStore(DatabaseStore):
    """Writes whose session it is into columns, and what is known of it once, when the row is made."""

    def __init__(self, session_key: str | None = None) -> None:
        super().__init__(session_key)
        self.facts = Facts()

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def load(self) -> dict[str, Any]:
        row: Session | None = self._get_session_from_db()  # type: ignore[attr-defined]  # Django's documented hook
        if row is None:
            return {}
        self.facts = Facts(row.address, row.device, row.signed_in_at, row.seen_at, row.must_set_up)
        data: dict[str, Any] = self.decode(row.session_data)
        return data

    def flush(self) -> None:
        super().flush()
        self.facts = Facts()

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        row: Session = super().create_model_instance(data)  # type: ignore[assignment]  # our model
        row.user_id = int(data[PERSON]) if PERSON in data else None
        row.channel = data.get(CHANNEL, "")
        for name, value in asdict(self.facts).items():
            setattr(row, name, value)
        if row.user_id and row.signed_in_at is None:
            row.signed_in_at = row.seen_at = timezone.now()
        return row

    def must_be_seen(self) -> bool:
        """True if the row should learn that the person is still there."""
        return self.facts.seen_at is None or timezone.now() - self.facts.seen_at > SEEN_EVERY
