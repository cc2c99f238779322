"""What becomes of assets and of who holds them when a review undoes what was done."""

from __future__ import annotations

from commonhall.actions.context import Context
from commonhall.actions.undoing import follows, rests, set_aside
from commonhall.core.models import Governed
from commonhall.delivery.assets import search
from commonhall.delivery.assets.models import Asset, AssetHolding


@set_aside(Asset)
def taken_out(ctx: Context, asset: Asset) -> bool:
    if asset.retired_on is not None:
        return False
    asset.retired_on = ctx.today
    return True


@set_aside(AssetHolding)
def given_back(ctx: Context, holding: AssetHolding) -> bool:
    if holding.ended_on is not None:
        return False
    holding.ended_on = ctx.today
    return True


@follows(Asset)
def found_again(ctx: Context, asset: Asset) -> None:
    search.index_asset(asset)


@rests(Asset)
def on_an_asset(asset: Governed) -> list[str]:
    """Who holds it."""
    rows = AssetHolding.objects.filter(asset=asset.pk, ended_on=None)
    return [one.ref for one in rows.order_by("pk")]
