from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.utils.crypto import salted_hmac

from identity.channels import Channel

_SAVED_BY_DJANGO = ["session_data", "expire_date", "user", "channel"]


class Session(AbstractBaseSession):
    """A session that knows whose it is and from where it was opened. Without a person: somebody not signed in yet.

    Saving the data of a session leaves the other columns alone: two clicks at once do not overwrite what a third one,
    or a colleague who ends the session, has written there.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="sessions", verbose_name="чей"
    )
    channel = models.CharField("через что", max_length=10, choices=Channel, default="", blank=True)
    address = models.GenericIPAddressField("адрес", null=True)
    device = models.CharField("устройство", max_length=120, default="", blank=True)
    signed_in_at = models.DateTimeField("вход", null=True)
    seen_at = models.DateTimeField("последний раз", null=True)
    must_set_up = models.BooleanField("должен включить вход с кодом", default=False)

    class Meta(AbstractBaseSession.Meta):
        abstract = False
        verbose_name = "сеанс"
        verbose_name_plural = "сеансы"

    @classmethod
    def get_session_store_class(cls) -> type[SessionBase]:
        from identity.session_engine import SessionStore  # noqa: PLC0415  app ready: the engine names this model

        return SessionStore

    def save(self, *, force_update: bool = False, update_fields: list[str] | None = None, **kwargs: object) -> None:  # type: ignore[override]  # keywords only
        if force_update and update_fields is None:
            update_fields = _SAVED_BY_DJANGO
        super().save(force_update=force_update, update_fields=update_fields, **kwargs)  # type: ignore[arg-type]  # Django's own

    @property
    def mark(self) -> str:
        """Names the session to its owner; the key itself, by which it can be taken over, stands on no page."""
        return salted_hmac("identity.session", self.session_key).hexdigest()[:20]
