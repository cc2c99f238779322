"""What Millbrook owns: a pitch and a room with booked hours, a barn that an organisation holds, a vehicle."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from commonhall.core import clock
from commonhall.core.refusals import Refused
from commonhall.delivery.assets import actions, booking_actions, queries
from commonhall.delivery.assets.models import Asset
from commonhall.people.organisations.models import Organisation
from commonhall.places.models import Unit
from commonhall.site.demo.said import said

if TYPE_CHECKING:
    from commonhall.site.demo.town import Town

DESK = "parks-desk"
ASSETS = (
    ("P-1", "Pitch by the river", "Grass, two goals, no lights.", "pitch", "riverside"),
    ("R-3", "Room over the library", "Thirty chairs, a kitchen, step-free.", "room", "station"),
    ("B-2", "Barn behind the mill", "Dry and unheated.", "building", "riverside"),
    ("V-1", "Cargo bicycle", "Carries 150 kg.", "vehicle", "station"),
)


def build(town: Town) -> None:
    """Entered a while ago; booked for the days to come."""
    now, desk = timezone.now(), town.desks[DESK]
    with clock.replay(now - timedelta(days=50)):
        for code, name, text, kind, place in ASSETS:
            unit = Unit.objects.filter(code=place).first() or Unit.objects.get(code="root")
            actions.enter_asset.perform(
                desk, code=code, names=said(name), texts=said(text), kind=kind, unit=unit
            )
        for code, price in (("P-1", 0), ("R-3", 8_00)):
            actions.open_asset.perform(
                desk,
                asset=Asset.objects.get(code=code),
                open_to="both",
                opens=8,
                closes=21,
                price=price,
                ahead=60,
                cancel_hours=24,
                most_hours=4,
            )
        held = Organisation.objects.filter(state="recognised").order_by("pk").last()
        if held is not None:
            actions.let_asset.perform(
                desk,
                asset=Asset.objects.get(code="B-2"),
                organisation=held,
                use="Tools and seeds for the community gardens",
                rent=600_00,
                starts=clock.today(),
                ends=clock.today() + timedelta(days=365),
            )
    _booked(town)


def _booked(town: Town) -> None:
    """A few residents of the place book; those who live elsewhere are refused."""
    for asset in Asset.objects.filter(code__in=("P-1", "R-3")).order_by("pk"):
        booked = 0
        for who in town.residents:
            day = clock.today() + timedelta(days=1 + booked)
            try:
                booking_actions.book_asset.perform(
                    who, asset=asset, starts_at=queries.moment(day, 16 + booked), hours=2
                )
            except Refused:
                continue
            booked += 1
            if booked == 3:
                break
