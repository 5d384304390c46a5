"""Templates and static files only.

`site` is what every theme of a resident's site shows, and each theme has a folder; `base`, `platform`, `crm`, `mobile`,
`operators`, `help`, `email` and `print` are for the rest.
"""
