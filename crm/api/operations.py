"""The API itself: who is let in, and the one decorator by which an operation joins."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import InternalError
from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.security import HttpBearer

from crm.api import errors
from crm.api.domain import tokens
from crm.api.models import Token
from crm.rights import registry
from crm.rights.domain.access import ENTER
from identity.channels import Channel
from identity.may import may
from identity.models import User
from identity.throttle import refuse_when_too_often
from tenants.errors import DomainError, is_read_only

ENTER_API = ENTER[Channel.API]
_ALL_CALLS, _WRONG_KEYS = {"ip": "600/1m"}, {"ip": "30/5m"}
Operation = Callable[..., Any]


class KeyAuth(HttpBearer):
    """`Authorization: Bearer <key>`: neither cookie nor session, so there is nothing for a foreign page to misuse."""

    def __call__(self, request: HttpRequest) -> Token | None:
        if refuse_when_too_often(request, group="api", rates=_ALL_CALLS):
            raise HttpError(429, errors.TOO_OFTEN)
        token: Token | None = super().__call__(request)
        if token is None and refuse_when_too_often(request, group="api-wrong", rates=_WRONG_KEYS):
            raise HttpError(429, errors.TOO_OFTEN)
        return token

    def authenticate(self, request: HttpRequest, token: str) -> Token | None:
        found = tokens.find(token.strip(), address=request.META.get("REMOTE_ADDR"))
        if found is not None:
            request.user = found.user  # the journal says whose act it is, and through what
        return found


api = NinjaAPI(
    title="Бурмистр: API компании",
    version="1",
    description='Данные компании для программ. Ключ: CRM, «Компания — Ключи API». Ошибки: {"detail": "…"}.',
    docs_url=None,  # its pages load scripts from another host
    openapi_url=None,  # ours is `views.schema`: it asks who wants to know
    urls_namespace="api",
    auth=KeyAuth(),
)
guards: dict[str, frozenset[str]] = {}
methods: dict[str, str] = {}


def reads(path: str, code: str, *, response: Any, summary: str) -> Callable[[Operation], Operation]:
    """Add an operation that reads, for those who may do `code` through programs."""
    return _adds("GET", path, code, response=response, summary=summary)


def writes(path: str, code: str, *, response: Any, summary: str) -> Callable[[Operation], Operation]:
    """The same for an operation that makes something: its function asks for the `Idempotency-Key` of `schemas`."""
    return _adds("POST", path, code, response=response, summary=summary)


def _adds(method: str, path: str, code: str, *, response: Any, summary: str) -> Callable[[Operation], Operation]:
    def decorate(view: Operation) -> Operation:
        @wraps(view)
        def guarded(request: HttpRequest, **arguments: Any) -> Any:
            if not may(request.user, code):
                raise HttpError(403, _refusal(code))
            return view(request, **arguments)

        guarded.guarded_by = guards[view.__name__] = frozenset({code})  # type: ignore[attr-defined]  # read by tests
        methods[view.__name__] = method
        api.api_operation([method], path, response=response, summary=summary, operation_id=view.__name__)(guarded)
        return guarded

    return decorate


def person_of(request: HttpRequest) -> User:
    """For whom the program works."""
    user: User = request.auth.user  # type: ignore[attr-defined]  # the key that let it in
    return user


def _refusal(code: str) -> str:
    action = registry.find(code)
    if action is None:
        return "У владельца ключа больше нет прав на работу через программы."
    return (
        f"Нет права «{action.label}» для программ: у владельца ключа или у самого ключа. "
        "Его открывает руководитель, ключ с другими действиями выпускает владелец."
    )


@api.exception_handler(AuthenticationError)
def _not_let_in(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    detail = errors.WRONG_KEY if request.headers.get("Authorization") else errors.NO_KEY
    return errors.answer(detail, status=401, headers={"WWW-Authenticate": "Bearer"})


@api.exception_handler(HttpError)
def _refused(request: HttpRequest, error: HttpError) -> HttpResponse:
    headers = {"Retry-After": "60"} if error.status_code == 429 else None
    return errors.answer(str(error), status=error.status_code, headers=headers)


@api.exception_handler(ValidationError)
def _not_understood(request: HttpRequest, error: ValidationError) -> HttpResponse:
    return errors.answer(errors.describe(error), status=422)


@api.exception_handler(DomainError)
def _against_a_rule(request: HttpRequest, error: DomainError) -> HttpResponse:
    return errors.answer(f"{error.field}: {error}" if error.field else str(error), status=422)


@api.exception_handler(InternalError)
def _cannot_write(request: HttpRequest, error: InternalError) -> HttpResponse:
    """Reading people's data is written down; while the company is being moved, it cannot be."""
    if not is_read_only(error):
        raise error
    return errors.answer(errors.READ_ONLY, status=503, headers={"Retry-After": "60"})
