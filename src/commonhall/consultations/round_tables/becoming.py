"""What an agreement can become in one step: a motion, a part of the plan, a transfer. The apps above say how.

becoming.leads_on(table_agreement)          # an action whose thing is an Agreement
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Actor
from commonhall.actions.context import Context
from commonhall.actions.declaration import Action
from commonhall.actions.models import Link
from commonhall.consultations.round_tables.models import Agreement, RoundTable
from commonhall.core import refs
from commonhall.core.models import Governed
from commonhall.core.refs import Described
from commonhall.core.refusals import Refused

_ways: list[Action[..., Any]] = []
SHORT = 120


@dataclass(frozen=True)
class WayOn:
    """A button beside an agreement. name: of the action's page."""

    title: Any
    name: str


def leads_on(action: Action[..., Any]) -> None:
    """Offer an action on agreements beside each agreement of a table."""
    _ways.append(action)


def ways_on(actor: Actor, agreed: Sequence[Agreement]) -> list[WayOn]:
    """What the actor may make of what was agreed at a table. One agreement is asked for all: who may, may for each."""
    if not agreed:
        return []
    memo: dict[Any, Any] = {}
    return [
        WayOn(one.title, f"consultations:{one.name}")
        for one in _ways
        if actor.kind in one.by and one.check(actor, agreed[0], memo).allowed
    ]


def is_agreed(_actor: Actor, agreement: Agreement) -> None:
    """Raise `Refused` unless all have agreed."""
    if agreement.state != Agreement.State.AGREED:
        raise Refused("state", "not-agreed", _("Not everybody has agreed to this proposal."))


def table_of(agreement: Agreement) -> RoundTable:
    return agreement.item.table


def unit_of(agreement: Agreement) -> int:
    return table_of(agreement).unit_id


def matter_of(agreement: Agreement | None) -> str:
    """What the table is about; itself, where it is about nothing on the record."""
    if agreement is None:
        return ""
    table = table_of(agreement)
    return table.about or table.ref


def short(agreement: Agreement) -> str:
    """Its first line, for a name."""
    line = agreement.text.strip().splitlines()[0].strip("#* ")
    return line if len(line) <= SHORT else f"{line[: SHORT - 1].rstrip()}…"


def tie(ctx: Context, agreement: Agreement, made: Governed, kind: str) -> None:
    """Keep what an agreement became, in its own thread and in that of its table."""
    ctx.link(agreement, made, kind)
    ctx.link(table_of(agreement), made, kind)


def became(agreements: Sequence[Agreement]) -> dict[str, list[Described]]:
    """ref of an agreement → what came of it; two queries, and one a kind of thing."""
    links = Link.objects.filter(from_ref__in=[one.ref for one in agreements]).order_by("pk")
    pairs = list(links.values_list("from_ref", "to_ref"))
    known = refs.resolve([to_ref for _from, to_ref in pairs])
    found: dict[str, list[Described]] = {}
    for from_ref, to_ref in pairs:
        if to_ref in known:
            found.setdefault(from_ref, []).append(known[to_ref])
    return found
