"""Settings of the practice town: those of a hall, with a home of its own, and nothing that leads outside.

Refuses to be used on a home that is not marked as a practice town's, so that no hall is ever opened by it.
"""

from __future__ import annotations

import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from commonhall.pages.practice.town import DATABASE, MARK, SESSIONS
from commonhall.site.practice import homes

_home = Path(os.environ.get("COMMONHALL_HOME", "")).resolve()
if not (_home / MARK).is_file():
    raise ImproperlyConfigured(
        f"{_home} is no practice town; start it with `commonhall practice`, which makes one"
    )
homes.leave_the_halls(os.environ)

from commonhall.site.demo import SECOND_FACTOR  # noqa: E402
from commonhall.site.settings import *  # noqa: E402, F403
from commonhall.site.settings import APPS, INSTALLED_APPS, MIDDLEWARE, _prefix  # noqa: E402

PRACTICE = True
PRACTICE_URL = ""
SITE_NAME, SITE_NOTICE = "Millbrook", ""
DATABASES["default"]["NAME"] = str(_home / DATABASE)  # noqa: F405
INSTALLED_APPS = [*INSTALLED_APPS, "commonhall.site.practice.apps.PracticeApp"]
ROOT_URLCONF = "commonhall.site.practice.urls"
LOGIN_URL = "practice:start"

# Requests wait while the town is put back; behind whoever is signed in, its own rules.
MIDDLEWARE = [
    one
    for name in MIDDLEWARE
    for one in (
        (name, "commonhall.pages.practice.middleware.Turnstile")
        if name == "commonhall.ui.middleware.SecurityHeaders"
        else (name, "commonhall.pages.practice.middleware.Practising")
        if name == "allauth.usersessions.middleware.UserSessionsMiddleware"
        else (name,)
    )
]

# Cookies of its own, and sessions that outlive the copy of the town they are in.
SESSION_COOKIE_NAME = f"{_prefix}practice_sessionid"
CSRF_COOKIE_NAME = f"{_prefix}practice_csrftoken"
LANGUAGE_COOKIE_NAME = f"{_prefix}practice_language"
SESSION_ENGINE = "django.contrib.sessions.backends.file"
SESSION_FILE_PATH = str(_home.parent / SESSIONS)
SESSION_COOKIE_AGE = 12 * 3600
SECRET_KEY_FALLBACKS = []

# Nothing leaves it: no letter, no witness, no other server.
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
LETTERS_BACKEND = ""
RECORD_WITNESS = FETCH_PRIVATE = False
ALERT_MAIL = []
ALERT_WEBHOOK = METRICS_TOKEN = ""
SECURITY_CONTACT = ""
DEMO_SECOND_FACTOR = SECOND_FACTOR
# It lies for a night and is shown again in the morning.
CLOCK_JUMP_HOURS = CLOCK_STEP_MINUTES = 0
BACKUP_DAYS = 0
UPLOAD_MAX_BYTES = 3 * 1024 * 1024
__all__ = ["APPS"]
