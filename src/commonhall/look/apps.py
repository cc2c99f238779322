"""The look as a Django app."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LookConfig(AppConfig):
    """Layout, components, styles, charts, maps, text and forms that every room uses."""

    name = "commonhall.look"
    label = "look"
    verbose_name = _("Look")
