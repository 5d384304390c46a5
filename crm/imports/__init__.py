"""The import engine: a table that people made becomes rows of ours, all or nothing, seen before it is done.

A kind of import is one class (`registry.Importer`) which a module writes in one file and registers: its columns,
how a row is cleaned, the staging table, how staged rows compare with what is stored and how they are merged. The
engine reads (`domain/reading.py`), runs (`domain/runs.py`, `domain/engine.py`), reports and shows.

    upload → check (dry run: what would be added, changed, refused and why) → «Загрузить» → load

Rows stream through Python into a temporary table by COPY; everything after that is set-based SQL in the same
transaction, so a worker killed in the middle leaves nothing behind and the run can be sent again.
"""
