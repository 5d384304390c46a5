"""Acts of a meter as PDF."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from crm.company.models import Profile
from crm.meters import rights
from crm.meters.domain import paper, queries
from crm.rights.domain.rows import within
from crm.rights.views import require_action


@require_action(rights.SEE_METERS)
def meter_act(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """«Акт ввода в эксплуатацию» or «Акт проверки»: filled in with what is known, the rest by hand."""
    if kind not in paper.ACTS:
        raise Http404
    rows = within(queries.meters_with_places(), rights.SEE_METERS, user=request.user)  # type: ignore[arg-type]  # staff
    meter = get_object_or_404(queries.with_last_readings(rows), pk=pk)
    answer = HttpResponse(paper.act_as_pdf(meter, kind, Profile.load(request)), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{kind}-{meter.pk}.pdf"'
    return answer
