"""Settings of an installation; everything that differs between places comes from the environment.

Each variable, what it means and its default: `site/environment.py`, and as a table in docs/operate.md.
"""

from __future__ import annotations

import os
import re
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from commonhall.site import database, environment, file_stores, networks
from commonhall.site.limits import rate_limits
from commonhall.ui import language_files

HOME = Path(environment.read("COMMONHALL_HOME")).resolve()
COMMONHALL_HOME = HOME
DEBUG = environment.on("COMMONHALL_DEBUG")
HTTPS = environment.on("COMMONHALL_HTTPS")
SITE_NAME = environment.read("COMMONHALL_SITE_NAME")
SITE_DOMAIN = environment.read("COMMONHALL_DOMAIN")
SITE_NOTICE = environment.read("COMMONHALL_NOTICE")
SITE_URL = environment.read("COMMONHALL_URL").rstrip("/") or (
    ("https://" if HTTPS else "http://") + SITE_DOMAIN + ("" if HTTPS else ":8000")
)
# The practice town: where it is, and whether this process is it (site/practice/settings.py).
PRACTICE_URL = environment.origin("COMMONHALL_PRACTICE_URL")
PRACTICE_PORT = environment.number("COMMONHALL_PRACTICE_PORT")
PRACTICE = False
PRACTICE_HALL = environment.read("COMMONHALL_PRACTICE_HALL")
if PRACTICE_URL and PRACTICE_URL == SITE_URL:
    raise ImproperlyConfigured(
        "COMMONHALL_PRACTICE_URL: the practice town needs a host or a port of its own, not the hall's"
    )
CURRENCY = environment.read("COMMONHALL_CURRENCY")
RECORD_ORIGIN = environment.read("COMMONHALL_RECORD_ORIGIN") or f"{SITE_DOMAIN}/record"
RECORD_MAX_DELAY_SECONDS = 60
RECORD_WITNESS_DELAY_SECONDS = 3600
RECORD_WITNESS = environment.on("COMMONHALL_WITNESS")
MAP_TILES_URL = environment.read("COMMONHALL_MAP_TILES")
MAP_TILES_ATTRIBUTION = environment.read("COMMONHALL_MAP_ATTRIBUTION")
MAP_TILES_KEPT_MB = environment.number("COMMONHALL_MAP_KEPT_MB")
GALLERY = environment.on("COMMONHALL_GALLERY")
SECURITY_CONTACT = environment.read("COMMONHALL_SECURITY_CONTACT")
# Running it: docs/operate.md.
MIGRATE_AT_START = environment.on("COMMONHALL_MIGRATE")
CLOCK_JUMP_HOURS = environment.number("COMMONHALL_CLOCK_JUMP_HOURS")
CLOCK_STEP_MINUTES = environment.number("COMMONHALL_CLOCK_STEP_MINUTES")
# The limits of core/condition.py.
DISK_LIMIT_MB = environment.number("COMMONHALL_DISK_LIMIT_MB")
JOBS_WAIT_MINUTES = environment.number("COMMONHALL_JOBS_WAIT_MINUTES")
LETTERS_WAIT_MINUTES = environment.number("COMMONHALL_LETTERS_WAIT_MINUTES")
SILENT_SECONDS = environment.number("COMMONHALL_SILENT_SECONDS")
BACKUP_DAYS = environment.number("COMMONHALL_BACKUP_DAYS")
TRUSTED_PROXIES = networks.parse(
    "COMMONHALL_TRUSTED_PROXIES", environment.read("COMMONHALL_TRUSTED_PROXIES")
)
METRICS_TOKEN = environment.read("COMMONHALL_METRICS_TOKEN")
METRICS_NETWORKS = networks.parse(
    "COMMONHALL_METRICS_NETWORKS", environment.read("COMMONHALL_METRICS_NETWORKS")
)
ALERT_MAIL = environment.listed("COMMONHALL_ALERT_MAIL")
FETCH_PRIVATE = environment.on("COMMONHALL_FETCH_PRIVATE")
ALERT_WEBHOOK = environment.read("COMMONHALL_ALERT_WEBHOOK")
if ALERT_WEBHOOK and not ALERT_WEBHOOK.startswith(("https://", "http://")):
    raise ImproperlyConfigured("COMMONHALL_ALERT_WEBHOOK: write it like https://host/path")


