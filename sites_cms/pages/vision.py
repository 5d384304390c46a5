"""«Версия для слабовидящих»: large type and a scheme of contrast, remembered in a cookie, without scripts."""

from dataclasses import dataclass

from django.http import HttpRequest

COOKIE = "vision"
MAX_AGE = 365 * 24 * 3600  # seconds


@dataclass(frozen=True)
class Scheme:
    """A way of seeing; `code` is a class of the page."""

    code: str
    label: str


SCHEMES = [
    Scheme("white", "Чёрным по белому"),
    Scheme("black", "Белым по чёрному"),
    Scheme("blue", "Тёмно-синим по голубому"),
]
_BY_CODE = {scheme.code: scheme for scheme in SCHEMES}


def find(code: str) -> Scheme | None:
    """The scheme of this code; None is the usual version."""
    return _BY_CODE.get(code)


def scheme_of(request: HttpRequest) -> Scheme | None:
    """What this visitor chose."""
    return find(request.COOKIES.get(COOKIE, ""))
