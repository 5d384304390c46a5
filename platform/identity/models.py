from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone


class UserManager(BaseUserManager["User"]):
    """Makes users; e-mails are kept in lower case."""

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

    def get_full_name(self) -> str:
        return " ".join(part for part in (self.last_name, self.first_name, self.patronymic) if part)

    def get_short_name(self) -> str:
        return " ".join(part for part in (self.first_name, self.patronymic) if part) or self.last_name
