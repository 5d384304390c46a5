from django.http import HttpRequest
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSet

from billing.viewsets import (
    BonusRuleViewSet,
    ChargeViewSet,
    FreePeriodViewSet,
    InvoiceViewSet,
    TariffViewSet,
    TransactionViewSet,
)
from operators import bank, menu, parkings, standings
from operators import sms as sms_screens
from operators.companies import CompanyViewSet
from operators.file_asks import FileAskViewSet
from operators.town_asks import TownAskViewSet
from operators.viewsets import LetterViewSet, SettlementViewSet
from questions.viewsets import SharedQuestionViewSet
from registration.viewsets import ApplicationViewSet, MessageViewSet
from tenants.context import on_platform


@hooks.register("register_admin_viewset")
def operators_screens() -> list[ViewSet]:
    return [
        ApplicationViewSet(),
        MessageViewSet(),
        CompanyViewSet(),
        SharedQuestionViewSet(),
        LetterViewSet(),
        SettlementViewSet(),
        TownAskViewSet(),
        FileAskViewSet(),
        InvoiceViewSet(),
        TransactionViewSet(),
        TariffViewSet(),
        FreePeriodViewSet(),
        BonusRuleViewSet(),
        ChargeViewSet(),
        *(viewset() for viewset in (*bank.VIEWSETS, *parkings.VIEWSETS, *standings.VIEWSETS, *sms_screens.VIEWSETS)),
    ]


@hooks.register("construct_main_menu")
def operators_menu(request: HttpRequest, items: list[MenuItem]) -> None:
    if on_platform():
        items[:] = menu.items()
