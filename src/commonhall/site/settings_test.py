"""Settings for the tests: a home of their own, quick password hashing, mail kept in memory."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

os.environ.setdefault(
    "COMMONHALL_HOME", str(Path(tempfile.gettempdir()) / f"commonhall-test-{os.getpid()}")
)

from commonhall.site.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
GALLERY = True
# One process: the shared cache's table is not needed.
CACHES = {
    name: {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": name}
    for name in ("default", "local")
}
ALLOWED_HOSTS = ["*"]
# Looking through every static file for each new client would take a twentieth of the time.
WHITENOISE_AUTOREFRESH = True
# A test reads as much in a minute as a town; those of the budget set one.
READ_SECONDS = 0
