"""Backup of the whole database to any moment, with PostgreSQL's own tools and nothing else.

A base copy now and then, and every segment of the write-ahead log as soon as it is full or a minute old. See
`infra/backup.md`. Needs Python alone: it must work on a machine where nothing of ours runs any more.
"""
