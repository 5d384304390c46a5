from django.db.models import TextChoices


class Verdict(TextChoices):
    """What erasing would do to something that is held."""

    ERASE = "erase", "сотрём"
    KEEP = "keep", "останется"
    DONE = "done", "уже стёрто"
