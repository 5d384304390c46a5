"""Questions beside Wagtail's editor: shared ones in the company's CRM, «Помог ли ответ?» on its site."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from crm.rights.domain.access import EDITS_SITE
from crm.rights.views import require_action
from identity.throttle import is_too_often, refuse_when_too_often
from sites_cms.pages.domain import queries, questions
from tenants.errors import DomainError

_ALL_RATINGS, _ONE_RATING = {"ip": "60/1h"}, {"ip": "1/1d"}


@require_action(EDITS_SITE)
@require_safe
def list_shared(request: HttpRequest) -> HttpResponse:
    """«Общие вопросы»: what Бурмистр has written for all, and what stands of it on this company's site."""
    faq = queries.faq_page()
    shown = {"questions": queries.shared_questions(), "faq_url": faq.get_url(request) if faq else ""}
    return render(request, "site_office/shared_questions.html", shown)


@require_action(EDITS_SITE)
@require_POST
def change_shared(request: HttpRequest, slug: str) -> HttpResponse:
    """«Скрыть», «Показать», «Ответить по-своему»."""
    try:
        if "answer" in request.POST:
            own = questions.answer_shared(slug, by=request.user)  # type: ignore[arg-type]  # staff
            return redirect("own_questions:edit", own.pk)
        if "hide" in request.POST:
            questions.hide_shared(slug, by=request.user)  # type: ignore[arg-type]  # staff
            messages.success(request, "Вопрос скрыт: на вашем сайте его больше нет.")
        else:
            questions.show_shared(slug, by=request.user)  # type: ignore[arg-type]  # staff
            messages.success(request, "Вопрос снова на сайте.")
    except DomainError as error:
        messages.error(request, str(error))
    return redirect("site_shared_questions")


@csrf_exempt  # the page is one for all visitors and holds no token; a counter goes up, throttled by address
@require_POST
def rate_answer(request: HttpRequest, slug: str) -> HttpResponse:
    """«Помог ли ответ?»: counted once a day for an address, thanked for always. Works without scripts."""
    if refusal := refuse_when_too_often(request, group="faq", rates=_ALL_RATINGS):
        return refusal
    if not is_too_often(request, group=f"faq-{slug}", rates=_ONE_RATING):
        try:
            questions.rate(slug, helped=request.POST.get("helped") == "yes")
        except DomainError as error:
            raise Http404(str(error)) from error
    faq = queries.faq_page()
    return HttpResponseRedirect(f"{faq.get_url(request) if faq else '/'}{slug}/#spasibo")
