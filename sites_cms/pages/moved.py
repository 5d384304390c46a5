"""A page that is not there: where it has moved to, as Wagtail's redirects know and one step further."""

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import Resolver404
from wagtail.contrib.redirects.middleware import RedirectMiddleware
from wagtail.contrib.redirects.models import Redirect
from wagtail.contrib.routable_page.models import RoutablePageMixin

from sites_cms.pages.models import OldAddress
from tenants.context import on_platform

_LONGEST, _DEEPEST = 255, 8


class MovedMiddleware(RedirectMiddleware):
    """Wagtail's own, without circles and without a browser that remembers for ever what may be changed back.

    A page that has parts of its own (questions, houses) takes their addresses along when it is renamed.
    """

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """A 301 in the place of a 404, if it is known where to."""
        if response.status_code != 404 or on_platform() or request.method not in {"GET", "HEAD"}:
            return response
        answer: HttpResponse = super().process_response(request, response)
        if answer is response:
            answer = _with_the_page(request) or response
        if answer is response or _is_the_same(request, answer["Location"]):
            return response
        answer["Cache-Control"] = "no-cache"
        return answer


def _is_the_same(request: HttpRequest, target: str) -> bool:
    return target.startswith("/") and Redirect.normalise_path(target) in {
        Redirect.normalise_path(request.get_full_path()), Redirect.normalise_path(request.path),
    }  # fmt: skip


def _with_the_page(request: HttpRequest) -> HttpResponse | None:
    """Where a part of a renamed page is now."""
    path = Redirect.normalise_path(request.path)
    steps = path.split("/")[1:]
    if len(path) > _LONGEST or not 1 < len(steps) <= _DEEPEST or "\0" in path:
        return None
    above = {"/" + "/".join(steps[:depth]): steps[depth:] for depth in range(1, len(steps))}
    known = OldAddress.objects.filter(old_path__in=above, redirect_page__isnull=False)
    for moved in sorted(known.select_related("redirect_page"), key=lambda one: -len(one.old_path)):
        page = moved.redirect_page.specific
        rest = "/".join(above[moved.old_path])
        if not isinstance(page, RoutablePageMixin) or not page.live:
            continue
        try:
            page.resolve_subpage(f"/{rest}/")
        except Resolver404:
            continue
        return HttpResponsePermanentRedirect(f"{page.get_url(request)}{rest}/")
    return None
