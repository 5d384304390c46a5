from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404

from crm.company.models import Employee
from files.sending import send_private


def employee_photo(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A colleague's face, for whoever works here; to residents it does not exist."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    if not hasattr(request.user, "access"):
        raise Http404
    employee = get_object_or_404(Employee.objects.exclude(photo=""), pk=pk)
    return send_private(request, str(employee.photo.name), as_name=f"{employee}.jpg")
