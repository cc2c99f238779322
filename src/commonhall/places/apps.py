from __future__ import annotations

from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "commonhall.places"
    label = "places"

    def ready(self) -> None:
        from commonhall.places import acts, describe, exports  # noqa: F401

        exports.register()
        describe.register()
