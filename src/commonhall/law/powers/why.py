"""Why somebody may do this: from an entry to the mandate its power was lent by, as of that day.

An entry names what it relied on by refs. Those things may have changed since; the version each had when
the entry was written is read from the version rows, so that the answer stays what it was.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from commonhall.actions import registry as actions_registry
from commonhall.actions.models import Version
from commonhall.core import refs as core_refs
from commonhall.core.models import in_language
from commonhall.law import queries
from commonhall.law.asking import readers
from commonhall.law.instruments.models import Competence, Instrument, Rank, Right, numbered
from commonhall.law.mandates.models import Mandate
from commonhall.people.bodies.models import Body
from commonhall.places.models import Unit
from commonhall.record import entry_format
from commonhall.record.models import Entry

State = dict[str, Any]
DATES = ("starts", "ends", "recalled_on", "review_on")


@dataclass(frozen=True)
class Rest:
    """One thing an action rests on, step by step; a step that was not needed is None."""

    provision: State | None = None
    instrument: State | None = None
    right: State | None = None
    competence: State | None = None
    mandate: State | None = None
    caretaker: State | None = None
    body: Body | None = None
    unit: Unit | None = None
    in_force: bool = True
    asked: list[core_refs.Described] = field(default_factory=list)

    @property
    def number(self) -> str:
        """The provision's number in the reader's language."""
        return numbered(str(self.provision["number"])) if self.provision else ""


@dataclass(frozen=True)
class Why:
    """The whole answer for an entry. kind: "power", "right", "founding", "refusal" or "unknown"."""

    entry: Entry
    action: Any
    kind: str
    what: str
    day: date
    rests: list[Rest]
    parent: Entry | None = None


def _at(refs: Iterable[str], entry: UUID) -> dict[str, State]:
    """The state each thing had when `entry` was written: one query for all."""
    wanted = [core_refs.split(ref) for ref in set(refs) if ref]
    if not wanted:
        return {}
    which = Q()
    for kind, number in wanted:
        which |= Q(type=kind, object_id=number)
    found: dict[str, State] = {}
    rows = Version.objects.filter(which, entry__lt=entry).order_by("version")
    for row in rows:
        found[f"{row.type}:{row.object_id}"] = _state(row)
    return found


def _state(row: Version) -> State:
    public = dict(json.loads(row.state)["state"])
    for name in DATES:
        if public.get(name):
            public[name] = date.fromisoformat(public[name])
    return {**public, "ref": f"{row.type}:{row.object_id}", "pk": row.object_id}


def of_entry(entry: Entry) -> Why:
    """Read an entry's basis back to its mandate; some ten queries whatever the entry."""
    body = entry_format.decode(entry.body)
    action, day = (
        actions_registry.actions().get(entry.action),
        timezone.localdate(entry.occurred_at),
    )
    basis: list[dict[str, str]] = list(body.get("basis", []))
    refused = body.get("refusal", {}).get("provision", "")
    if refused:
        basis.append({"provision": refused})
    states = _at([ref for one in basis for ref in one.values()], entry.pk)
    provisions = [states[ref] for one in basis if (ref := one.get("provision", "")) in states]
    above = _at([Instrument.ref_of(one["instrument_id"]) for one in provisions], entry.pk)
    rests = [_rest(one, states, above, day, body) for one in basis]
    kind = entry.kind if entry.kind in ("founding", "refusal") else "unknown"
    if action is not None and kind == "unknown":
        kind = "power" if action.power else "right"
    what = (action.power or action.right) if action else ""
    return Why(entry, action, kind, what, day, rests, entry.parent)


def _rest(
    basis: dict[str, str], states: dict[str, State], above: dict[str, State], day: date, body: Any
) -> Rest:
    provision = states.get(basis.get("provision", ""))
    instrument = above.get(Instrument.ref_of(provision["instrument_id"])) if provision else None
    competence = states.get(basis.get("competence", ""))
    mandate = states.get(basis.get("mandate", ""))
    holder = competence or mandate
    if provision is not None:
        provision["text"] = in_language(provision["texts"])
    if instrument is not None:
        instrument["title"] = in_language(instrument["titles"])
        instrument["rank_label"] = Rank(instrument["rank"]).label
    if mandate is not None:
        mandate["origin_label"] = Mandate.Origin(mandate["origin"]).label
    right = states.get(basis.get("right", ""))
    if right is not None:
        right["holder_label"] = Right.Holder(right["holder"]).label
    caretaker = states.get(basis.get("caretaker", ""))
    # Whoever goes on as a caretaker does so because the mandate has ended.
    lent = None if caretaker else mandate
    parts = [one for one in (provision, instrument, competence, lent, right) if one]
    return Rest(
        provision=provision,
        instrument=instrument,
        right=right,
        competence=competence,
        mandate=mandate,
        caretaker=caretaker,
        body=Body.objects.filter(pk=holder["body_id"]).first() if holder else None,
        unit=Unit.objects.filter(pk=competence["unit_id"]).first() if competence else None,
        in_force=all(
            one["starts"] <= day and (not one.get("ends") or one["ends"] >= day) for one in parts
        ),
        asked=_asked(body, day) if competence else [],
    )


def _asked(body: Any, day: date) -> list[core_refs.Described]:
    """What asked those concerned about the matter before: its subject, or what it says it came from."""
    matters = [body.get("subject", ""), *(one[0] for one in body.get("data", {}).get("links", []))]
    found = readers.about([one for one in matters if one])
    refs = [one.ref for one in found if one.published_at and one.opened_on <= day]
    return list(core_refs.resolve(refs).values())


@dataclass(frozen=True)
class Holder:
    """Who may do an action today, and why."""

    grant: Competence | Right
    mandate: Mandate | None = None


def who_may(action: Any, day: date) -> list[Holder]:
    """Everybody whom a provision in force lets do an action, with the mandate each holds; two queries."""
    if not action.power:
        rights = Right.objects.filter(queries.granted(day), right=action.right)
        return [
            Holder(row) for row in rights.select_related("provision__instrument").order_by("pk")
        ]
    rows = Competence.objects.filter(queries.granted(day), power=action.power)
    found = list(
        rows.select_related("provision__instrument", "body", "unit").order_by("provision", "pk")
    )
    running = Mandate.objects.filter(
        queries.mandate_runs(day), body_id__in=[row.body_id for row in found]
    ).select_related("provision__instrument")
    mandates = {row.body_id: row for row in running.order_by("-pk")}
    return [Holder(row, mandates.get(row.body_id)) for row in found]
