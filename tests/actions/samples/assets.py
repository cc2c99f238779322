"""Samples of what may be done with the register of assets."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from commonhall.core import clock
from commonhall.delivery.assets.models import Asset
from commonhall.delivery.pictures.models import AssetPicture
from commonhall.people.organisations.models import Organisation
from tests.actions.samples import Refusal, Sample, Wrong, sample, set_fields, unless
from tests.decisions.kit import voter
from tests.delivery import assets
from tests.delivery.assets import RULE, at, day
from tests.delivery.test_pictures import a_photo
from tests.kit import Hall
from tests.law import kit
from tests.words import texts


@sample("delivery.enter_asset")
def enter_asset(hall: Hall) -> Sample:
    assets.pitch(hall, "P-0")
    return Sample(
        hall.parks,
        given={
            "code": "P-1",
            "names": texts("Pitch"),
            "kind": "pitch",
            "unit": hall.unit("north"),
            "point": (Decimal("1.5"), Decimal("10.5")),
        },
        changed=lambda one: (one.code, one.body.code, one.open_to) == ("P-1", "parks", "nobody"),
        wrong=[Wrong("code", "P-0")],
    )


@sample("delivery.change_asset")
def change_asset(hall: Hall) -> Sample:
    return Sample(
        hall.parks,
        assets.pitch(hall),
        {"names": texts("Big pitch")},
        changed=lambda one: one.names == texts("Big pitch"),
        refused=[
            Refusal("other-body", by=hall.roads),
            unless("wrong-state", retired_on=clock.today()),
        ],
    )


@sample("delivery.import_assets")
def import_assets(hall: Hall) -> Sample:
    rows = "code;names;kind;place;latitude;longitude\nP-1;Pitch;pitch;north;0,5;10,5\n"
    return Sample(
        hall.parks,
        given={"lines": rows},
        changed=lambda _brought: Asset.objects.get().latitude == Decimal("0.5"),
        wrong=[
            Wrong("lines", rows.replace("north", "nowhere")),
            Wrong("lines", rows.replace("0,5", "95")),
            Wrong("lines", rows.replace("10,5", "")),
        ],
    )


@sample("delivery.let_asset")
def let_asset(hall: Hall) -> Sample:
    speaker = kit.organisation(hall)
    friends = Organisation.objects.get(pk=speaker.organisation)
    asset = assets.pitch(hall)
    return Sample(
        hall.parks,
        asset,
        {
            "organisation": friends,
            "use": "Training",
            "rent": 900_00,
            "starts": day(0),
            "ends": day(300),
        },
        changed=lambda one: (one.asset, one.organisation, one.rent) == (asset, friends, 900_00),
        refused=[
            Refusal("other-body", by=hall.roads),
            Refusal("held", before=lambda: assets.let(hall, asset, organisation=friends)),
            unless("wrong-state", retired_on=clock.today()),
        ],
        wrong=[Wrong("ends", day(0))],
    )


@sample("delivery.take_back_asset")
def take_back_asset(hall: Hall) -> Sample:
    asset = assets.pitch(hall)
    held = assets.let(hall, asset)
    return Sample(
        hall.parks,
        asset,
        changed=lambda one: one.ended_on == clock.today(),
        refused=[
            Refusal("other-body", by=hall.roads),
            Refusal("not-held", before=lambda: set_fields(held, ended_on=clock.today())),
        ],
    )


@sample("delivery.open_asset")
def open_asset(hall: Hall) -> Sample:
    return Sample(
        hall.parks,
        assets.pitch(hall),
        dict(RULE),
        changed=lambda one: (one.open_to, one.closes, one.price) == ("both", 20, 5_00),
        refused=[
            Refusal("other-body", by=hall.roads),
            unless("wrong-state", retired_on=clock.today()),
        ],
        wrong=[Wrong("closes", 8)],
    )


@sample("delivery.retire_asset")
def retire_asset(hall: Hall) -> Sample:
    asset, who = assets.opened(hall), voter(hall, 1)
    return Sample(
        hall.parks,
        asset,
        {"why": "Sold."},
        changed=lambda one: one.retired_on == clock.today(),
        refused=[
            Refusal("other-body", by=hall.roads),
            Refusal("held", before=lambda: assets.let(hall, asset)),
            Refusal("booked", before=lambda: assets.book(who, asset)),
            unless("wrong-state", retired_on=clock.today()),
        ],
    )


@sample("delivery.book_asset")
def book_asset(hall: Hall) -> Sample:
    asset, who = assets.opened(hall), voter(hall, 1)

    def five() -> None:
        for number in range(5):
            assets.book(who, asset, at(10 + number, 10))

    return Sample(
        who,
        asset,
        {"starts_at": at(5, 10), "hours": 2},
        changed=lambda one: (one.person_id, one.hours.count()) == (who.person, 2),
        refused=[
            unless("not-booked", open_to="nobody"),
            unless("not-for-you", open_to="organisations"),
            Refusal("lives-elsewhere", by=voter(hall, 2, "south")),
            Refusal("enough", before=five),
        ],
        wrong=[
            Wrong("starts_at", at(-1, 10)),
            Wrong("starts_at", at(40, 10)),
            Wrong("starts_at", at(5, 5)),
            Wrong("hours", 4),
            Wrong(
                "starts_at",
                at(5, 10),
                before=lambda: assets.book(voter(hall, 3), asset, at(5, 11), 1),
            ),
        ],
    )


@sample("delivery.cancel_booking")
def cancel_booking(hall: Hall) -> Sample:
    asset, who = assets.opened(hall), voter(hall, 1)
    return Sample(
        who,
        assets.book(who, asset),
        changed=lambda one: (
            one.cancelled_on == clock.today() and not one.hours.filter(freed=False).exists()
        ),
        refused=[
            Refusal("not-yours", by=voter(hall, 2)),
            unless("wrong-state", cancelled_on=clock.today()),
            Refusal("too-late", before=lambda: set_fields(asset, cancel_hours=700)),
            unless("begun", starts_at=at(-1, 10)),
        ],
    )


@sample("delivery.call_off_booking")
def call_off_booking(hall: Hall) -> Sample:
    asset = assets.opened(hall)
    return Sample(
        hall.parks,
        assets.book(voter(hall, 1), asset),
        {"why": "The river is on it."},
        changed=lambda one: (one.cancelled_on, one.why) == (clock.today(), "The river is on it."),
        refused=[
            Refusal("other-body", by=hall.roads),
            unless("wrong-state", cancelled_on=clock.today()),
            unless("begun", starts_at=at(-1, 10)),
        ],
    )


def eight_photos(asset: Asset) -> Any:
    """Let eight photos be there already."""

    def before() -> None:
        for _ in range(8):
            made = AssetPicture(asset=asset, image="x.jpg", words="x", at=clock.now())
            made.save_base(raw=True, force_insert=True)

    return before


@sample("delivery.add_asset_picture")
def add_asset_picture(hall: Hall) -> Sample:
    asset = assets.pitch(hall)
    return Sample(
        hall.parks,
        asset,
        {"image": a_photo(), "words": "Two goals and a fence."},
        changed=lambda made: (made.asset, made.words) == (asset, "Two goals and a fence."),
        refused=[
            Refusal("other-body", by=hall.roads),
            unless("wrong-state", retired_on=clock.today()),
            Refusal("enough-photos", before=eight_photos(asset)),
        ],
        wrong=[Wrong("words", "")],
    )


@sample("delivery.remove_asset_picture")
def remove_asset_picture(hall: Hall) -> Sample:
    return Sample(
        hall.parks,
        assets.photo(hall, assets.pitch(hall)),
        changed=lambda made: made.removed_on == clock.today(),
        refused=[
            Refusal("other-body", by=hall.roads),
            unless("wrong-state", removed_on=clock.today()),
        ],
    )