def kept_secret(name: str) -> str:
    """A secret made once per installation and kept in its home, readable by its owner only."""
    if value := environment.read(f"COMMONHALL_{name.upper()}"):
        return value
    path = HOME / "keys" / name
    try:
        return path.read_text()
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                file.write(secrets.token_urlsafe(50))
        except FileExistsError:
            pass
        return path.read_text()


SECRET_KEY = kept_secret("secret_key")
# Empty: kept in the home (people/residents/roll_keys.py).
ROLL_KEYS = environment.read("COMMONHALL_ROLL_KEYS")
# Empty: kept in the home (record/keys.py).
RECORD_ENTRY_KEY = environment.read("COMMONHALL_ENTRY_KEY")
DISPUTES_KEY = environment.read("COMMONHALL_DISPUTES_KEY")
SECRET_KEY_FALLBACKS = environment.listed("COMMONHALL_SECRET_KEY_OLD")
ALLOWED_HOSTS = [
    SITE_DOMAIN,
    "localhost",
    "127.0.0.1",
    "[::1]",
    *environment.listed("COMMONHALL_ALLOWED_HOSTS"),
]
DATABASES = {
    "default": database.parse(
        environment.read("DATABASE_URL") or f"sqlite:///{HOME / 'commonhall.sqlite3'}"
    )
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

APPS = [
    "commonhall.ui",
    "commonhall.record",
    "commonhall.core",
    "commonhall.actions",
    "commonhall.places",
    "commonhall.people",
    "commonhall.law",
    "commonhall.cases",
    "commonhall.consultations",
    "commonhall.decisions",
    "commonhall.disputes",
    "commonhall.services",
    "commonhall.delivery",
    "commonhall.evaluation",
    "commonhall.open_data",
    "commonhall.pages",
]
INSTALLED_APPS = [
    *APPS,
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.mfa",
    "allauth.usersessions",
    "django_tasks",
    "django_tasks_db",
    "django_htmx",
    "ninja",
    "template_partials",
    "js_lib_leaflet",
]
MIDDLEWARE = [
    "commonhall.site.proxies.TrustedProxies",
    "commonhall.site.health_pages.Health",
    "commonhall.site.request_log.RequestLog",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "commonhall.ui.middleware.SecurityHeaders",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "commonhall.ui.middleware.HallLanguage",
    "django.middleware.common.CommonMiddleware",
    "commonhall.ui.uploads.RefuseHuge",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "commonhall.site.read_budgets.ReadBudgets",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "commonhall.people.acting.Acting",
    "commonhall.actions.middleware.Refusals",
]
ROOT_URLCONF = "commonhall.site.urls"
WSGI_APPLICATION = "commonhall.site.wsgi.application"
_cached_templates = (
    "django.template.loaders.cached.Loader",
    ["django.template.loaders.filesystem.Loader", "commonhall.ui.template_loader.Loader"],
)
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "loaders": [("template_partials.loader.Loader", [_cached_templates])],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "commonhall.ui.context.hall",
            ],
        },
    }
]
FORM_RENDERER = "commonhall.ui.forms.HallRenderer"

