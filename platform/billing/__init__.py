"""Бурмистр's books: what companies pay and for what. Lives in `public`, speaks for a tenant by its row.

Tariffs by volume, a daily count of personal accounts, the monthly charge, invoices, and the double-entry ledger
under all of it. Banks' statements credit companies, a nightly check stops the money of those whose books do not hold,
and those whose money runs out are warned and at last suspended. The ledger's rules (balanced, append-only, charged
once) are held by the database.
"""
