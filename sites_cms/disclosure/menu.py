from django.urls import reverse

from crm.accounting.models import House
from crm.accounting.screen_buttons import Button
from crm.shell.menu import MenuEntry
from sites_cms.disclosure.rights import SEE_DISCLOSURE

ITEMS = [MenuEntry("Контент сайта", "Раскрытие информации", "disclosure", SEE_DISCLOSURE, "clipboard-list")]


def _forms_of(house: House) -> str:
    return reverse("disclosure_house", args=[house.pk])


HOUSE_BUTTON = Button("disclosure", 60, "Раскрытие", "clipboard-list", SEE_DISCLOSURE, _forms_of)
