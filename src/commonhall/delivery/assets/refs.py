"""How assets, who holds them and bookings are shown wherever a ref names one. A booking is named by its asset alone."""

from __future__ import annotations

from django.utils.translation import gettext as _

from commonhall.core.refs import Described, describes
from commonhall.delivery.assets.models import Asset, AssetHolding, BookedHour, Booking


def _assets(numbers: list[int]) -> dict[int, Described]:
    return {
        row.pk: Described(
            row.ref,
            row.name,
            row.get_absolute_url(),
            _("taken out") if row.retired_on else str(row.get_kind_display()),
        )
        for row in Asset.objects.filter(pk__in=numbers)
    }


def _holdings(numbers: list[int]) -> dict[int, Described]:
    rows = AssetHolding.objects.filter(pk__in=numbers).select_related("asset", "organisation")
    return {row.pk: Described(row.ref, str(row), row.get_absolute_url()) for row in rows}


def _bookings(numbers: list[int]) -> dict[int, Described]:
    rows = Booking.objects.filter(pk__in=numbers).select_related("asset")
    return {
        row.pk: Described(
            row.ref,
            _("Booking: %(asset)s") % {"asset": row.asset.name},
            row.get_absolute_url(),
            str(row.standing),
        )
        for row in rows
    }


def _hours(numbers: list[int]) -> dict[int, Described]:
    rows = BookedHour.objects.filter(pk__in=numbers).select_related("asset")
    return {
        row.pk: Described(
            row.ref,
            _("Booking: %(asset)s") % {"asset": row.asset.name},
            row.asset.get_absolute_url(),
        )
        for row in rows
    }


def register() -> None:
    describes("delivery.asset", _assets)
    describes("delivery.assetholding", _holdings)
    describes("delivery.booking", _bookings)
    describes("delivery.bookedhour", _hours)
