from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OpenConfig(AppConfig):
    name = "commonhall.open"
    label = "open"

    def ready(self) -> None:
        from commonhall.look import navigation
        from commonhall.open import dump  # noqa: F401  (its nightly timer)

        navigation.register(_("Open data"), "open:catalogue", order=35, group="footer")
        navigation.register(_("For programs"), "open:api", order=40, group="footer")
