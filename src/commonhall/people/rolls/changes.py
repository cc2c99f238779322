"""Changes of the roll by a list: they wait until a second body has agreed, and what was done alone can be taken out."""

from __future__ import annotations

import hashlib
from collections import Counter

from commonhall.actions.context import Context
from commonhall.people import four_eyes
from commonhall.people.actors import office_of
from commonhall.people.residents import census, roll_keys
from commonhall.people.residents.models import CensusEntry
from commonhall.people.rolls.models import RollChange, RollChangeLine
from commonhall.places.models import Unit

CONFIRM = "confirm-rolls"
State = RollChange.State


def waits(ctx: Context) -> bool:
    """Does a change of the roll by this actor wait for a second body?"""
    return four_eyes.waits(CONFIRM, ctx.actor.body_id)


def keep(ctx: Context, unit: Unit, lines: list[census.Line]) -> RollChange | None:
    """Keep what a list would change, and do it at once where no second body is there to agree; None where it changes
    nothing."""
    there = census.found(lines)
    changes = [
        RollChangeLine(
            key=line.key,
            unit_id=line.unit,
            was_id=there[line.key].unit_id if line.key in there else None,
        )
        for line in lines
        if line.key not in there or there[line.key].unit_id != line.unit
    ]
    if not changes:
        return None
    wait = waits(ctx)
    new = sum(one.was_id is None for one in changes)
    change = ctx.save(
        RollChange(
            unit=unit,
            lines=len(lines),
            new=new,
            changed=len(changes) - new,
            by_place=_by_place(changes),
            digest=digest(lines),
            body_id=ctx.actor.body_id,
            by_office_id=office_of(ctx.actor),
            proposed_at=ctx.occurred_at,
            state=State.WAITING if wait else State.ALONE,
        )
    )
    name = roll_keys.newest().name
    for one in changes:
        one.change, one.roll_key = change, name
    RollChangeLine.objects.bulk_create(changes, batch_size=census.CHUNK)
    return change


def _by_place(changes: list[RollChangeLine]) -> dict[str, int]:
    """Lines by the place they name, as everybody may read it."""
    counts = Counter(one.unit_id for one in changes)
    return {row.code: counts[row.pk] for row in Unit.objects.filter(pk__in=counts).order_by("code")}


def digest(lines: list[census.Line]) -> str:
    """Over the keyed hashes and places of the list: whoever has the same list gets the same, in any order."""
    known = dict(Unit.objects.filter(pk__in={one.unit for one in lines}).values_list("pk", "code"))
    rows = sorted(f"{one.key}\t{known[one.unit]}" for one in lines)
    return hashlib.sha256("\n".join(rows).encode()).hexdigest()


def write(change: RollChange) -> None:
    """Bring the lines that waited onto the roll; those that came there meanwhile keep whom they confirmed."""
    known = set(
        CensusEntry.objects.filter(key__in=change.rows.values("key")).values_list("key", flat=True)
    )
    CensusEntry.objects.bulk_create(
        [
            CensusEntry(key=one.key, roll_key=one.roll_key, unit_id=one.unit_id)
            for one in change.rows.order_by("pk")
            if one.key not in known
        ],
        batch_size=census.CHUNK,
    )
    moved = []
    wanted = {one.key: one.unit_id for one in change.rows.filter(key__in=known)}
    for entry in CensusEntry.objects.select_for_update(of=("self",)).filter(key__in=wanted):
        entry.unit_id = wanted[entry.key]
        moved.append(entry)
    CensusEntry.objects.bulk_update(moved, ["unit"], batch_size=census.CHUNK)


def take_out(change: RollChange) -> int:
    """Undo what was done alone: lines that confirmed nobody go, places are as they were; how many lines."""
    rows = {one.key: one for one in change.rows.all()}
    count = 0
    for entry in CensusEntry.objects.select_for_update(of=("self",)).filter(key__in=rows):
        line = rows[entry.key]
        if line.was_id is None and entry.used_by_id is None:
            entry.letters.all().delete()
            entry.delete()
            count += 1
        elif line.was_id is not None and entry.unit_id == line.unit_id:
            entry.unit_id = line.was_id
            entry.save(update_fields=["unit"])
            count += 1
    return count
