"""One file that holds a whole company: to keep, to put back, to move to another installation, to leave with.

A ZIP that opens with a double click: `data.xlsx` and `site/` for people, `files/`, and `database/` with SQL and rows
that `psql` loads without our software. What of a company stands in `public` (its books, its application) the packages
that own it add by `registry`. Nothing is held in memory whole, and nothing depends on how many other companies there
are.
"""
