"""Meters of flats and houses, and what they showed (manual, section 13).

A meter stays when it is replaced; a reading is never overwritten: a correction is a new row over the old one. Who
hands readings in is told by the source: staff at the computer, an inspector in the yard, a resident by a link, a file.
Every act with a meter or a reading is in «История показаний», written in the same transaction.
"""
