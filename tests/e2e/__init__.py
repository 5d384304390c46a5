"""Journeys in a real browser against the running service: granian, a Celery worker, PostgreSQL, Redis."""
