"""What the service says about itself, so that whoever runs it at night sees what a person at the screen sees.

One id for each click goes through every line of the log, through tasks and to providers, and stands on the page
that says something broke («Номер обращения»). Beside it: Prometheus metrics, slow queries, the record of periodic
and failed tasks with "run again", and the pages of errors themselves.

Rules that hold in every file here: no line holds a name, phone, e-mail, password or token (152-ФЗ), only numbers of
rows; no metric has a label for the tenant; and nothing here may break what it watches.
"""
