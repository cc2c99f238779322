"""Assets and bookings for tests: plain functions."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from commonhall.actions.actors import Actor
from commonhall.core import clock
from commonhall.delivery.assets import actions, booking_actions, queries
from commonhall.delivery.assets.models import Asset, AssetHolding, Booking
from commonhall.delivery.pictures.actions import add_asset_picture
from commonhall.delivery.pictures.models import AssetPicture
from commonhall.people.organisations.models import Organisation
from tests.kit import Hall
from tests.law import kit
from tests.words import texts


def day(number: int) -> date:
    return clock.today() + timedelta(days=number)


def at(number: int, hour: int) -> datetime:
    """An hour of a day from now, in the hall's time zone."""
    return queries.moment(day(number), hour)


def pitch(hall: Hall, code: str = "P-1", **given: Any) -> Asset:
    values: dict[str, Any] = {
        "names": texts("Pitch behind the school"),
        "kind": "pitch",
        "unit": hall.unit("north"),
        **given,
    }
    return actions.enter_asset.perform(hall.parks, code=code, **values).result


RULE: dict[str, Any] = {
    "open_to": "both",
    "opens": 8,
    "closes": 20,
    "price": 5_00,
    "ahead": 30,
    "cancel_hours": 24,
    "most_hours": 3,
}


def opened(hall: Hall, code: str = "P-1", **rule: Any) -> Asset:
    """A pitch that residents and organisations can book."""
    asset = pitch(hall, code)
    return actions.open_asset.perform(hall.parks, asset=asset, **{**RULE, **rule}).result


def book(who: Actor, asset: Asset, starts_at: datetime | None = None, hours: int = 2) -> Booking:
    return booking_actions.book_asset.perform(
        who, asset=asset, starts_at=starts_at or at(5, 10), hours=hours
    ).result


def let(hall: Hall, asset: Asset, **given: Any) -> AssetHolding:
    values: dict[str, Any] = {
        "use": "Training",
        "rent": 1200_00,
        "starts": day(0),
        "ends": day(300),
        **given,
    }
    if "organisation" not in values:
        speaker = kit.organisation(hall)
        values["organisation"] = Organisation.objects.get(pk=speaker.organisation)
    return actions.let_asset.perform(hall.parks, asset=asset, **values).result


def photo(hall: Hall, asset: Asset, words: str = "Two goals and a fence.") -> AssetPicture:
    from tests.delivery.test_pictures import a_photo

    made: AssetPicture = add_asset_picture.perform(
        hall.parks, asset=asset, image=a_photo(), words=words
    ).result
    return made
