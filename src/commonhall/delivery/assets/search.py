"""What assets are found by."""

from __future__ import annotations

from commonhall.core import search
from commonhall.delivery.assets.models import Asset

ASSET = "delivery.asset"


def _line(one: Asset) -> search.Line:
    return one.pk, "\n".join([one.code, *one.names.values(), *one.texts.values()])


def index_asset(one: Asset) -> None:
    search.index(ASSET, [_line(one)])


def register() -> None:
    search.searchable(ASSET, lambda: map(_line, Asset.objects.order_by("pk")))
