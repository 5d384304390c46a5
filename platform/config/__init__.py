"""How the parts are put together: settings, URL configurations, Celery, WSGI. Imported by nobody of ours."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
