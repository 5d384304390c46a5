"""Settings. Everything that differs between installations comes from the environment; see infra/settings.md."""

import os
import zoneinfo
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import dj_database_url
from celery.schedules import crontab

from watch import lines

# One table of time zones on every machine: that of the pinned package, never the system's.
zoneinfo.reset_tzpath(())

ROOT = Path(__file__).resolve().parents[2]
HOME = Path(os.environ.get("BURMISTR_HOME") or ROOT / ".burmistr")
DEBUG = os.environ.get("DEBUG") == "1"


def _secret_key() -> str:
    """From the environment, else made at random once for this installation and kept in its dot folder."""
    if key := os.environ.get("SECRET_KEY"):
        return key
    kept = HOME / "secret-key"
    if not kept.exists():
        from django.core.management.utils import get_random_secret_key  # noqa: PLC0415  optional: first start only

        HOME.mkdir(parents=True, exist_ok=True)
        kept.touch(mode=0o600)
        kept.write_text(get_random_secret_key())
    return kept.read_text()


SECRET_KEY = _secret_key()
# Keys of companies' secrets (tenants.secrets), the newest first; the last resort is derived from SECRET_KEY.
SECRETS_KEYS = [*filter(None, os.environ.get("SECRETS_KEYS", "").split(",")), SECRET_KEY]
# Hashes logins in the directory for central sign-in (tenants.domain.directory).
DIRECTORY_KEY = os.environ.get("DIRECTORY_KEY") or SECRET_KEY

# Where the service answers. Tenants are at <slug>.<TENANT_BASE_HOST>.
_base = urlsplit(os.environ.get("BASE_URL", "http://localhost:8000"))
SITE_SCHEME = _base.scheme
SITE_PORT = _base.port or (443 if SITE_SCHEME == "https" else 80)
SITE_PORT_SUFFIX = f":{_base.port}" if _base.port else ""
PLATFORM_HOST = _base.hostname or "localhost"
PLATFORM_HOSTS = {PLATFORM_HOST, f"www.{PLATFORM_HOST}"}
TENANT_BASE_HOST = os.environ.get("TENANT_BASE_HOST", PLATFORM_HOST)
# Addresses of the proxy, to which companies point their own domains, and the resolvers that are asked about these.
PUBLIC_ADDRESSES = os.environ.get("PUBLIC_ADDRESSES", "").split()
DNS_RESOLVERS = os.environ.get("DNS_RESOLVERS", "").split()
ALLOWED_HOSTS = ["*"]  # TenantMiddleware answers 404 for a host that is in no table
CSRF_TRUSTED_ORIGINS = [
    f"{SITE_SCHEME}://{PLATFORM_HOST}{SITE_PORT_SUFFIX}",
    f"{SITE_SCHEME}://*.{TENANT_BASE_HOST}{SITE_PORT_SUFFIX}",
]

# What stands in which schema. An app may be in both lists: it then has tables of its own in each schema.
_BOTH = [
    "tenants.content_types",
    "django.contrib.contenttypes",
    "identity",
    "django.contrib.auth",
    "django.contrib.sessions",  # its table is read by the release before this one only; ours is identity.Session
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.contrib.typed_table_block",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "taggit",
]
SHARED_APPS = [
    "tenants",  # before django_tenants: our `migrate` takes the place of theirs
    "django_tenants",
    *_BOTH,
    "watch",
    "places",
    "questions",
    "notifications",
    "support",
    "billing",
    "sms",
    "push",
    "registration",
    "operators",
]
TENANT_APPS = [
    *_BOTH,
    "crm.rights",
    "crm.journal",
    "crm.imports",
    "crm.shell",
    "crm.mobile",
    "crm.request_types",
    "crm.company",
    "crm.accounting",
    "crm.people",
    "crm.meters",
    "crm.dispatch",
    "crm.billing",
    "crm.sms",
    "crm.api",
    "crm.personal_data",
    "crm.notices",
    "sites_cms.pages",
    "sites_cms.appearance",
    "sites_cms.alerts",
    "sites_cms.houses",
    "sites_cms.disclosure",
    "sites_cms.documents",
    "sites_cms.vacancies",
]
_NO_TABLES = [
    "django.contrib.staticfiles",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "modelcluster",
    "pgtrigger",
    "django_htmx",
    "django.forms",  # its templates, found by TemplatesSetting: ours take the place of some of Wagtail's widgets
    "ckeditor",
    "csp",
    "axes",  # counts in the cache: MIGRATION_MODULES keeps its tables out of every schema
    "files",
    "rich_text",
    "sites_cms.cache",
    "sites_cms.chat",
    "sites_cms.own_domain",
    "help",
    "themes",
]


