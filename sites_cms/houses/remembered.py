"""The house that a visitor asked to remember: a number in a cookie of the browser, set by nobody but the visitor.

Pages of the site are remembered too, and are the same for all, so nothing of it stands in them: a script of the page
asks for the visitor's own part.
"""

from django.http import HttpRequest, HttpResponse

from crm.accounting.models import House

COOKIE = "house"  # read by the script, which asks for nothing where there is none
MAX_AGE = 365 * 24 * 3600  # seconds


def house_of(request: HttpRequest) -> House | None:
    """The remembered house, if there still is one; one query at most."""
    return find_house(request.COOKIES.get(COOKIE, ""))


def find_house(number: str) -> House | None:
    """The house of this number, as it stands in an address or a cookie."""
    return House.objects.filter(pk=number).first() if number.isdecimal() and len(number) < 18 else None


def remember(answer: HttpResponse, house: House, *, secure: bool) -> None:
    """Keep it for a year."""
    answer.set_cookie(COOKIE, str(house.pk), max_age=MAX_AGE, samesite="Lax", secure=secure)


def forget(answer: HttpResponse) -> None:
    """Keep it no longer."""
    answer.delete_cookie(COOKIE, samesite="Lax")
