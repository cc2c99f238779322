"""The thread: from a need to what people got, read from the links alone.

need → source → proposal → consultation → decision → plan → contract → delivery → confirmation → evaluation
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commonhall.actions.models import Link
from commonhall.core import refs
from commonhall.core.refs import Described
from commonhall.ui.parts import Crumb, Station

STATIONS: dict[str, Any] = {
    "need": _("Need"),
    "source": _("Source"),
    "proposal": _("Proposal"),
    "consultation": _("Consultation"),
    "decision": _("Decision"),
    "review": _("Review"),
    "plan": _("Plan"),
    "contract": _("Contract"),
    "delivery": _("Delivery"),
    "confirmation": _("Confirmation"),
    "evaluation": _("Evaluation"),
}
# What every matter passes; the others are shown where something stands at them.
ALWAYS = ("need", "decision", "plan", "delivery", "confirmation", "evaluation")
# A place or a body gathers whatever anybody decides about it: no matter is followed through one.
GATHERING = ("people.", "places.")
STEPS = 5
MOST_LINKS = 300
SHOWN = 5


@dataclass(frozen=True)
class Thread:
    """refs: everything tied to the start, with how each is shown; cut: more than could be followed."""

    start: str
    found: dict[str, Described]
    cut: bool = False

    @property
    def stations(self) -> list[Station]:
        """The stops in order: what stands at each, and where the start itself stands."""
        by_kind: dict[str, list[Described]] = {}
        for one in sorted(self.found.values(), key=lambda one: _order(one.ref)):
            for station in filter(None, (one.passed, one.station)):
                by_kind.setdefault(station, []).append(one)
        here = self.found[self.start].station if self.start in self.found else ""
        reached = [kind for kind in STATIONS if kind in by_kind]
        shown = []
        for kind, label in STATIONS.items():
            things = by_kind.get(kind, [])
            if not things and kind not in ALWAYS:
                continue
            state = "current" if kind == here else "done" if kind in reached else "next"
            shown.append(
                Station(
                    kind=label,
                    items=[Crumb(one.title, one.url) for one in things[:SHOWN]],
                    state=state,  # type: ignore[arg-type]
                    note=_("and %(count)d more") % {"count": len(things) - SHOWN}
                    if len(things) > SHOWN
                    else "",
                )
            )
        return shown


def _order(ref: str) -> tuple[str, int]:
    kind, _, number = ref.partition(":")
    return kind, int(number) if number.isdigit() else 0


def of(ref: str, steps: int = STEPS) -> Thread:
    """Everything tied to a thing, `steps` links far: one query a step and one per kind of thing.

    Siblings are not followed through what gathers many (a source's other cases, a plan's other
    measures) unless one starts there: a thread is of one matter.
    """
    seen, edge, cut = {ref}, {ref}, False
    for step in range(steps):
        links = list(
            Link.objects.filter(Q(from_ref__in=edge) | Q(to_ref__in=edge)).order_by("pk")[
                : MOST_LINKS + 1
            ]
        )
        cut = cut or len(links) > MOST_LINKS
        found = set()
        for link in links[:MOST_LINKS]:
            # Forward always; backward from the start, and from what the start led to, not from what
            # was gathered on the way: that would bring in every neighbour's matter.
            if link.from_ref in edge:
                found.add(link.to_ref)
            if link.to_ref in edge and (step == 0 or link.to_ref not in _gathering(links)):
                found.add(link.from_ref)
        edge = {one for one in found - seen if not one.startswith(GATHERING)}
        seen |= found
        if not edge:
            break
    return Thread(ref, refs.resolve(seen), cut)


def _gathering(links: list[Link]) -> set[str]:
    """Refs that more than one thing leads to."""
    counted: dict[str, int] = {}
    for link in links:
        counted[link.to_ref] = counted.get(link.to_ref, 0) + 1
    return {ref for ref, number in counted.items() if number > 1}
