"""The thread: from a need to what people got, read from the links alone.

need → source → proposal → consultation → decision → plan → contract → delivery → confirmation → evaluation
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commonhall.actions.models import Link
from commonhall.core import refs
from commonhall.core.refs import Described
from commonhall.ui.parts import Crumb, Station, StationState

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
# The link by which a need is gathered under its source.
GATHERED = "has-source"

# How many people asked for things of a kind ("cases.case"), by their numbers.
Askers = Callable[[list[int]], int]
_askers: dict[str, Askers] = {}


def asked_by(kind: str, count: Askers) -> None:
    """Say how many people stand behind needs of a kind; a person counts once."""
    _askers[kind] = count


@dataclass(frozen=True)
class Thread:
    """found: everything tied to the start, with how each is shown; cut: more than could be followed; people: how many
    asked for it."""

    start: str
    found: dict[str, Described]
    cut: bool = False
    people: int = 0

    @property
    def stations(self) -> list[Station]:
        """The stops in order: what stands at each, and where the start itself stands. None where it stands alone: one
        station is no thread."""
        by_kind: dict[str, list[Described]] = {}
        for one in sorted(self.found.values(), key=lambda one: _order(one.ref)):
            for station in filter(None, (one.passed, one.station)):
                by_kind.setdefault(station, []).append(one)
        here = self.found[self.start].station if self.start in self.found else ""
        if len(by_kind) < 2:
            return []
        shown = []
        for kind, label in STATIONS.items():
            things = by_kind.get(kind, [])
            if not things and kind not in ALWAYS:
                continue
            shown.append(
                Station(
                    kind=label,
                    items=[Crumb(one.title, one.url) for one in things[:SHOWN]],
                    state=_state(kind, here, things),
                    note=self._note(kind, len(things)),
                )
            )
        return shown

    def _note(self, kind: str, things: int) -> Any:
        if kind == "need" and self.people > 1:
            return _("asked by %(count)d people") % {"count": self.people}
        return _("and %(count)d more") % {"count": things - SHOWN} if things > SHOWN else ""


def _state(kind: str, here: str, things: list[Described]) -> StationState:
    """Done where something stands that came to something; stopped where all that stands came to nothing."""
    if things and all(one.stopped for one in things):
        return "stopped"
    if kind == here:
        return "current"
    return "done" if things else "next"


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
    known = refs.resolve(seen)
    gathered = _gathered(known)
    if not any(one.station == "need" for one in known.values()):
        known |= refs.resolve(gathered[:SHOWN])
    needs = {one.ref for one in known.values() if one.station == "need"}
    return Thread(ref, known, cut, _people({*gathered, *needs}))


def _gathered(known: dict[str, Described]) -> list[str]:
    """The needs gathered under the sources of a thread, the oldest first: from what people got back to who asked."""
    sources = [one.ref for one in known.values() if one.station == "source"]
    if not sources:
        return []
    rows = Link.objects.filter(to_ref__in=sources, kind=GATHERED).order_by("pk")
    return list(dict.fromkeys(rows.values_list("from_ref", flat=True)))


def _people(needs: set[str]) -> int:
    """How many people asked for these."""
    numbers: dict[str, list[int]] = {}
    for ref in needs:
        kind, number = refs.split(ref)
        numbers.setdefault(kind, []).append(number)
    return sum(_askers[kind](rows) for kind, rows in numbers.items() if kind in _askers)


def needs_behind(started: set[str], steps: int = STEPS) -> list[str]:
    """The needs that led to things, found backwards along the links."""
    seen, edge = set(started), set(started)
    for _step in range(steps):
        rows = Link.objects.filter(to_ref__in=edge).order_by("pk")
        found = set(rows.values_list("from_ref", flat=True)[:MOST_LINKS])
        edge = {one for one in found - seen if not one.startswith(GATHERING)}
        seen |= edge
        if not edge:
            break
    return [one.ref for one in refs.resolve(seen).values() if one.station == "need"]


def _gathering(links: list[Link]) -> set[str]:
    """Refs that more than one thing leads to."""
    counted: dict[str, int] = {}
    for link in links:
        counted[link.to_ref] = counted.get(link.to_ref, 0) + 1
    return {ref for ref, number in counted.items() if number > 1}
