"""Everything that goes wrong below `/api/`, as `{"detail": "…"}` in Russian."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja.errors import ValidationError

WRONG_KEY = "Ключ не подходит: он неверен, отозван или истёк. Выпустите новый: CRM, «Компания — Ключи API»."
NO_KEY = "Нужен ключ: заголовок «Authorization: Bearer <ключ>»."
TOO_OFTEN = "Слишком много запросов с вашего адреса. Повторите через минуту."
READ_ONLY = "Компания на несколько минут открыта только для чтения. Повторите через минуту."
OTHER_METHOD = "Этот адрес отвечает только на метод {}."
_KINDS = {
    "int_parsing": "нужно целое число",
    "int_type": "нужно целое число",
    "int_from_float": "нужно целое число",
    "bool_parsing": "нужно true или false",
    "missing": "обязательно",
    "greater_than_equal": "не меньше {ge}",
    "less_than_equal": "не больше {le}",
    "string_pattern_mismatch": "нужны год и месяц, например 2026-11",  # no other parameter has a pattern
    "string_too_long": "не длиннее {max_length} знаков",
    "string_too_short": "не пусто",
    "uuid_parsing": "нужен UUID, например 6f0f2a1e-8f0e-4c57-9a57-0d3f6a1d2b11",
    "enum": "одно из: {expected}",
    "json_invalid": "это не JSON",
}


def answer(detail: str, *, status: int, headers: dict[str, str] | None = None) -> JsonResponse:
    """An error as programs read it."""
    return JsonResponse({"detail": detail}, status=status, headers=headers, json_dumps_params={"ensure_ascii": False})


def describe(error: ValidationError) -> str:
    """What is wrong with the parameters: «limit: не больше 100»."""
    return "; ".join(f"{found['loc'][-1]}: {_words(found)}" for found in error.errors)


def draw_error(request: HttpRequest, about: dict[str, Any]) -> HttpResponse:
    """What the service says of an address or of itself, without a page around."""
    trouble = about["trouble"]
    detail = f"{trouble.title}. {trouble.text}"
    if about["request_id"]:
        detail += f" Номер обращения: {about['request_id']}."
    return answer(detail, status=trouble.status)


def _words(found: dict[str, Any]) -> str:
    return _KINDS.get(found["type"], "значение не подходит").format(**found.get("ctx", {}))
