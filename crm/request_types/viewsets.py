from wagtail.admin.ui.tables import BooleanColumn

from crm.request_types.forms import RequestTypeForm
from crm.request_types.models import RequestType
from crm.shell.viewsets import DomainIndexView, DomainViewSet


class RequestTypeIndexView(DomainIndexView):
    add_label = "Добавить тип"
    page_title = "Типы заявок"


class RequestTypeViewSet(DomainViewSet):
    """«Диспетчерская — Типы заявок»."""

    model = RequestType
    name = "request_types"
    icon = "tag"
    form = RequestTypeForm
    index_view_class = RequestTypeIndexView
    list_per_page = 100
    list_display = ["name", BooleanColumn("is_active", label="Включён"), "order"]
