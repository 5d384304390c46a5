"""Through what somebody works. A property of the session (or of an API token), never of the browser's name."""

from django.db.models import TextChoices

SESSION_KEY = "channel"
# In the session of Бурмистр's operator who is here as an employee: the number of the visit, and the operator's name.
VISIT, VISIT_BY = "visit", "visit_by"


class Channel(TextChoices):
    """The two pictograms of the manual (section 4), a monitor and a phone, and a program that works for a person."""

    COMPUTER = "computer", "Компьютер"  # signed in at /crm/
    MOBILE = "mobile", "Телефон"  # signed in at /m/
    API = "api", "Программа"  # a token at /api/


# What opens the door itself. People of contractors work on the phone only.
ENTER = {
    Channel.COMPUTER: "wagtailadmin.access_admin",
    Channel.MOBILE: "shell.enter_mobile",
    Channel.API: "shell.enter_api",
}