# --- sign-in -----------------------------------------------------------------------------------
AUTH_USER_MODEL = "people.Account"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
] + [{"NAME": "commonhall.people.accounts.pass_phrases.NotTheHallsName"}]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "commonhall.people.accounts.sign_in.Adapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_FORMS = {"signup": "commonhall.people.accounts.forms.SignUpForm"}
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGOUT_ON_GET = False
# A letter about every change of how one signs in (people/accounts/credentials.py).
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if HTTPS else "http"
MFA_ADAPTER = "commonhall.people.accounts.seeds.Adapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_PASSKEY_SIGNUP_ENABLED = False
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
MFA_TOTP_ISSUER = SITE_NAME
# A code counts one step longer than the app shows it (RFC 6238, 5.2); used codes: actions/second_factor.py.
MFA_TOTP_TOLERANCE = 1
MFA_FORMS = {
    "authenticate": "commonhall.people.accounts.forms.CodeForm",
    "reauthenticate": "commonhall.people.accounts.forms.CodeAgainForm",
}
# Set by `commonhall demo` alone: the public secret of everybody in a fictional town.
DEMO_SECOND_FACTOR = environment.read("COMMONHALL_DEMO_SECOND_FACTOR")
# So long an office may lie idle in a session that acts in it; then its second factor is asked for again.
ACTING_IDLE_MINUTES = int(environment.read("COMMONHALL_ACTING_IDLE_MINUTES"))
# Signing in by an OpenID provider; empty server: none (docs/residents.md).
OIDC: dict[str, Any] = {
    "id": "provider",
    "server": environment.read("COMMONHALL_OIDC_SERVER"),
    "residence_claim": environment.read("COMMONHALL_OIDC_RESIDENCE_CLAIM"),
    "level_claim": environment.read("COMMONHALL_OIDC_LEVEL_CLAIM"),
    "levels": environment.listed("COMMONHALL_OIDC_LEVELS"),
    "places": dict(
        one.split("=", 1) for one in environment.listed("COMMONHALL_OIDC_PLACES") if "=" in one
    ),
}
_oidc = urlsplit(OIDC["server"])
FORM_TARGETS = [f"{_oidc.scheme}://{_oidc.netloc}"] if _oidc.netloc else []
SOCIALACCOUNT_ADAPTER = "commonhall.people.accounts.providers.Adapter"
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
SOCIALACCOUNT_PROVIDERS: dict[str, Any] = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": OIDC["id"],
                "name": environment.read("COMMONHALL_OIDC_NAME"),
                "client_id": environment.read("COMMONHALL_OIDC_CLIENT"),
                "secret": environment.read("COMMONHALL_OIDC_SECRET"),
                "settings": {"server_url": OIDC["server"]},
            }
        ]
        if OIDC["server"]
        else [],
    }
}
USERSESSIONS_TRACK_ACTIVITY = False

# --- cookies and transport ---------------------------------------------------------------------
# A browser takes a cookie with this prefix from this host alone, over TLS, for all of its paths.
_prefix = "__Host-" if HTTPS else ""
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = f"{_prefix}sessionid", f"{_prefix}csrftoken"
LANGUAGE_COOKIE_NAME = f"{_prefix}django_language"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
SECURE_SSL_REDIRECT = HTTPS
_hsts = environment.one_of("COMMONHALL_HSTS", ("subdomains", "preload", "host"))
SECURE_HSTS_SECONDS = 2 * 365 * 24 * 3600 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = _hsts != "host"
SECURE_HSTS_PRELOAD = _hsts == "preload"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "commonhall.ui.errors.csrf_failure"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_HANDLERS = ["commonhall.ui.uploads.LimitedUploadHandler"]
# Whatever mask the machine has: what people send is for the hall alone.
FILE_UPLOAD_PERMISSIONS, FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o600, 0o700
UPLOAD_MAX_BYTES = 12 * 1024 * 1024
READ_SECONDS = environment.number("COMMONHALL_READ_SECONDS")
RATE_LIMITS = rate_limits(environment.number("COMMONHALL_FAILED_SIGN_INS"))

# Sign-in's own limits (allauth) count in the default cache: it must be one for all web processes.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "site_cache",
    },
    "local": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
}

# --- language and time -------------------------------------------------------------------------
_locale = Path(environment.read("COMMONHALL_LOCALE") or HOME / "locale")
LOCALE_PATHS = [str(_locale), str(language_files.REWORDED)]
_languages = language_files.found_in(language_files.SHIPPED, _locale)
# What Django can show; the hall's own choice among them is `languages.installed()`.
LANGUAGES = [(one.code, one.name) for one in _languages.values()]
LANGUAGES_BIDI = [one.code for one in _languages.values() if one.right_to_left]
LANGUAGE_CODE = next(one.code for one in _languages.values() if one.source)
HALL_LANGUAGES = language_files.chosen(environment.read("COMMONHALL_LANGUAGES"), _languages)
USE_I18N = True
FORMAT_MODULE_PATH = ["commonhall.ui.formats"]
USE_TZ = True
TIME_ZONE = environment.read("COMMONHALL_TIME_ZONE")

