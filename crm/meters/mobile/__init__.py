"""«Снять показания»: the readings of a house from door to door, on the phone of an inspector."""
