from crm.meters import rights
from crm.mobile import tiles
from crm.mobile.tiles import Tile

READINGS = Tile(
    code="readings",
    order=30,
    label="Показания",
    url_name="mobile_readings",
    action=rights.ENTER_READINGS,
    icon="meter",
    hint="Снять по дому, и без связи",
    in_bar=True,
)


def register() -> None:
    """Put the screen onto the phone."""
    tiles.register(READINGS)
