"""Settings of an installation; everything that differs between places comes from the environment.

| variable | meaning | default |
|---|---|---|
| COMMONHALL_HOME | folder for data, keys, mail, uploads | ./var |
| DATABASE_URL | see `site/database.py` | SQLite in COMMONHALL_HOME |
| COMMONHALL_SITE_NAME | the place's name in the header | Commonhall |
| COMMONHALL_DOMAIN | host name people use | localhost |
| COMMONHALL_ALLOWED_HOSTS | further host names, comma-separated | |
| COMMONHALL_HTTPS | "1" behind TLS: secure cookies, HSTS | off |
| COMMONHALL_NOTICE | a line shown on every page | |
| COMMONHALL_EMAIL_URL | smtp://user:password@host:port, smtp+tls://… (STARTTLS), smtps://…, or file: | file: |
| COMMONHALL_MAP_TILES | tile server address with {z}/{x}/{y} | none: boundaries only |
| COMMONHALL_CURRENCY | ISO 4217 code of the place's money | EUR |
| COMMONHALL_LANGUAGES | the hall's languages, its own first: "pl,en"; until it stores a choice | all that are whole |
| COMMONHALL_LOCALE | folder of further languages (docs/add-a-language.md) | locale in COMMONHALL_HOME |
| COMMONHALL_TIME_ZONE | local time shown to people | UTC |
| COMMONHALL_ACTING_IDLE_MINUTES | after so long without use a session no longer acts in an office | 60 |
| COMMONHALL_OIDC_SERVER, _CLIENT, _SECRET, _NAME | sign-in by an OpenID provider: its https address, our id and secret there, its name on the button | none |
| COMMONHALL_OIDC_RESIDENCE_CLAIM, _PLACES | the claim that says where somebody lives, and which of our places its values are: "0301=root,0302=north" | none |
| COMMONHALL_OIDC_LEVEL_CLAIM, _LEVELS | the claim that says how surely somebody was recognised, and the values that suffice | acr, none |
| COMMONHALL_ROLL_KEYS | keys the roll of residents is hashed under, newest first: "2:secret,1:secret" | keys/roll_keys in COMMONHALL_HOME |
| COMMONHALL_GALLERY | "1" shows every component at /ui/ | off |
| COMMONHALL_DEBUG | "1" for developers | off |
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from commonhall.site import database
from commonhall.ui import language_files

HOME = Path(os.environ.get("COMMONHALL_HOME", "var")).resolve()
COMMONHALL_HOME = HOME
DEBUG = os.environ.get("COMMONHALL_DEBUG") == "1"
HTTPS = os.environ.get("COMMONHALL_HTTPS") == "1"
SITE_NAME = os.environ.get("COMMONHALL_SITE_NAME", "Commonhall")
SITE_DOMAIN = os.environ.get("COMMONHALL_DOMAIN", "localhost")
SITE_NOTICE = os.environ.get("COMMONHALL_NOTICE", "")
SITE_URL = os.environ.get(
    "COMMONHALL_URL",
    ("https://" if HTTPS else "http://") + SITE_DOMAIN + ("" if HTTPS else ":8000"),
)
CURRENCY = os.environ.get("COMMONHALL_CURRENCY", "EUR")
RECORD_ORIGIN = os.environ.get("COMMONHALL_RECORD_ORIGIN", f"{SITE_DOMAIN}/record")
RECORD_MAX_DELAY_SECONDS = 60
MAP_TILES_URL = os.environ.get("COMMONHALL_MAP_TILES", "")
MAP_TILES_ATTRIBUTION = os.environ.get("COMMONHALL_MAP_ATTRIBUTION", "")
GALLERY = os.environ.get("COMMONHALL_GALLERY") == "1"


def kept_secret(name: str) -> str:
    """A secret made once per installation and kept in its home, readable by its owner only."""
    if value := os.environ.get(f"COMMONHALL_{name.upper()}"):
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
ROLL_KEYS = os.environ.get("COMMONHALL_ROLL_KEYS", "")
ALLOWED_HOSTS = [
    SITE_DOMAIN,
    "localhost",
    "127.0.0.1",
    "[::1]",
    *filter(None, os.environ.get("COMMONHALL_ALLOWED_HOSTS", "").split(",")),
]
DATABASES = {
    "default": database.parse(
        os.environ.get("DATABASE_URL") or f"sqlite:///{HOME / 'commonhall.sqlite3'}"
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
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "commonhall.people.accounts.sign_in.Adapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGOUT_ON_GET = False
# A letter about every change of how one signs in (people/accounts/credentials.py).
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if HTTPS else "http"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_PASSKEY_SIGNUP_ENABLED = False
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
MFA_TOTP_ISSUER = SITE_NAME
MFA_FORMS = {
    "authenticate": "commonhall.people.accounts.forms.CodeForm",
    "reauthenticate": "commonhall.people.accounts.forms.CodeAgainForm",
}
# Set by `commonhall demo` alone: the public secret of everybody in a fictional town.
DEMO_SECOND_FACTOR = os.environ.get("COMMONHALL_DEMO_SECOND_FACTOR", "")
# So long an office may lie idle in a session that acts in it; then its second factor is asked for again.
ACTING_IDLE_MINUTES = int(os.environ.get("COMMONHALL_ACTING_IDLE_MINUTES", "60"))
# Signing in by an OpenID provider; empty server: none (docs/residents.md).
OIDC: dict[str, Any] = {
    "id": "provider",
    "server": os.environ.get("COMMONHALL_OIDC_SERVER", ""),
    "residence_claim": os.environ.get("COMMONHALL_OIDC_RESIDENCE_CLAIM", ""),
    "level_claim": os.environ.get("COMMONHALL_OIDC_LEVEL_CLAIM", "acr"),
    "levels": list(filter(None, os.environ.get("COMMONHALL_OIDC_LEVELS", "").split(","))),
    "places": dict(
        one.split("=", 1)
        for one in os.environ.get("COMMONHALL_OIDC_PLACES", "").split(",")
        if "=" in one
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
                "name": os.environ.get("COMMONHALL_OIDC_NAME", "OpenID"),
                "client_id": os.environ.get("COMMONHALL_OIDC_CLIENT", ""),
                "secret": os.environ.get("COMMONHALL_OIDC_SECRET", ""),
                "settings": {"server_url": OIDC["server"]},
            }
        ]
        if OIDC["server"]
        else [],
    }
}
USERSESSIONS_TRACK_ACTIVITY = False

# --- cookies and transport ---------------------------------------------------------------------
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31536000 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "commonhall.ui.errors.csrf_failure"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_HANDLERS = ["commonhall.ui.uploads.LimitedUploadHandler"]
UPLOAD_MAX_BYTES = 12 * 1024 * 1024
# The gate's own limits, counted in the database so that every web process shares them.
RATE_LIMITS = {
    "refusals_recorded": "30/h",
    "cases.raise_case": "20/h",
    "consultations.write_statement": "20/h",
    "people.verify_by_census": "10/h",
    "people.guesses_at_one": "10/d",
    "people.guesses_in_all": "200/h",
    "api": "600/h",
    "second_factor": "30/h",
}

# Sign-in's own limits (allauth) count in the default cache: it must be one for all web processes.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "site_cache",
    },
    "local": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
}

# --- language and time -------------------------------------------------------------------------
LOCALE_PATHS = [str(Path(os.environ.get("COMMONHALL_LOCALE", HOME / "locale")))]
_languages = language_files.found_in(language_files.SHIPPED, *map(Path, LOCALE_PATHS))
# What Django can show; the hall's own choice among them is `languages.installed()`.
LANGUAGES = [(one.code, one.name) for one in _languages.values()]
LANGUAGES_BIDI = [one.code for one in _languages.values() if one.right_to_left]
LANGUAGE_CODE = next(one.code for one in _languages.values() if one.source)
HALL_LANGUAGES = language_files.chosen(os.environ.get("COMMONHALL_LANGUAGES", ""), _languages)
USE_I18N = True
FORMAT_MODULE_PATH = ["commonhall.ui.formats"]
USE_TZ = True
TIME_ZONE = os.environ.get("COMMONHALL_TIME_ZONE", "UTC")

# --- files -------------------------------------------------------------------------------------
STATIC_URL = "/static/"
MEDIA_ROOT = HOME / "uploads"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_MAX_AGE = 3600

# --- jobs, mail, log ---------------------------------------------------------------------------
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "ENQUEUE_ON_COMMIT": False}}
JOB_LEASE_SECONDS = 300
DEFAULT_FROM_EMAIL = os.environ.get("COMMONHALL_FROM", f"{SITE_NAME} <hall@{SITE_DOMAIN}>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
_mail = urlsplit(os.environ.get("COMMONHALL_EMAIL_URL", "file:"))
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
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = str(HOME / "mail")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {"django.request": {"level": "ERROR"}},
}
SILENCED_SYSTEM_CHECKS: list[str] = []
