"""What the hall has settled."""

from __future__ import annotations

from django.db import DatabaseError
from django.urls import reverse_lazy

from commonhall.law.hall_settings import logos
from commonhall.law.hall_settings.models import HallPage, HallSettings
from commonhall.ui.hall import Logo, Settled


def settings_of_the_hall() -> HallSettings:
    """The one row; a new one where nothing was settled yet."""
    return HallSettings.objects.order_by("pk").first() or HallSettings()


def _logo(row: HallSettings) -> Logo | None:
    """Where the logo's pictures are, and what they show."""
    if not row.logo:
        return None
    digest = logos.digest(row.logo)
    # Looked up when a page shows it: what is settled is asked for while addresses are still being loaded.
    return Logo(
        reverse_lazy("law:logo", args=[digest]),
        reverse_lazy("law:icon", args=[digest]),
        row.logo_width,
        row.logo_height,
        row.logo_alt,
    )


def stored() -> Settled | None:
    """What was settled; nothing before that. None for a database that is away, or without tables."""
    try:
        row = HallSettings.objects.order_by("pk").first()
        pages = dict(HallPage.objects.values_list("code", "texts"))
    except DatabaseError:
        return None
    if row is None:
        return Settled(pages=pages)
    return Settled(
        languages=tuple(row.languages),
        names=row.names,
        time_zone=row.time_zone,
        currency=row.currency,
        colour=row.colour,
        logo=_logo(row),
        pages=pages,
        greeting=row.letter_greeting,
        closing=row.letter_closing,
    )
