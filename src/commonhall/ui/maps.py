"""Settings of the map that templates and form fields share."""

from __future__ import annotations

from django.conf import settings


def map_settings() -> dict[str, str]:
    """Tile address ("" = boundaries only, works offline) and the thanks a tile server asks for."""
    return {
        "tiles": getattr(settings, "MAP_TILES_URL", ""),
        "attribution": getattr(settings, "MAP_TILES_ATTRIBUTION", ""),
    }
