"""Bookings of a person, on their page."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from commonhall.actions import action_pages
from commonhall.delivery.assets.booking_actions import cancel_booking
from commonhall.delivery.assets.models import Booking
from commonhall.people import my_page


def _show(rows: Sequence[Booking]) -> list[my_page.Line]:
    return [
        my_page.Line(
            one.asset.name,
            one.asset.get_absolute_url()
            if one.cancelled_on
            else action_pages.url_of(cancel_booking, one),
            one.standing,
            "neutral" if one.cancelled_on else "good",
            _("From"),
            one.starts_at,
        )
        for one in rows
    ]


def register() -> None:
    my_page.kind(
        "bookings",
        _("My bookings"),
        order=52,
        rows=lambda person: Booking.objects.filter(person=person).select_related("asset"),
        show=_show,
    )
