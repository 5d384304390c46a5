"""The baseline of the pages' benchmarks: the same site as a plain Wagtail project of one company.

No tenants, no middleware of ours: what `wagtail start` sets, and the same templates, blocks and rows.
"""
