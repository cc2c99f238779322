"""What every app is built with, as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "commonhall.core"
    label = "core"
