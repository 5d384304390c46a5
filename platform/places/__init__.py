"""The directory of Russian federal districts, regions and settlements.

It exists so that an address typed by hand, imported from a file or picked on the join form names a place
that everyone spells alike, and so that a УК's clock is known from its town. Operators keep it; tenants
only read it, through `places.domain`, because it lives in the public schema and no foreign key crosses.
"""
