"""What pages of lotteries show: the chances, who holds a place, and why a ticket did or did not win."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from commonhall.core import clock
from commonhall.core.models import in_language
from commonhall.decisions.lotteries import drawing, queries, sources
from commonhall.decisions.lotteries.models import Lottery, Ticket
from commonhall.methods.beacons import rounds
from commonhall.people.bodies.models import Body
from commonhall.ui.text import colon, listed

SHOWN = 300


@dataclass(frozen=True)
class Chances:
    """Per cent; types and panels of the published mixture; quotas that gave way, in words."""

    lowest: float
    highest: float
    types: int
    panels: int
    proved: bool
    digest: str
    loosened: list[str]


def chances(lottery: Lottery) -> Chances | None:
    content = queries.chances_of(lottery)
    if not content or not content["panels"]:
        return None
    words = {
        (
            quota["feature"],
            one["value"],
        ): f"{in_language(quota['names'])}{colon()}{in_language(one['names'])}"
        for quota in lottery.quotas
        for one in quota["values"]
    }
    return Chances(
        content["lowest_millionths"] / 1_000_000,
        content["highest_millionths"] / 1_000_000,
        len(content["types"]),
        len(content["panels"]),
        content["proved"],
        content["digest"],
        [
            f"{words[one['feature'], one['value']]} {one['least']}–{one['most']}"
            for one in content["loosened"]
        ],
    )


def quotas(lottery: Lottery) -> list[tuple[str, list[tuple[str, int, int]]]]:
    return [
        (
            in_language(quota["names"]),
            [(in_language(one["names"]), one["least"], one["most"]) for one in quota["values"]],
        )
        for quota in lottery.quotas
    ]


def criteria(lottery: Lottery) -> list[tuple[str, int]]:
    return [(in_language(one["names"]), one["points"]) for one in lottery.criteria]


@dataclass(frozen=True)
class Given:
    """A ticket with what is shown of whoever holds it, and its place in the order (0: a panel has none)."""

    ticket: Ticket
    shown: str
    order: int = 0


def given(lottery: Lottery) -> list[Given]:
    """After a draw: of a panel the tickets drawn, those that hold a seat first; of places all in order."""
    if lottery.drawn_at is None or lottery.kind == Lottery.Kind.LETTERS:
        return []
    if lottery.kind != Lottery.Kind.PANEL:
        tickets = {row.code: row for row in lottery.tickets.all()}
        order = drawing.ordered(lottery.rule, map(_row, tickets.values()), lottery.seed)[:SHOWN]
        return [Given(tickets[row.code], "", at) for at, row in enumerate(order, start=1)]
    rows = list(
        lottery.tickets.exclude(state=Ticket.State.LISTED).order_by("state", "code")[:SHOWN]
    )
    profiles = _profiles(lottery)
    return [Given(row, profiles.get(row.kind, "")) for row in rows]


def _row(ticket: Ticket) -> drawing.Row:
    return drawing.row_of(vars(ticket))


def _profiles(lottery: Lottery) -> dict[int, str]:
    content = queries.chances_of(lottery) or {"types": []}
    words = {
        (at, one["value"]): in_language(one["names"])
        for at, quota in enumerate(lottery.quotas)
        for one in quota["values"]
    }
    return {
        kind: listed(words[at, value] for at, value in enumerate(said["profile"]) if value)
        for kind, said in enumerate(content["types"])
    }


@dataclass(frozen=True)
class Decides:
    """What decides a lottery, for its page: when it is known, where it can be read, what is wrong or still missing.

    page: the beacon's own page of the round. moved: the list came late, so that the round of a later day counts.
    known: its moment has come. waits: so that it only has to be entered. form: how the numbers are written.
    differing: pairs of entries that were not alike. first: one office has entered, the second has not.
    """

    due_at: datetime | None
    round: int = 0
    page: str = ""
    moved: bool = False
    known: bool = False
    waits: bool = False
    form: str = ""
    differing: tuple[tuple[tuple[Body, str], ...], ...] = ()
    first: bool = False


def decides(lottery: Lottery) -> Decides:
    due = lottery.due_at
    known = due is not None and clock.now() >= due
    ready = lottery.state == Lottery.State.READY
    waits = ready and known and not lottery.seed
    if lottery.source == Lottery.Source.BEACON:
        number = lottery.round or lottery.beacon["round"]
        moved = bool(lottery.round) and lottery.round != lottery.beacon["round"]
        return Decides(due, number, rounds.page_of(lottery.beacon, number), moved, known, waits)
    if lottery.source != Lottery.Source.NUMBERS:
        return Decides(due)
    pairs = sources.tries(lottery.entries)
    apart = [one for one in pairs if len(one) == 2 and not sources.agreed(one)]
    bodies = Body.objects.in_bulk({one["body"] for pair in apart for one in pair})
    return Decides(
        due,
        known=known,
        waits=waits,
        form=sources.example(lottery.numbers["count"], lottery.numbers["most"]),
        differing=tuple(
            tuple((bodies[one["body"]], one["numbers"]) for one in pair) for pair in apart
        ),
        first=len(lottery.entries) % 2 == 1,
    )


def same(lottery: Lottery, outcome: drawing.Outcome) -> bool:
    """Is what was drawn again what the tickets say?"""
    held = (Ticket.State.DRAWN, Ticket.State.ACCEPTED)
    there = set(lottery.tickets.filter(state__in=held).values_list("code", flat=True))
    return not outcome.wrong and there == outcome.sitting


def why(lottery: Lottery, ticket: Ticket) -> str:
    """Why this ticket stands where it does, in a sentence or two."""
    if lottery.drawn_at is None:
        return _("This ticket is on the frozen list. Nothing has been drawn yet.")
    if ticket.stands_for:
        return _("It was next under the rule when %(other)s gave up its place.") % {
            "other": ticket.stands_for
        }
    if ticket.state != Ticket.State.LISTED:
        return _("It was drawn by the stated rule from the frozen list and the seed.")
    if lottery.kind == Lottery.Kind.PANEL:
        return _("It was not drawn. It does not belong to the panel that the seed picked.")
    rows = [drawing.row_of(one) for one in queries.published_draw(lottery)["tickets"]]
    held = lottery.tickets.filter(state__in=(Ticket.State.DRAWN, Ticket.State.ACCEPTED))
    if lottery.household and ticket.household and held.filter(household=ticket.household).exists():
        return _("It was skipped: another ticket from the same household has a place.")
    order = [one.code for one in drawing.ordered(lottery.rule, rows, lottery.seed)]
    place = order.index(ticket.code) + 1
    said: dict[str, Any] = {"place": place, "all": len(order), "places": lottery.places}
    words = {
        Lottery.Rule.QUEUE: _(
            "Position: %(place)d of %(all)d in the queue. %(places)d places available."
        ),
        Lottery.Rule.NEED: _(
            "Position: %(place)d of %(all)d by points, and by lot among equals. %(places)d places available."
        ),
    }
    found = words.get(
        Lottery.Rule(lottery.rule),
        _("Position: %(place)d of %(all)d by lot. %(places)d places available."),
    )
    return found % said
