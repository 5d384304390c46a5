"""Pages behind an address that is a secret by itself: whoever has it may do what the page shows."""

from typing import TypeVar

from django.http.response import HttpResponseBase

Answer = TypeVar("Answer", bound=HttpResponseBase)

_HEADERS = {
    "Cache-Control": "private, no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
}


def closed(answer: Answer) -> Answer:
    """The answer with the headers that keep its address and its content from everybody else."""
    for name, value in _HEADERS.items():
        answer[name] = value
    return answer
