"""Settings. Everything that differs between installations comes from the environment or SERVICING_HOME."""

import os
import secrets
from pathlib import Path
from typing import Any

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.core.files.storage import FileSystemStorage
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent
HOME = Path(os.environ.get("SERVICING_HOME") or BASE_DIR / "var")


class Environment(environ.FileAwareEnv):  # type: ignore[misc]  # no types are published
    """Our settings begin with ``SERVICING_``; without it they are read too, as they were called before.

    With ``_FILE`` behind it a name says in which file the value stands, as vaults hand secrets over.
    """

    def get_value(self, var: str, *args: Any, **kwargs: Any) -> Any:
        ours = f"SERVICING_{var}"
        value = super().get_value(ours if ours in self.ENVIRON else var, *args, **kwargs)
        return value.rstrip("\n") if isinstance(value, str) else value


env = Environment()
os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")  # names need none, and they take 40 MB of every process


def _secret_key() -> str:
    """The installation's own key: given, or made once and kept where only its owner can read it."""
    if given := str(env("SECRET_KEY", default="")):
        return given
    path = HOME / "secret_key"
    try:
        HOME.mkdir(mode=0o700, parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(50))
    except FileExistsError:
        pass
    return path.read_text()


def _server(variable: str) -> str:
    address = str(env(variable, default=""))
    if not address:
        raise ImproperlyConfigured(
            f"{variable} is not set; manage.py finds or starts the servers and sets it"
        )
    return address


SECRET_KEY = _secret_key()
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])  # earlier ones, while they are replaced
DEBUG = env.bool("DEBUG", default=False)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
HTTPS = env.bool("HTTPS", default=False)

INSTALLED_APPS = [
    "servicing",
    "servicing.api",
    "notices",
    "accounts",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "csp",
    "django_htmx",
    "pghistory",
    "pgtrigger",
]

MIDDLEWARE = [
    "servicing.security.requests.proxies.encrypted",
    "servicing.security.requests.proxies.behind_proxies",
    "django.middleware.security.SecurityMiddleware",
    "servicing.security.requests.bodies.limited",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "servicing.workspace.signing_in.entry.SignInFirst",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "servicing.security.requests.bodies.printable",
    "servicing.security.sessions.idle_limit",
    "servicing.security.requests.rates.limited",
    "servicing.security.access_records.kept",
    "servicing.middleware.by_whom",
    "servicing.middleware.in_own_zone",
    "servicing.workspace.drafts.keeping.settled",
    "servicing.security.sent_forms.once",
    "servicing.workspace.errors.only_posted",
]

ROOT_URLCONF = "servicing.urls"
WSGI_APPLICATION = "servicing.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["servicing.templatetags.form_key"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "servicing.access.granted",
                "servicing.workspace.navigation.menu",
                "servicing.workspace.queues.current_person.at_hand",
            ],
        },
    },
]

DATABASES = {
    "default": {
        **env.db_url_config(_server("DATABASE_URL")),
        "ENGINE": "django.db.backends.postgresql",
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    },
}
# The role that owns the tables: migrations, rights and the deletion of what is past its time are its own.
if owner := env.str("OWNER_DATABASE_URL", default=""):
    DATABASES["owner"] = {**env.db_url_config(owner), "ENGINE": "django.db.backends.postgresql"}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CELERY_BROKER_URL = _server("REDIS_URL")
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 3600,
    "unacked_restore_interval": 10,
    "unacked_restore_throttle": 1,
}
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False  # the worker logs as all others do
CELERY_TASK_TIME_LIMIT = 1800
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
TICK_SECONDS = env.float("TICK_SECONDS", default=60)
CELERY_BEAT_SCHEDULE_FILENAME = str(HOME / "clock")

# How the night is cut up (accounts.close.shards). A lease that lapses is taken over by the next worker.
SHARD_ACCOUNTS = env.int("SHARD_ACCOUNTS", default=6_000)
# Begins the references that this book gives, so that those of several books differ; empty for one book.
BOOK_PREFIX = env.str("BOOK_PREFIX", default="")
SHARD_LEASE_SECONDS = env.int("SHARD_LEASE_SECONDS", default=60)
MAX_EXTRA_WORKERS = env.int(
    "MAX_EXTRA_WORKERS", default=env.int("HANDS", default=8)
)  # workers called to help with a day of many shards

BULK_SECOND_PERSON_ABOVE = env.int("BULK_SECOND_PERSON_ABOVE", default=100)  # rows of one bulk act

RELEASE_CUT_OFF = env.float("RELEASE_CUT_OFF", default=2)  # hours in which released notices can be recalled

