"""Pages of the register of assets: the list with its map, one asset with its free hours."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonhall.actions import action_pages, threads
from commonhall.actions.actors import Actor, Kind
from commonhall.core import clock
from commonhall.core.paging import page_for
from commonhall.delivery.assets import actions, queries, table_actions
from commonhall.delivery.assets.booking_actions import book_asset, call_off_booking
from commonhall.delivery.assets.models import Asset
from commonhall.delivery.pictures.actions import remove_asset_picture, shown
from commonhall.law.promises import queries as promise_queries
from commonhall.people.actors import of_request
from commonhall.ui.pages import page

# Points on one map; coming bookings that the body that looks after an asset is shown.
POINTS, COMING = 500, 50


@page(_("Register of assets"), asks="delivery.assets")
def asset_list(request: HttpRequest) -> HttpResponse:
    said, actor = request.GET, of_request(request)
    wanted = queries.Filter(said.get("kind", ""), said.get("place", ""), said.get("bookable", ""))
    rows = queries.kept(wanted)
    located = rows.prefetch_related(None).exclude(latitude=None).order_by("-pk")[:POINTS]
    context = {
        "page": page_for(request, rows),
        "wanted": wanted,
        "kinds": Asset.Kind.choices,
        "points": [
            {
                "label": one.name,
                "url": one.get_absolute_url(),
                "latitude": float(one.latitude or 0),
                "longitude": float(one.longitude or 0),
                "note": one.get_kind_display(),
                "tone": "good" if one.bookable else "info",
            }
            for one in located
        ],
        "boundaries": reverse("places:boundaries"),
        "enter": actions.enter_asset,
        "enter_url": action_pages.url_of(actions.enter_asset),
        "enter_refusal": action_pages.refusal_of(actor, actions.enter_asset),
        "bring": table_actions.import_assets,
        "bring_url": action_pages.url_of(table_actions.import_assets),
    }
    return render(request, "delivery/assets.html", context)


@page(_("Asset"), asks=("delivery.assets", "actions.threads"))
def asset_page(request: HttpRequest, number: int) -> HttpResponse:
    """What it is, who holds it, the rule by which it is booked, and a week of its hours."""
    asset: Any = get_object_or_404(queries.assets(), pk=number)
    actor, today = of_request(request), clock.today()
    first = _day(request.GET.get("day", ""), today)
    held = next(iter(asset.held), None)
    here, week = asset.get_absolute_url(), timedelta(days=7)
    context = {
        "asset": asset,
        "held": held,
        "promise": promise_queries.of_things((held.ref,)).get(held.ref) if held else None,
        "week": queries.week(asset, first) if asset.bookable else [],
        "book": action_pages.url_of(book_asset, asset),
        "earlier": f"{here}?day={first - week}" if first - week > today - week else "",
        "later": f"{here}?day={first + week}"
        if first + week <= today + timedelta(days=asset.ahead)
        else "",
        "coming": _coming(actor, asset),
        "available_actions": action_pages.available(actor, asset),
        "pictures": _pictures(actor, asset),
        "stations": threads.of(asset.ref).stations,
        "entries": reverse("record:list") + f"?subject={asset.ref}",
    }
    return render(request, "delivery/asset.html", context)


def _pictures(actor: Actor, asset: Asset) -> list[dict[str, Any]]:
    """Its photos; for the office that looks after it with the way to remove each."""
    own = actor.kind is Kind.OFFICE and actor.body == asset.body_id
    return [
        {"one": one, "url": action_pages.url_of(remove_asset_picture, one) if own else ""}
        for one in shown(asset)
    ]


def _day(said: str, today: date) -> date:
    """The first day of the week that is shown: the one asked for, or today; never one long past or far ahead."""
    try:
        asked = date.fromisoformat(said)
    except ValueError:
        return today
    return min(max(asked, today), today + timedelta(days=366))


def _coming(actor: Actor, asset: Asset) -> list[dict[str, Any]]:
    """Who comes, for the office that looks after it; nobody else is told."""
    if actor.kind is not Kind.OFFICE or actor.body != asset.body_id:
        return []
    rows = queries.coming(asset).select_related("person", "organisation", "asset")[:COMING]
    return [
        {
            "one": one,
            "who": one.organisation.name if one.organisation else str(one.person or _("somebody")),
            "url": action_pages.url_of(call_off_booking, one),
        }
        for one in rows
    ]