INSTALLED_APPS = [*dict.fromkeys([*SHARED_APPS, *TENANT_APPS]), *_NO_TABLES]

MIGRATION_MODULES = {"axes": None}
TENANT_MODEL = "tenants.Tenant"
TENANT_DOMAIN_MODEL = "tenants.Domain"
TENANT_LIMIT_SET_CALLS = True  # one SET search_path a request, not one a query
PUBLIC_SCHEMA_URLCONF = "config.urls_platform"
ROOT_URLCONF = "config.urls_tenant"
DATABASE_ROUTERS = ["django_tenants.routers.TenantSyncRouter"]

MIDDLEWARE = [
    "config.health.HealthMiddleware",
    "config.certificates.CertificateMiddleware",
    "config.proxy.ClientAddressMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "watch.middleware.MetricsMiddleware",
    "watch.middleware.RequestMiddleware",
    "tenants.middleware.TenantMiddleware",
    "tenants.middleware.OwnModelsMiddleware",
    "sites_cms.cache.middleware.RememberedPageMiddleware",
    "config.headers.PolicyMiddleware",
    "config.headers.HeadersMiddleware",
    "files.middleware.FilesMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "identity.middleware.PersonMiddleware",
    "identity.middleware.OriginMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "editing.drafts.DraftsMiddleware",
    "crm.company.visiting.VisitMiddleware",
    "identity.middleware.OwnPasswordMiddleware",
    "identity.middleware.SecondFactorMiddleware",
    "identity.middleware.TimeZoneMiddleware",
    "crm.billing.middleware.SuspendedMiddleware",
    "sites_cms.pages.moved.MovedMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        # themes/crm stands in the path itself, as it overrides templates of Wagtail by their names.
        "DIRS": [ROOT / "themes", ROOT / "themes" / "crm"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "wagtail.contrib.settings.context_processors.settings",
            ],
        },
    },
]

FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

_database = dj_database_url.parse(
    os.environ.get("DATABASE_URL", "postgresql://localhost/burmistr"),
    engine="tenants.postgresql",
    conn_max_age=int(os.environ.get("DATABASE_CONNECTION_SECONDS", "300")),
)
# A connection that has touched many tenants holds much memory, so it is renewed after these seconds.
_database["TEST"] = {"NAME": os.environ.get("TEST_DATABASE", "test_burmistr")}
# A pooler in transaction mode gives each transaction another server connection: no cursor outlives it. infra/scale.md
_database["DISABLE_SERVER_SIDE_CURSORS"] = os.environ.get("DATABASE_POOLER") == "transaction"
DATABASES = {"default": _database}
for _number, _url in enumerate(os.environ.get("DATABASE_REPLICA_URLS", "").split(), 1):  # read by tenants.replica
    DATABASES[f"replica{_number}"] = {
        **_database,
        **dj_database_url.parse(_url, engine=_database["ENGINE"], conn_max_age=_database["CONN_MAX_AGE"]),
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"connect_timeout": 2, "tcp_user_timeout": 5000},  # seconds, milliseconds
        "TEST": {"MIRROR": "default"},
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
MIGRATION_WORKERS = int(os.environ.get("MIGRATION_WORKERS") or os.cpu_count() or 1)  # companies at a time

