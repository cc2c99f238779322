"""What a panel's page shows: how letters were answered, who sits and how the panel mirrors the place, sums owed."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from commonhall.core.models import in_language
from commonhall.decisions.lotteries import queries as lottery_queries
from commonhall.decisions.lotteries.drawing import SMALLEST
from commonhall.decisions.lotteries.models import Ticket
from commonhall.decisions.panels import queries
from commonhall.decisions.panels.models import Member, Panel
from commonhall.ui.charts import strips


# --- letters --------------------------------------------------------------------------------------
def answered(rows: list[queries.Responses]) -> SafeString | str:
    """The waves as strips: accepted, declined, silent, where no group is too small to be told."""
    shares = [
        strips.Share(
            _("Wave %(number)d") % {"number": one.wave.number},
            one.accepted / one.wave.letters,
            _("%(yes)d of %(all)d accepted") % {"yes": one.accepted, "all": one.wave.letters},
        )
        for one in rows
        if one.accepted is not None and one.wave.letters
    ]
    return strips.share_bars(shares) if shares else ""


# --- the seats ------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Seat:
    """One seat, or one that waits: member None: drawn, has not answered. known: what may be said of whoever holds it."""

    member: Member | None
    ticket: Ticket
    known: str

    @property
    def state(self) -> str:
        if self.member is None:
            return "drawn"
        return "left" if self.member.left_on else "sits"


@dataclass(frozen=True)
class Mirror:
    """One value of one quota. least, most: as commissioned; listed: of those who accepted letters, None where so few that
    somebody could be recognised; sitting: of members; unknown: members whose value of this quota is left out."""

    feature: str
    value: str
    least: int
    most: int
    listed: int | None
    sitting: int
    unknown: int

    @property
    def holds(self) -> bool:
        """May it be as commissioned, going by what may be told?"""
        return self.sitting <= self.most and self.least <= self.sitting + self.unknown


def seats(panel: Panel, members: list[Member]) -> list[Seat]:
    """Who sits, by number; then who was drawn and has not answered; two queries."""
    kinds = _kinds(panel)
    waiting = panel.draw.tickets.filter(state=Ticket.State.DRAWN).order_by("code")
    rows = [Seat(one, one.ticket, kinds.get(one.ticket.kind, "")) for one in members]
    return rows + [Seat(None, one, kinds.get(one.kind, "")) for one in waiting]


def _profiles(panel: Panel) -> list[list[str]]:
    content = lottery_queries.chances_of(panel.draw) or {"types": []}
    return [said["profile"] for said in content["types"]]


def _kinds(panel: Panel) -> dict[int, str]:
    """Type of people → what is shown of it, in words."""
    words = {
        (at, one["value"]): in_language(one["names"])
        for at, quota in enumerate(panel.draw.quotas)
        for one in quota["values"]
    }
    return {
        kind: ", ".join(words[at, value] for at, value in enumerate(profile) if value)
        for kind, profile in enumerate(_profiles(panel))
    }


def mirrors(panel: Panel, members: list[Member]) -> list[Mirror]:
    """How those who accepted, and those who sit, stand to the quotas; nothing before the draw."""
    profiles = _profiles(panel)
    if not profiles:
        return []
    sitting = Counter(one.ticket.kind for one in members if one.left_on is None)
    listed = Counter(panel.draw.tickets.values_list("kind", flat=True))
    found = []
    for at, quota in enumerate(panel.draw.quotas):
        unknown = sum(sitting[kind] for kind, said in enumerate(profiles) if not said[at])
        for one in quota["values"]:
            kinds = [kind for kind, said in enumerate(profiles) if said[at] == one["value"]]
            number = sum(listed[kind] for kind in kinds)
            found.append(
                Mirror(
                    in_language(quota["names"]),
                    in_language(one["names"]),
                    one["least"],
                    one["most"],
                    None if 0 < number < SMALLEST else number,
                    sum(sitting[kind] for kind in kinds),
                    unknown,
                )
            )
    return found


def strata(rows: list[Seat]) -> list[tuple[str, list[Seat]]]:
    """Seats by what is known of whoever holds them, for the picture of the panel. Of members who give their name nothing else
    is told."""
    found: dict[str, list[Seat]] = {}
    named = []
    for one in rows:
        if one.member is not None and one.ticket.name:
            named.append(one)
        elif one.state != "left":
            words = one.known or _("Not told, so that nobody can be recognised")
            found.setdefault(words, []).append(one)
    sitting = [one for one in named if one.state == "sits"]
    groups = [(_("Members who give their name"), sitting)] if sitting else []
    return groups + sorted(found.items())


# --- the work -------------------------------------------------------------------------------------
def standing(panel: Panel) -> list[Any]:
    """Recommendations for the page: those adopted first, by number."""
    rows = panel.recommendations.select_related("member__ticket").order_by("number")
    order = {"answered": 0, "adopted": 0, "voting": 1, "draft": 2, "rejected": 3}
    return sorted(rows, key=lambda one: (order[one.state], one.number))
