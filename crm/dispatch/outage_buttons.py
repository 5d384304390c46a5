"""Buttons on the page of an outage: packages above register theirs when their app is ready."""

from crm.accounting.screen_buttons import Buttons
from crm.dispatch.models import Outage

buttons: Buttons[Outage] = Buttons()