REDIS_URL = os.environ.get("REDIS_URL", "redis://localhost:6379")
_socket = REDIS_URL.startswith("unix://")
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": f"{REDIS_URL}?db=1" if _socket else f"{REDIS_URL.rstrip('/')}/1",
        "KEY_FUNCTION": "django_tenants.cache.make_key",  # every key carries the schema
    }
}
CELERY_BROKER_URL = (
    f"redis+socket://{REDIS_URL.removeprefix('unix://')}?virtual_host=2" if _socket else f"{REDIS_URL.rstrip('/')}/2"
)
BROKER_REDIS_URL = f"{REDIS_URL}?db=2" if _socket else f"{REDIS_URL.rstrip('/')}/2"  # the same, as redis-py writes it
CELERY_TASK_ALWAYS_EAGER = os.environ.get("CELERY_EAGER") == "1"  # tests only
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 1000
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = "Europe/Moscow"
# Seconds between two batches of a notice: what of a mailing goes out a minute follows from it and `Channel.at_once`.
NOTICES_PAUSE = 5
CELERY_BEAT_SCHEDULE_FILENAME = str(HOME / "beat-schedule")
CELERY_BEAT_SCHEDULE = {
    "pulse": {"task": "watch.pulse", "schedule": crontab()},
    "clean-up of runs": {"task": "watch.clean_up", "schedule": crontab(hour=4, minute=10)},
    "snapshot of accounts": {"task": "billing.snapshot_all", "schedule": crontab(hour=0, minute=20)},
    "ended sessions": {"task": "identity.clear_all_sessions", "schedule": crontab(hour=4, minute=50)},
    "traces of old loads": {"task": "imports.forget_traces_everywhere", "schedule": crontab(hour=4, minute=20)},
    "sites by the clock": {"task": "site_houses.watch_everywhere", "schedule": crontab(minute="*/5")},
    "deadlines of requests": {"task": "dispatch.watch_everywhere", "schedule": crontab(minute="*/5")},
    "links for readings": {"task": "meters.forget_links_everywhere", "schedule": crontab(hour=4, minute=40)},
    "directory of sign-ins": {"task": "identity.refill_directories", "schedule": crontab(hour=4, minute=30)},
    "contracts that end": {"task": "company.warn_of_contracts_everywhere", "schedule": crontab(hour=6, minute=0)},
    # Every half hour to the companies where it is morning: what a stop of the service has missed is made up for.
    "morning summaries": {"task": "company.send_summaries_everywhere", "schedule": crontab(minute="0,30")},
    "readings by programs": {"task": "api.close_days", "schedule": crontab(hour=0, minute=50)},
    "own domains": {"task": "site_domain.watch_everywhere", "schedule": crontab(minute="*/10")},
    "letters that come back": {"task": "notifications.read_returns", "schedule": crontab(minute="*/5")},
    "mail domains": {"task": "company.watch_mail_everywhere", "schedule": crontab(minute="5-59/10")},
    "notices": {"task": "notices.watch_everywhere", "schedule": crontab(minute="*/5")},
    "verifications of meters": {
        "task": "notices.tell_of_verifications_everywhere",
        "schedule": crontab(hour=10, minute=20),
    },
    "SMS that wait": {"task": "sms.watch_queue", "schedule": crontab()},
    "receipts of SMS": {"task": "sms.receive", "schedule": crontab()},
    "reports of SMS": {"task": "sms.ask_statuses", "schedule": crontab()},
    "balances at SMS services": {"task": "sms.ask_balances", "schedule": crontab(minute=15)},
    "reconciliation of SMS": {"task": "sms.reconcile", "schedule": crontab(hour=5, minute=0)},
    "pushes that wait": {"task": "push.watch_queue", "schedule": crontab()},
    "old pushes": {"task": "push.forget_old", "schedule": crontab(hour=4, minute=55)},
    "check of the books": {"task": "billing.check_books", "schedule": crontab(hour=5, minute=20)},
    # Before the charge of the month: they are spent on it first. Twice more for a company that could not be counted.
    "bonuses of the month": {
        "task": "crm_billing.accrue_bonuses_everywhere",
        "schedule": crontab(day_of_month="1-3", hour=1, minute=30),
    },
    "papers of the month": {
        "task": "crm_billing.close_month_everywhere",
        "schedule": crontab(day_of_month="1-3", hour=7, minute=0),  # twice more for one that could not be charged
    },
    "money of companies": {"task": "crm_billing.watch_money_everywhere", "schedule": crontab(hour=9, minute=5)},
    "visits of operators": {"task": "company.close_visits", "schedule": crontab(minute="*/5")},
    "payments by statements": {"task": "billing.credit_waiting", "schedule": crontab(minute="*/10")},
    "monthly charge": {"task": "billing.charge_last_month", "schedule": crontab(day_of_month=1, hour=3, minute=0)},
}

# Where services of SMS are asked, if not at their own addresses: smsc=http://127.0.0.1:9000/sys/ for an emulator.
SMS_ADDRESSES = dict(one.split("=", 1) for one in os.environ.get("SMS_ADDRESSES", "").split())

# Web Push: our own key, 64 hexadecimal digits, and where a push service can complain, mailto:… or https://…; without
# both nothing goes by push. An emergency that no device has shown after so many minutes goes by SMS, too.
VAPID_PRIVATE_KEY = os.environ.get("VAPID_PRIVATE_KEY", "")
VAPID_SUBJECT = os.environ.get("VAPID_SUBJECT", "")
PUSH_RECEIPT_MINUTES = int(os.environ.get("PUSH_RECEIPT_MINUTES", "10"))
PUSH_LOCAL_SERVICES = os.environ.get("PUSH_LOCAL_SERVICES") == "1"  # tests and a developer's emulator only

