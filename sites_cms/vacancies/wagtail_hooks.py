from wagtail import hooks
from wagtail.admin.viewsets.base import ViewSet

from sites_cms.vacancies.viewsets import VacancyViewSet


@hooks.register("register_admin_viewset")
def vacancies() -> ViewSet:
    return VacancyViewSet()
