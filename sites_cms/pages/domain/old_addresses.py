"""Addresses that were, and where they lead now: those of the company's former site, and of what was renamed here.

Renamed and moved pages tell Wagtail of themselves. What is no page of its own (a question of the FAQ) comes by
`moved_route`. Addresses never lead to one another: the end of a chain is kept with each of its links.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.http import Http404
from django.urls import Resolver404, resolve
from wagtail.contrib.redirects.models import Redirect
from wagtail.coreutils import get_dummy_request
from wagtail.models import Page, Site

from crm.journal.domain.entries import differences, record
from identity.models import User
from sites_cms.pages.models import OldAddress
from tenants.errors import DomainError

LONGEST = 255  # signs of an address
MOST = 1000  # rows of one list
_STEPS = 20  # of a chain
_TOLD = 20  # rows of a list that are named when they are wrong
_OFFICE = (*settings.PERSONAL_PREFIXES, settings.STATIC_URL, settings.MEDIA_URL)


@dataclass(frozen=True)
class _Target:
    """Where an address leads: a page (with a part of it), or a link."""

    page: Page | None = None
    route: str = ""
    link: str = ""


@transaction.atomic
def save(before: OldAddress | None, *, old: str, to: str, by: User | None) -> OldAddress:
    """Lead an old address to a page of the site or to another site; `before` is None for a new one.

    Raises DomainError for an address that opens something today or is of the office, that is there already, for a
    target that is no address, and where a circle would come of it.
    """
    site = Site.objects.get(is_default_site=True)
    path = Redirect.normalise_path(old)
    _refuse_old(path, old, site)
    if OldAddress.objects.filter(old_path=path).exclude(pk=before.pk if before else None).exists():
        raise DomainError("Такой старый адрес уже есть в списке.", field="old")
    target = _target(_end_of(to, path=path, but=before), site)
    after = OldAddress(pk=before.pk if before else None, old_path=path, site=site, is_permanent=True)
    after.redirect_page, after.redirect_page_route_path, after.redirect_link = target.page, target.route, target.link
    after.created_at = before.created_at if before else None
    after.save()
    led_here = OldAddress.objects.filter(redirect_link__in=[path, f"{path}/"]).exclude(pk=after.pk)
    for one in led_here[:MOST]:
        one.redirect_page, one.redirect_page_route_path, one.redirect_link = target.page, target.route, target.link
        one.save()
    changes = differences(before, after, ["old_path"]) | _target_words(before, after)
    action = "pages.change_old_address" if before else "pages.add_old_address"
    if changes:
        record(action=action, obj=after, by=by, changes=changes)
    return after


@transaction.atomic
def add_many(rows: Iterable[tuple[str, str]], *, by: User) -> int:
    """Add a list of pairs (old, new), all of them or none; one that is there is led anew. Returns how many.

    Raises DomainError that names the wrong rows by their numbers.
    """
    pairs = [(old, to) for old, to in rows if old or to]
    if not pairs:
        raise DomainError("В списке нет ни одной строки «старый адрес; новый адрес».")
    if len(pairs) > MOST:
        raise DomainError(f"В списке {len(pairs)} строк. За один раз — не больше {MOST}.")
    wrong = []
    for number, (old, to) in enumerate(pairs, start=1):
        try:
            with transaction.atomic():
                save(OldAddress.objects.filter(old_path=Redirect.normalise_path(old)).first(), old=old, to=to, by=by)
        except DomainError as error:
            wrong.append(f"Строка {number} ({old[:60]}): {error}")
    if wrong:
        more = [f"И ещё строк с ошибками: {len(wrong) - _TOLD}."] if len(wrong) > _TOLD else []
        raise DomainError("Ничего не загружено. " + " ".join([*wrong[:_TOLD], *more]))
    return len(pairs)


@transaction.atomic
def delete(address: OldAddress, *, by: User) -> None:
    """Forget an old address: from now on it answers that there is no such page."""
    record(
        action="pages.delete_old_address", obj=address, by=by,
        changes={"old_path": [address.old_path, None], **_target_words(address, None)},
    )  # fmt: skip
    address.delete()


def moved_route(page: Page | None, *, old: str, new: str) -> None:
    """A part of a page (a question of the FAQ) has another address from now on."""
    parts = page.get_url_parts() if page else None
    if page is None or parts is None:
        return
    site_id, _, base = parts
    was, now = (Redirect.normalise_path(f"{base}{slug}/") for slug in (old, new))
    OldAddress.objects.filter(old_path=now, automatically_created=True).delete()  # it is somebody's again
    earlier = OldAddress.objects.filter(redirect_page=page, redirect_page_route_path=f"/{old}/")
    for one in earlier[:MOST]:
        one.redirect_page_route_path = f"/{new}/"
        one.save()
    told = {"redirect_page": page, "redirect_page_route_path": f"/{new}/", "automatically_created": True}
    OldAddress.objects.update_or_create(old_path=was, site_id=site_id, defaults=told)


def _refuse_old(path: str, typed: str, site: Site) -> None:
    if not typed.strip() or path == "/":
        raise DomainError("Напишите адрес страницы прежнего сайта: /o-nas.html.", field="old")
    if len(path) > LONGEST:
        raise DomainError(f"Адрес длиннее {LONGEST} знаков.", field="old")
    if f"{path}/".startswith(_OFFICE):
        raise DomainError("По этому адресу работает система: его нельзя увести.", field="old")
    if "?" not in path and _opens(path, site):
        raise DomainError("По этому адресу сейчас открывается страница сайта: переход не сработает.", field="old")


def _opens(path: str, site: Site) -> bool:
    """Something answers there today: a page, or a section that is none."""
    try:
        is_wagtails = resolve(f"{path}/", urlconf=settings.ROOT_URLCONF).url_name == "wagtail_serve"
    except Resolver404:
        return False
    if not is_wagtails:
        return True
    found, route = _page_at(path, site)
    return found is not None and not route


def _page_at(path: str, site: Site) -> tuple[Page | None, str]:
    """The live page of a path, and what is left of the path for a page that has parts."""
    components = [part for part in path.partition("?")[0].split("/") if part]
    try:
        page = site.root_page.specific.route(get_dummy_request(path=f"{path}/", site=site), components).page
    except Http404:
        return None, ""
    parts = page.get_url_parts()
    rest = f"{path.rstrip('/')}/".removeprefix(parts[2]) if parts else ""
    return page, f"/{rest}" if rest else ""


def _end_of(to: str, *, path: str, but: OldAddress | None) -> str:
    """Where the chain of links that begins at `to` ends. Raises DomainError for a circle and for what is no address."""
    to = to.strip()
    for _ in range(_STEPS):
        if not to.startswith(("/", "https://", "http://")) or to.startswith("//") or any(c.isspace() for c in to):
            raise DomainError("Нужен адрес страницы сайта «/novosti/» или полный «https://…».", field="to")
        if len(to) > LONGEST:
            raise DomainError(f"Адрес длиннее {LONGEST} знаков.", field="to")
        if not to.startswith("/"):
            return to
        if Redirect.normalise_path(to) == path:
            raise DomainError("Адрес вёл бы сам на себя.", field="to")
        known = OldAddress.objects.filter(old_path=Redirect.normalise_path(to)).exclude(pk=but.pk if but else None)
        further = known.filter(~Q(redirect_link="") | Q(redirect_page__isnull=False)).first()
        if further is None or not further.target:
            return to
        to = further.target
    raise DomainError("Адреса ведут по кругу.", field="to")


def _target(to: str, site: Site) -> _Target:
    if not to.startswith("/"):
        return _Target(link=to)
    if "?" in to or "#" in to:
        return _Target(link=to)
    page, route = _page_at(to, site)
    return _Target(page, route) if page else _Target(link=to)


def _target_words(before: OldAddress | None, after: OldAddress | None) -> dict[str, list[object]]:
    words = [one.target if one else None for one in (before, after)]
    return {"leads_to": list(words)} if words[0] != words[1] else {}