# --- files -------------------------------------------------------------------------------------
STATIC_URL = "/static/"
MEDIA_ROOT = HOME / "uploads"
STORAGES = {
    "default": file_stores.parse(environment.read("COMMONHALL_FILES_URL")),
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_MAX_AGE = 3600
# Fonts carry a digest of their content in their name.
WHITENOISE_IMMUTABLE_FILE_TEST = r"\.[0-9a-f]{8}\.woff2$"

# --- jobs, mail, log ---------------------------------------------------------------------------
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "ENQUEUE_ON_COMMIT": False}}
JOB_LEASE_SECONDS = 300
DEFAULT_FROM_EMAIL = environment.read("COMMONHALL_FROM") or f"{SITE_NAME} <hall@{SITE_DOMAIN}>"
SERVER_EMAIL = DEFAULT_FROM_EMAIL
_mail = urlsplit(environment.read("COMMONHALL_EMAIL_URL"))
if _mail.scheme in {"smtp", "smtp+tls", "smtps"}:
    # Letters wait in the database until the server has taken them: core/letters.py.
    EMAIL_BACKEND = "commonhall.core.letters.Queue"
    LETTERS_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_TIMEOUT = 20
    EMAIL_HOST = _mail.hostname or "localhost"
    EMAIL_PORT = _mail.port or {"smtp": 25, "smtp+tls": 587, "smtps": 465}[_mail.scheme]
    EMAIL_HOST_USER = unquote(_mail.username or "")
    EMAIL_HOST_PASSWORD = unquote(_mail.password or "")
    EMAIL_USE_SSL = _mail.scheme == "smtps"
    EMAIL_USE_TLS = _mail.scheme == "smtp+tls"
elif (_mail.scheme or _mail.path or "file") != "file":
    raise ImproperlyConfigured(
        "COMMONHALL_EMAIL_URL: write it like smtp://host:25, smtp+tls://user:password@host:587, "
        "smtps://user:password@host:465, or file:"
    )
else:
    EMAIL_BACKEND = "commonhall.core.letters.Files"
    EMAIL_FILE_PATH = str(HOME / "mail")

_tls = environment.one_of("COMMONHALL_IMAP_TLS", ("tls", "starttls", "none"))
MAIL_IN: dict[str, Any] = {
    "address": environment.read("COMMONHALL_MAIL_IN").strip(),
    "most_bytes": environment.number("COMMONHALL_MAIL_IN_MOST_MB") * 1024 * 1024,
    "host": environment.read("COMMONHALL_IMAP_HOST"),
    "port": int(environment.read("COMMONHALL_IMAP_PORT") or (993 if _tls == "tls" else 143)),
    "tls": _tls,
    "user": environment.read("COMMONHALL_IMAP_USER"),
    "password": environment.read("COMMONHALL_IMAP_PASSWORD"),
    "folder": environment.read("COMMONHALL_IMAP_FOLDER"),
}
if MAIL_IN["address"] and not re.fullmatch(r"[\w.-]{1,20}@[\w.-]+", MAIL_IN["address"], re.A):
    raise ImproperlyConfigured(
        "COMMONHALL_MAIL_IN: write an address such as hall@town.example, with up to 20 characters before the @"
    )
if MAIL_IN["host"] and not MAIL_IN["address"]:
    raise ImproperlyConfigured("COMMONHALL_MAIL_IN: say to which address people write")

LOG = environment.one_of("COMMONHALL_LOG", ("plain", "json"))
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"},
        "json": {"()": "commonhall.site.json_log.Json"},
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": LOG}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {
        "django.request": {"level": "ERROR"},
        # A line a request is for machines; a person who reads along would see nothing else.
        "commonhall.requests": {"level": "INFO" if LOG == "json" else "WARNING"},
    },
}
SILENCED_SYSTEM_CHECKS: list[str] = []
