from django.db.models import TextChoices


class Theme(TextChoices):
    """Themes of the resident's site; the value is the folder in `themes/`."""

    DAYLIGHT = "daylight", "Дневной свет"
