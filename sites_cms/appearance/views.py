from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from crm.rights.domain.access import EDITS_SITE
from crm.rights.views import require_action
from sites_cms.appearance.domain import looks
from sites_cms.appearance.forms import LookForm
from sites_cms.appearance.models import Appearance
from sites_cms.cache.middleware import ONE_PERSONS
from tenants.errors import DomainError

_YEAR = 31_536_000


@require_safe
def tokens(request: HttpRequest) -> HttpResponse:
    """`/theme.css`: the company's colours as custom properties; the address changes with them."""
    look = looks.look_of(request)
    response = render(request, "base/tokens.css", {"colours": look.palette}, content_type="text/css")
    if look.is_preview:
        request.META[ONE_PERSONS] = True
        return response
    current = request.GET.get("v") == look.version
    response["Cache-Control"] = f"public, max-age={_YEAR}, immutable" if current else "no-cache"
    return response


@require_action(EDITS_SITE)
def edit_look(request: HttpRequest) -> HttpResponse:
    """«Оформление»: choose by picture, look at the site so, switch on."""
    saved = Appearance.load(request)
    # Who comes back from a look at the site finds what was chosen there.
    chosen = {name: request.GET[name] for name in ("theme", "accent") if name in request.GET}
    initial = {"theme": saved.shown_theme.code, "accent": saved.accent} | chosen
    form = LookForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            return _look(request, form) if "look" in request.POST else _save(request, form)
        except DomainError as error:
            form.add_error(error.field, str(error))
    shown = {"form": form, "saved": saved}
    return render(request, "appearance/look.html", shown, status=422 if form.errors else 200)


@require_action(EDITS_SITE)
@require_POST
def end_look(request: HttpRequest) -> HttpResponse:
    """The bar above the site in a preview: «Включить» or «Вернуться»."""
    shown = looks.previewed(request)
    looks.end_preview(request.session)
    back = reverse("site_appearance")
    if shown is None:
        messages.warning(request, "Просмотр уже закончился. Выберите оформление ещё раз.")
        return redirect(back)
    chosen = {"theme": shown.theme, "accent": shown.accent}
    if "switch_on" not in request.POST:
        return HttpResponseRedirect(f"{back}?{urlencode(chosen)}")
    looks.change_look(**chosen, by=request.user)  # type: ignore[arg-type]  # the guard lets only users in
    messages.success(request, f"Включено: «{shown.shown_theme.title}». Жители уже видят сайт таким.")
    return redirect(back)


def _look(request: HttpRequest, form: LookForm) -> HttpResponse:
    looks.begin_preview(request.session, **form.cleaned_data)
    return redirect("/")


def _save(request: HttpRequest, form: LookForm) -> HttpResponse:
    form.apply(by=request.user)  # type: ignore[arg-type]  # the guard lets only users in
    looks.end_preview(request.session)
    messages.success(request, "Сохранено. Жители уже видят сайт таким.")
    return redirect("site_appearance")
