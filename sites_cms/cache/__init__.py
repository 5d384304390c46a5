"""Pages of residents' sites answered before Django, from the process's memory.

A page that an anonymous visitor asks for is rendered once and then given out without a query until something of
its company changes (`tenants.changes`). Three parts: `wsgi` stands before Django, `middleware` says which answers
may be kept and whose they are, `watching` says what a change of a page is.
"""
