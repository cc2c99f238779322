"""What the plan is found by."""

from __future__ import annotations

from commonhall.acts import search
from commonhall.deliver.models import Item


def _line(item: Item) -> search.Line:
    return item.pk, " ".join([*item.names.values(), *item.texts.values()])


def index_item(item: Item) -> None:
    search.index("deliver.item", [_line(item)])


def register() -> None:
    search.searchable("deliver.item", lambda: map(_line, Item.objects.order_by("pk")))
