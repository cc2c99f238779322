"""What the hall has settled."""

from __future__ import annotations

from django.db import DatabaseError

from commonhall.law.hall_settings.models import HallPage, HallSettings
from commonhall.ui.hall import NOTHING, Settled


def settings_of_the_hall() -> HallSettings:
    """The one row; a new one where nothing was settled yet."""
    return HallSettings.objects.order_by("pk").first() or HallSettings()


def stored() -> Settled:
    """What was settled; nothing before that, and nothing in a database without tables."""
    try:
        row = HallSettings.objects.order_by("pk").first()
        pages = dict(HallPage.objects.values_list("code", "texts"))
    except DatabaseError:
        return NOTHING
    if row is None:
        return Settled(pages=pages)
    return Settled(
        languages=tuple(row.languages),
        names=row.names,
        time_zone=row.time_zone,
        currency=row.currency,
        colour=row.colour,
        pages=pages,
        greeting=row.letter_greeting,
        closing=row.letter_closing,
    )