# Several installations of one owner number their invoices apart: 1, 10000001, 20000001 … See infra/moving.md.
INVOICE_NUMBERS_FROM = int(os.environ.get("INVOICE_NUMBERS_FROM", "1"))

AUTH_USER_MODEL = "identity.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",  # refuses while a login or an address is locked
    "identity.backends.SignInBackend",
    "crm.rights.backend.RightsBackend",
]
SESSION_ENGINE = "identity.session_engine"
# Wrong passwords are counted in the cache, for each schema apart: identity.domain.lockout.
AXES_HANDLER = "identity.axes_handler.LockoutHandler"
AXES_LOCKOUT_PARAMETERS = ["username", "ip_address"]
AXES_FAILURE_LIMIT = 1  # of the limits, which are the handler's
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_USERNAME_FORM_FIELD = "username"
AXES_USERNAME_CALLABLE = "identity.axes_handler.login_of"
AXES_CLIENT_IP_CALLABLE = "identity.axes_handler.address_of"
AXES_ENABLE_ADMIN = AXES_VERBOSE = False
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "identity.password_rules.CommonWordsValidator"},  # Django's own list, and a Russian one
    {"NAME": "identity.password_rules.OwnWordsValidator"},
]
LOGIN_URL = "wagtailadmin_login"
LOGIN_REDIRECT_URL = "wagtailadmin_home"
RATELIMIT_FAIL_OPEN = False
SILENCED_SYSTEM_CHECKS = [
    "ckeditor.W001",  # CKEditor 4 is asked for by the owner; whatever it sends is sanitised on the server
    "wagtailadmin.W003",  # WAGTAILADMIN_BASE_URL is one for all; ours is each tenant's own
    "security.W005",  # HSTS stays at our host: a company's own domain may have other hosts without TLS
    "security.W021",  # for the same reason no domain is preloaded
    "security.W019",  # Wagtail shows previews in a frame of its own host, others are refused
    "axes.W002",  # our views show the lock themselves, and no middleware changes their answer
    "django_ratelimit.W001",  # Django's Redis backend counts atomically; the library knows only older ones by name
]

