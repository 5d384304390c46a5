"""Templates and static files only: `site` for every theme of a site and a folder for each theme; `base`, `platform`, `crm`,
`mobile`, `operators`, `help`, `email`, `print`.
"""
