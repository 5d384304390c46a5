import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

django_application = get_wsgi_application()

from sites_cms.cache.wsgi import PageCache  # noqa: E402  app ready: it reads the settings

application = PageCache(django_application)
