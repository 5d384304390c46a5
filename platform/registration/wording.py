"""Phrases used in more than one place."""

from places.models import Settlement


def place_of(settlement: Settlement) -> str:
    """A settlement with its region, as there are many of one name; Moscow is its own region and is said once."""
    region = settlement.region.name
    return settlement.name if settlement.name == region else f"{settlement.name}, {region}"