LANGUAGE_CODE = "ru"
LANGUAGES = [("ru", "Русский")]
TIME_ZONE = "Europe/Moscow"
USE_I18N = True
USE_TZ = True
FORMAT_MODULE_PATH = ["config.formats"]

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STATICFILES_DIRS = sorted((ROOT / "themes").glob("*/static"))
MEDIA_URL = "/media/"
MEDIA_ROOT = HOME / "media"
PRIVATE_ROOT = HOME / "private"
# https://key:secret@host/bucket?region=…; empty: files lie on this machine's disk. See infra/settings.md.
S3_URL = os.environ.get("S3_URL", "")
S3_PUBLIC_URL = os.environ.get("S3_PUBLIC_URL", "")
_files = "tenants.s3" if S3_URL else "tenants.storage"
STORAGES = {
    "default": {"BACKEND": f"{_files}.TenantStorage"},
    "private": {"BACKEND": f"{_files}.PrivateTenantStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG or os.environ.get("PLAIN_STATIC") == "1"  # tests collect nothing
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# smtp://user:password@host:25, smtp+tls:// (STARTTLS) or smtps://. Empty: letters are kept for the operator.
SMTP_URL = os.environ.get("SMTP_URL", "")
_smtp = urlsplit(SMTP_URL)
SMTP: dict[str, Any] = {
    "host": _smtp.hostname,
    "port": _smtp.port,
    "username": _smtp.username or "",
    "password": _smtp.password or "",
    "use_tls": _smtp.scheme == "smtp+tls",
    "use_ssl": _smtp.scheme == "smtps",
    "timeout": float(parse_qs(_smtp.query).get("timeout", ["20"])[0]),
}
EMAIL_BACKEND = "notifications.mail_backend.OutboxBackend"
DEFAULT_FROM_EMAIL = os.environ.get("MAIL_FROM", f"Бурмистр <robot@{PLATFORM_HOST}>")
# What a company with a mail domain of its own adds to its SPF after `include:`; empty: it is not asked to.
SPF_INCLUDE = os.environ.get("SPF_INCLUDE", "")

# Where servers send back letters that they cannot deliver (the envelope's sender), and the mailbox where we read these,
# imaps://user:password@host:993/INBOX or imap+tls:// (STARTTLS). Empty: they go back to the sender, and nobody reads.
BOUNCES_ADDRESS = os.environ.get("BOUNCES_ADDRESS", "")
BOUNCES_URL = os.environ.get("BOUNCES_URL", "")

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SITE_SCHEME == "https"
SESSION_COOKIE_HTTPONLY = True
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"  # Wagtail shows previews in a frame
BEHIND_PROXY = os.environ.get("BEHIND_PROXY") == "1"
TLS_ASK_TOKEN = os.environ.get("TLS_ASK_TOKEN", "")  # by which the proxy asks config.certificates; empty: nobody may
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
SECURE_HSTS_SECONDS = 31536000 if SITE_SCHEME == "https" else 0
SECURE_SSL_REDIRECT = SITE_SCHEME == "https"
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
LARGEST_REQUEST_BYTES = 60 * 1024 * 1024  # above the largest form's limit, that of imports
ADMIN_PREFIXES = ("/crm/", "/operator/")
PERSONAL_PREFIXES = (*ADMIN_PREFIXES, "/m/", "/api/")  # answers that no browser keeps, unless a view says otherwise
# What answers at every host of a company and never leads to its primary one (tenants.middleware).
EVERY_HOST_PREFIXES = (
    *PERSONAL_PREFIXES, "/sign-in/", "/files/", "/documents/", "/media/", "/static/", "/theme.css",
    "/foto-doma/", "/.well-known/", "/push/", "/worker.js",
)  # fmt: skip
# No inline script, no inline style, no other host. Each exception has its reason in infra/security.md.
_SELF_ONLY: dict[str, Any] = {
    "default-src": ["'none'"],
    "script-src": ["'self'"],
    "style-src": ["'self'"],
    "img-src": ["'self'", "data:"],
    "font-src": ["'self'"],
    "connect-src": ["'self'"],
    "manifest-src": ["'self'"],
    "form-action": ["'self'"],
    "base-uri": ["'none'"],
    "frame-ancestors": ["'self'"],
} | ({"upgrade-insecure-requests": True} if SITE_SCHEME == "https" else {})
CONTENT_SECURITY_POLICY = {"DIRECTIVES": _SELF_ONLY}
ADMIN_CONTENT_SECURITY_POLICY = _SELF_ONLY | {
    "img-src": ["'self'", "data:", "blob:"],
    "frame-src": ["'self'"],
    "style-src": ["'self'", "'unsafe-inline'"],
}

WAGTAIL_SITE_NAME = "Бурмистр"
# WAGTAILADMIN_BASE_URL stays unset: every tenant has its own, and addresses of pictures break on None.
WAGTAILADMIN_PERMITTED_LANGUAGES = [("ru", "Русский")]
WAGTAILADMIN_UNSAFE_PAGE_DELETION_LIMIT = 10
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False  # one's own password has a page of ours (identity.views.account)
WAGTAIL_PASSWORD_RESET_ENABLED = True
WAGTAILADMIN_USER_PASSWORD_RESET_FORM = "identity.forms.PasswordLinkForm"  # noqa: S105  a form, not a password
WAGTAIL_I18N_ENABLED = False
WAGTAIL_DATE_FORMAT = "%d.%m.%Y"
WAGTAIL_DATETIME_FORMAT = "%d.%m.%Y %H:%M"
WAGTAILADMIN_RICH_TEXT_EDITORS = {"default": {"WIDGET": "rich_text.widgets.Editor"}}
WAGTAIL_ALLOW_UNICODE_SLUGS = False  # addresses are Latin: a Cyrillic one turns into %D0%BD when it is sent on
WAGTAILSEARCH_BACKENDS = {
    "default": {"BACKEND": "wagtail.search.backends.database", "SEARCH_CONFIG": "russian"},
}
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 10 * 1024 * 1024
WAGTAILIMAGES_EXTENSIONS = ["jpg", "jpeg", "png", "webp"]
WAGTAILIMAGES_IMAGE_FORM_BASE = "files.wagtail_forms.ImageForm"
WAGTAILDOCS_DOCUMENT_FORM_BASE = "files.wagtail_forms.DocumentForm"
WAGTAILDOCS_MAX_UPLOAD_SIZE = 20 * 1024 * 1024  # which kinds: files.forms.DOCUMENTS

LOGGING = lines.set_up(level=os.environ.get("LOG_LEVEL", "INFO"))
SLOW_QUERY_MS = int(os.environ.get("SLOW_QUERY_MS", "200"))
METRICS_ROOT = HOME / "metrics"
METRICS_TOKEN = os.environ.get("METRICS_TOKEN", "")
METRICS_PORT = int(os.environ.get("METRICS_PORT") or 0)  # of a worker on a machine without web processes
CSRF_FAILURE_VIEW = "watch.error_pages.csrf_failure"
