"""What nobody should have as a password, in Russian too; what is said before one types."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from identity.models import User
from tenants.models import Tenant
from tests.conftest import make_employee

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


@pytest.fixture
def nina(tenant: Tenant) -> User:
    user = make_employee(email="n.ivanova@example.ru")
    user.phone = "+79084373418"
    user.save()
    return user


def refusal(password: str, user: User) -> str:
    with pytest.raises(ValidationError) as refused:
        validate_password(password, user)
    return " ".join(refused.value.messages)


@pytest.mark.parametrize(
    "password",
    [
        "парольпароль", "Пароль2026!", "пароль123456", "gfhjkmgfhjkm", "Qwerty12345", "qwertyuiop", "йцукенгшщз",
        "Йцукен-2025", "ячсмитьбю1", "любовь1990!!", "Password2026", "аааааааааааа", "москва123456", "1q2w3e4r5t",
    ],
)  # fmt: skip
def test_what_is_tried_first_is_refused(nina: User, password: str):
    assert "подберут одним из первых" in refusal(password, nina)


@pytest.mark.parametrize(
    "password",
    [
        "Иванова2026!",
        "Bdfyjdf-2026",
        "нинапетровна1",
        "n.ivanova2026",
        "ivanova-12345",
        "+79084373418a",
        "УКАльфа-2026",
    ],
)
def test_what_is_known_of_the_person_and_the_company_is_refused(nina: User, password: str):
    assert "держится на имени" in refusal(password, nina)


@pytest.mark.parametrize(
    "password",
    [
        "Сорока пьёт чай на крыше",
        "k7wm-e2xa-9pqr",
        "любовь к трём апельсинам",
        "Иванова роняет молоток",
        "8374-2938-a7b2-19",
    ],
)
def test_phrases_and_random_signs_are_good(nina: User, password: str):
    assert validate_password(password, nina) is None


def test_nine_signs_are_too_few(nina: User):
    assert "минимум 10" in refusal("Сорока-ча", nina)


def test_operators_have_the_same_rules(operator: User):
    assert "держится на имени" in refusal("Бурмистр-77", operator)


def test_the_rules_stand_beside_the_field_before_one_types(tenant: Tenant, nina: User, client_of):
    page = client_of(tenant, nina).get("/crm/account/password/").content.decode()
    assert "Не короче 10 знаков" in page
    assert "три-четыре слова подряд" in page
