from collections.abc import Iterable
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models, transaction
from django.db.models.functions import Lower
from django.db.models.signals import post_delete
from django.dispatch import receiver
from django.utils import timezone

from identity.channels import Channel
from tenants.context import on_platform
from tenants.domain import directory

# Who has which logins: the directory for central sign-in follows every change of these.
SIGN_IN_FIELDS = frozenset({"email", "phone", "is_active"})


class UserQuerySet(models.QuerySet["User"]):
    """Writing many users at once is followed by the directory for central sign-in as writing one is."""

    @transaction.atomic
    def update(self, **fields: Any) -> int:
        if not SIGN_IN_FIELDS & fields.keys():
            return super().update(**fields)
        numbers = list(self.select_for_update(of=("self",)).values_list("pk", flat=True))
        changed = super().update(**fields)
        _follow(User.objects.filter(pk__in=numbers))
        return changed

    @transaction.atomic
    def bulk_create(self, objs: Iterable["User"], *args: Any, **kwargs: Any) -> list["User"]:  # type: ignore[override]  # rest as it is
        made: list[User] = super().bulk_create(objs, *args, **kwargs)  # type: ignore[assignment, arg-type]  # our model
        _follow(made)
        return made


class UserManager(BaseUserManager["User"]):
    """Makes users; e-mails are kept in lower case."""

    def get_queryset(self) -> UserQuerySet:
        return UserQuerySet(self.model, using=self._db)

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Make a user. Without a password the person cannot sign in until one is set."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Make an operator with every right (platform's side only)."""
        return self.create_user(email, password, **{"is_superuser": True, "is_staff": True, **fields})

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=(username or "").strip().lower())


class User(AbstractBaseUser, PermissionsMixin):
    """A person who signs in. The same model stands in `public` (operators) and in each tenant's schema."""

    email = models.EmailField("электронная почта", unique=True, error_messages={"unique": "Эта почта уже занята."})
    phone = models.CharField("мобильный телефон", max_length=16, blank=True, help_text="E.164")
    last_name = models.CharField("фамилия", max_length=100)
    first_name = models.CharField("имя", max_length=100, blank=True)
    patronymic = models.CharField("отчество", max_length=100, blank=True)
    is_active = models.BooleanField("активен", default=True)
    is_staff = models.BooleanField("сотрудник", default=False)
    must_change_password = models.BooleanField("сменить пароль при входе", default=False)
    time_zone = models.CharField("часовой пояс", max_length=40, blank=True)
    date_joined = models.DateTimeField("добавлен", default=timezone.now)

    objects: ClassVar[UserManager] = UserManager()
    channel = Channel.COMPUTER  # of the session that loaded this person; not a column
    narrowed_to: frozenset[str] | None = None  # actions of a program's key; None: all of one's own

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["last_name"]

    class Meta:
        verbose_name = "пользователь"
        verbose_name_plural = "пользователи"
        constraints = [
            models.CheckConstraint(condition=models.Q(email=Lower("email")), name="email_in_lower_case"),
            models.UniqueConstraint(
                fields=["phone"],
                condition=~models.Q(phone=""),
                name="one_user_per_phone",
                violation_error_message="Этот телефон уже занят.",
            ),
        ]

    def __str__(self) -> str:
        return self.get_full_name() or self.email

    def save(self, *, update_fields: Iterable[str] | None = None, **kwargs: Any) -> None:
        """Save, and tell the directory for central sign-in in the same transaction."""
        with transaction.atomic():
            super().save(update_fields=update_fields, **kwargs)
            if update_fields is None or SIGN_IN_FIELDS & set(update_fields):
                _follow([self])

    @property
    def logins(self) -> list[str]:
        """What the person signs in with; nothing once the access is taken away."""
        return [login for login in (self.email, self.phone) if login] if self.is_active else []

    @property
    def password_mark(self) -> str:
        """Changes with the password and tells nothing of it."""
        return self.get_session_auth_hash()[:16]

    def get_full_name(self) -> str:
        return " ".join(part for part in (self.last_name, self.first_name, self.patronymic) if part)

    def get_short_name(self) -> str:
        return " ".join(part for part in (self.first_name, self.patronymic) if part) or self.last_name


@receiver(post_delete, sender=User, dispatch_uid="identity.forget_logins")
def forget_logins(instance: User, **_: object) -> None:
    """Whoever is deleted, by whatever query, goes from the directory in the same transaction."""
    instance.is_active = False
    _follow([instance])


def _follow(users: Iterable[User]) -> None:
    """Operators are not in the directory: they sign in at `/operator/`."""
    if not on_platform():
        directory.keep({user.pk: user.logins for user in users})
