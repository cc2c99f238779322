"""The register of assets as open data: assets, who holds them, and hours that are booked, without names of who booked."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from commonhall.core.exports import CHUNK, Dataset, Row, columns, publish
from commonhall.delivery.assets import queries
from commonhall.delivery.assets.models import AssetHolding, Booking

ASSETS = columns(
    id="integer",
    code="text",
    names="json",
    texts="json",
    kind="text",
    place="text",
    body="text",
    latitude="number",
    longitude="number",
    open_to="text",
    opens="integer",
    closes="integer",
    price="integer",
    currency="text",
    retired_on="date",
)
HOLDINGS = columns(
    id="integer",
    asset="integer",
    organisation="integer",
    use="text",
    rent="integer",
    currency="text",
    starts="date",
    ends="date",
    ended_on="date",
)
BOOKINGS = columns(
    id="integer", asset="integer", starts_at="moment", ends_at="moment", cancelled="boolean"
)


def assets() -> Iterator[Row]:
    for row in queries.assets().order_by("pk"):
        yield {
            "id": row.pk,
            "code": row.code,
            "names": row.names,
            "texts": row.texts,
            "kind": row.kind,
            "place": row.unit.code,
            "body": row.body.code,
            "latitude": None if row.latitude is None else float(row.latitude),
            "longitude": None if row.longitude is None else float(row.longitude),
            "open_to": row.open_to,
            "opens": row.opens,
            "closes": row.closes,
            "price": row.price,
            "currency": row.currency,
            "retired_on": row.retired_on,
        }


def holdings() -> Iterator[Row]:
    for row in AssetHolding.objects.order_by("pk").iterator(chunk_size=CHUNK):
        yield {
            "id": row.pk,
            "asset": row.asset_id,
            "organisation": row.organisation_id,
            "use": row.use,
            "rent": row.rent,
            "currency": row.currency,
            "starts": row.starts,
            "ends": row.ends,
            "ended_on": row.ended_on,
        }


def bookings() -> Iterator[Row]:
    for row in Booking.objects.order_by("pk").iterator(chunk_size=CHUNK):
        yield {
            "id": row.pk,
            "asset": row.asset_id,
            "starts_at": row.starts_at,
            "ends_at": row.ends_at,
            "cancelled": row.cancelled_on is not None,
        }


def register() -> None:
    for name, title, about, shape, rows in (
        (
            "assets",
            _("Register of assets"),
            _("What places own, and how it is booked."),
            ASSETS,
            assets,
        ),
        (
            "asset_holdings",
            _("Who holds assets"),
            _("Organisations with rent, use and last day."),
            HOLDINGS,
            holdings,
        ),
        (
            "asset_bookings",
            _("Bookings of assets"),
            _("Which hours were booked; nobody's name."),
            BOOKINGS,
            bookings,
        ),
    ):
        publish(Dataset(f"delivery.{name}", title, about, shape, rows))
