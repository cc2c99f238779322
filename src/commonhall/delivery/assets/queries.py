"""Asking about assets, their holders, and which of their hours are taken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from commonhall.core import clock
from commonhall.delivery.assets.models import Asset, AssetHolding, BookedHour, Booking

HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Filter:
    """What the list is narrowed to; empty values narrow nothing. bookable: "1" for what can be booked."""

    kind: str = ""
    place: str = ""
    bookable: str = ""


def assets(wanted: Filter | None = None) -> QuerySet[Asset]:
    """Assets in the register, with who holds them as `held`; order and page are the caller's."""
    held = AssetHolding.objects.filter(ended_on=None).select_related("organisation")
    rows: QuerySet[Asset] = Asset.objects.select_related("unit", "body").prefetch_related(
        Prefetch("holdings", held, to_attr="held")
    )
    if wanted and wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    if wanted and wanted.place:
        rows = rows.filter(unit__code=wanted.place)
    if wanted and wanted.bookable:
        rows = rows.exclude(open_to=Asset.OpenTo.NOBODY)
    return rows


def kept(wanted: Filter | None = None) -> QuerySet[Asset]:
    """Assets that have not left the register."""
    return assets(wanted).filter(retired_on=None)


def coming(asset: Asset) -> QuerySet[Booking]:
    """Bookings that stand and are not over."""
    rows: QuerySet[Booking] = Booking.objects.filter(
        asset=asset, cancelled_on=None, ends_at__gt=clock.now()
    )
    return rows.order_by("starts_at", "pk")


@dataclass(frozen=True)
class HourOf:
    """An hour of a day. free: it can be booked now."""

    at: datetime
    taken: bool
    free: bool


@dataclass(frozen=True)
class DayOf:
    day: date
    hours: Sequence[HourOf]


def week(asset: Asset, first: date, days: int = 7) -> list[DayOf]:
    """The opening hours of some days, each free or taken; one query.

    An hour that the clocks skip is not there, and one that they repeat is there twice.
    """
    last = first + timedelta(days=days - 1)
    found = {day: hours_of(asset, day) for day in (first + timedelta(days=n) for n in range(days))}
    since, until = moment(first, 0), moment(last, 24)
    taken = set(
        BookedHour.objects.filter(
            asset=asset, freed=False, at__gte=since, at__lt=until
        ).values_list("at", flat=True)
    )
    now, latest = clock.now(), clock.today() + timedelta(days=asset.ahead)
    return [
        DayOf(
            day,
            [
                HourOf(
                    timezone.localtime(at),
                    at in taken,
                    asset.bookable and at not in taken and at > now and day <= latest,
                )
                for at in hours
            ],
        )
        for day, hours in found.items()
    ]


def moment(day: date, hour: int) -> datetime:
    """The moment at which an hour of a day begins in the hall's time zone, in UTC."""
    later = day + timedelta(days=1) if hour == 24 else day
    local = datetime.combine(later, time(hour % 24), tzinfo=timezone.get_current_timezone())
    return local.astimezone(UTC)


def hours_of(asset: Asset, day: date) -> list[datetime]:
    """The hours of a day in which an asset is open, as moments, each an hour after the one before."""
    at, end = moment(day, asset.opens), moment(day, asset.closes)
    found = []
    while at < end:
        found.append(at)
        at += HOUR
    return found
