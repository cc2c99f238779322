"""What the hall has settled."""

from __future__ import annotations

from django.db import DatabaseError

from commonhall.law.hall_settings.models import HallSettings


def settings_of_the_hall() -> HallSettings:
    """The one row; a new one where nothing was settled yet."""
    return HallSettings.objects.order_by("pk").first() or HallSettings()


def stored_languages() -> list[str]:
    """Codes of the languages that were chosen; none before that, and none in a database without tables."""
    try:
        found = HallSettings.objects.order_by("pk").values_list("languages", flat=True).first()
    except DatabaseError:
        return []
    return list(found or [])
