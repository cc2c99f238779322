"""Settings of a version that comes after this one: it wants one table more."""

from __future__ import annotations

from tests.crash.settings import *  # noqa: F403
from tests.crash.settings import INSTALLED_APPS as _APPS

INSTALLED_APPS = [*_APPS, "tests.drills.addition"]
