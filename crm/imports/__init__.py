"""The import engine: a table that people made becomes rows of ours, all or nothing, seen before it is done.

A kind of import is one class (`registry.SetImporter` or `registry.RowImporter`) which a module writes in one file and
registers: its columns, how a row is cleaned, and what becomes of the rows. The engine reads CSV and workbooks
(`domain/reading.py`, `domain/workbooks.py`), finds out which column is which (`domain/layouts.py`), runs
(`domain/runs.py`, `domain/engine.py`, `domain/rows.py`), reports and shows.

    upload → check (dry run: what would be added, changed, refused and why) → «Загрузить» → load → «Откатить импорт»

Many rows stream through Python into a temporary table by COPY, and everything after that is set-based SQL. Few rows
with rules of their own (employees) go through domain functions one by one; there the dry run does it all and takes it
back. Either way it is one transaction, so a worker killed in the middle leaves nothing behind and the run can be sent
again.

A load can be undone for a month while nothing is built on it: the tables that it writes note what happens to their
rows (`tracing.py`), `domain/undo.py` puts them back, `domain/obstacles.py` names what stands in the way.
"""
