"""Layout, components, styles, charts, maps, text and forms that every app uses, as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "commonhall.ui"
    label = "ui"