# Sending (notices.delivery). A channel without its setting is not in use.
OUTBOX = env.str("OUTBOX", default=str(HOME / "outbox"))  # a folder, or sftp://user@host/path
OUTBOX_KNOWN_HOSTS = env.str("OUTBOX_KNOWN_HOSTS", default=str(Path.home() / ".ssh" / "known_hosts"))
OUTBOX_KEY = env.str("OUTBOX_KEY", default="")  # private key file; empty: what the account's agent has
EMAIL_URL = env.str("EMAIL_URL", default="")  # smtp://… or smtp+tls://…
EMAIL_FROM = env.str("EMAIL_FROM", default="notices@localhost")  # bounces come back to it
SMS_URL = env.str("SMS_URL", default="")
APP_MESSAGES = env.bool("APP_MESSAGES", default=False)  # the bank's own app takes messages from the API
BOUNCES = env.str("BOUNCES", default="")  # a maildir, or imaps://…
SEND_LEASE_SECONDS = env.int("SEND_LEASE_SECONDS", default=180)
SEND_TIMEOUT_SECONDS = env.float("SEND_TIMEOUT_SECONDS", default=20)
SEND_WAIT_SCALE = env.float("SEND_WAIT_SCALE", default=1)  # what the table of waits is multiplied by
ALARM_EMAIL = env.str("ALARM_EMAIL", default="")  # who is told when a deadline is in danger
SITE_URL = env.str("SITE_URL", default="http://localhost:8000")  # begins the links in mails
ALARM_URL = env.str("ALARM_URL", default="")  # or a webhook

DEMO_RECEIVED = env.str("DEMO_RECEIVED", default="")  # where the demo's own providers keep what they took

# The API (servicing.api).
API_RATE = env.int("API_RATE", default=1200)  # requests of a token in a minute; 0: no bound
API_INTAKE_BYTES = env.int("API_INTAKE_BYTES", default=8 * 2**30)  # the largest file that is taken in
WEBHOOK_LOOPBACK = env.bool("WEBHOOK_LOOPBACK", default=False)  # events go to this machine too, and by http
WEBHOOK_TIMEOUT_SECONDS = env.float("WEBHOOK_TIMEOUT_SECONDS", default=15)
WEBHOOK_WAIT_SCALE = env.float("WEBHOOK_WAIT_SCALE", default=1)  # what its table of waits is multiplied by
REST_FRAMEWORK = {
    "DEFAULT_SCHEMA_CLASS": "servicing.api.http.schema.Operation",
    "UNAUTHENTICATED_USER": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Servicing",
    "DESCRIPTION": "The book of delinquent accounts: read, added to, and heard of by events.",
    "VERSION": "1.0.0",
    "OAS_VERSION": "3.1.1",
    "SCHEMA_PATH_PREFIX": "/api/v1/",
    "PARSER_WHITELIST": None,
    "POSTPROCESSING_HOOKS": ["servicing.api.http.schema.add_problem"],
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
}

METRICS_TOKEN = env.str("METRICS_TOKEN", default="")  # what monitors bring; without it they see little

AUTH_USER_MODEL = "servicing.User"
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "name", "email")},
    },
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "servicing.security.passwords.GuessedFirstValidator"},
    {"NAME": "servicing.security.passwords.BreachedValidator"},
]
PASSWORD_RESET_TIMEOUT = 24 * 3600  # seconds in which a link to choose a password works
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "sign-in"
SECOND_FACTOR = env.str("SECOND_FACTOR", default="supervisors")  # of whom: them and above, everybody, nobody

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("zh-hans", _("Chinese")), ("es", _("Spanish"))]
FORMAT_MODULE_PATH = "servicing.formats"
LOCALE_PATHS = [BASE_DIR / "servicing" / "locale"]
TIME_ZONE = "UTC"
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = HOME / "static"
STORAGES = {
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage",
        "OPTIONS": {
            "manifest_storage": FileSystemStorage(location=HOME)
        },  # what is served has no list of itself
    },
}

SESSION_ENGINE = "servicing.security.session_store"
SESSION_COOKIE_AGE = 10 * 3600
ACCESS_KEPT_MONTHS = env.int("ACCESS_KEPT_MONTHS", default=24)  # of who signed in and who looked at whom
IDLE_MINUTES = env.int("IDLE_MINUTES", default=30)  # without use, after which somebody signs in again
PERSON_RATE = env.int("PERSON_RATE", default=600)  # requests of a person in a minute; 0: no bound
PROXIES = env.int("PROXIES", default=0)  # in front of us, each of which adds who came to X-Forwarded-For
LARGEST_BODY = 1_000_000  # bytes of a form
LARGEST_UPLOAD = 5_000_000  # of a form with a picture
FILE_UPLOAD_MAX_MEMORY_SIZE = LARGEST_UPLOAD  # never a file that somebody killed leaves behind
LARGEST_INTAKE = env.int("LARGEST_INTAKE", default=2_000_000_000)  # of a file that comes by the API
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "sessionid"
USED_COOKIE_NAME = "__Host-used" if HTTPS else "used"
KNOWN_COOKIE_NAME = "__Host-known" if HTTPS else "known"
LANGUAGE_COOKIE_NAME = "__Host-language" if HTTPS else "django_language"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrftoken"
CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS and env.bool("HSTS_SUBDOMAINS", default=True)
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    },
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "class": "servicing.security.logs.Lines",
            "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": env.str("LOG_LEVEL", default="INFO")},
}
