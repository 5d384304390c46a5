from django.db.models import TextChoices


class ContractorKind(TextChoices):
    """Who does the work; lengths of ИНН and ОГРН follow from it, and whether there is a КПП."""

    ORGANISATION = "organisation", "Организация"
    ENTREPRENEUR = "entrepreneur", "ИП"
