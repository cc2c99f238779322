"""Which matters stand behind a thing: read from links that the record's entries name, a few steps up."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from datetime import datetime

from commonhall.actions.models import Link
from commonhall.record.models import Entry

# What leads from a matter to what was made of it. A case that only has a source is another matter.
LEADING = (
    "considered",
    "decided-by",
    "planned",
    "served-by",
    "contracted",
    "handed-over",
    "voted-in",
    "put-to-vote",
)
STEPS = 5
# What was asked about a place, a body or a person as such was asked about no matter.
NO_MATTER = ("places.", "people.", "record.")
MOST = 200
Above = Callable[[list[int]], Iterable[tuple[int, str]]]
_above: dict[str, Above] = {}
Changed = Callable[[int], datetime | None]
_changed: dict[str, Changed] = {}
Raised = Callable[[int, int], datetime | None]
_raised: dict[str, Raised] = {}


def part_of(kind: str, above: Above) -> None:
    """Say what things of a kind are a part of: ids → (id, ref of the whole)."""
    _above[kind] = above


def words_of(kind: str, changed: Changed) -> None:
    """Say when the words of a thing of a kind were last changed: id → moment, None where they never were."""
    _changed[kind] = changed


def changed_at(ref: str) -> datetime | None:
    """When a thing's words were last changed: what was asked about it before was asked about other words."""
    kind, _colon, number = ref.partition(":")
    return _changed[kind](int(number)) if kind in _changed and number.isdecimal() else None


def sums_of(kind: str, raised: Raised) -> None:
    """Say since when the sum of a thing of a kind is decided that an amount goes beyond: (id, amount) → moment; None
    where it goes beyond none."""
    _raised[kind] = raised


def raised_from(ref: str, amount: int | None) -> datetime | None:
    """Since when the smaller sum is decided that is to be raised: what was asked before was asked about that one."""
    kind, _colon, number = ref.partition(":")
    if amount is None or kind not in _raised or not number.isdecimal():
        return None
    return _raised[kind](int(number), amount)


def behind(ref: str) -> list[str]:
    """A thing and the matters it came from, the thing itself first."""
    seen, edge = {ref: None}, {ref}
    for _step in range(STEPS):
        found = _wholes(edge)
        links = list(Link.objects.filter(to_ref__in=edge, kind__in=LEADING).order_by("pk")[:MOST])
        found |= {link.from_ref for link in links if link.pk in _recorded(links)}
        edge = {one for one in found - set(seen) if not one.startswith(NO_MATTER)}
        if not edge:
            break
        seen.update(dict.fromkeys(sorted(edge)))
    return [one for one in seen if not one.startswith(NO_MATTER)]


def family(ref: str) -> list[str]:
    """A thing, the matters it came from, and whatever else came of these: under whichever of them a sum is decided, it is
    one matter."""
    seen = dict.fromkeys(behind(ref))
    edge = set(seen)
    for _step in range(STEPS):
        links = list(Link.objects.filter(from_ref__in=edge, kind__in=LEADING).order_by("pk")[:MOST])
        found = {link.to_ref for link in links if link.pk in _recorded(links)}
        edge = {one for one in found - set(seen) if not one.startswith(NO_MATTER)}
        if not edge:
            break
        seen.update(dict.fromkeys(sorted(edge)))
    return list(seen)


def _wholes(edge: set[str]) -> set[str]:
    by_kind: dict[str, list[int]] = {}
    for ref in edge:
        kind, _colon, number = ref.partition(":")
        if kind in _above and number.isdecimal():
            by_kind.setdefault(kind, []).append(int(number))
    return {whole for kind, ids in by_kind.items() for _number, whole in _above[kind](ids)}


def _recorded(links: list[Link]) -> set[int]:
    """Links that the entry they name speaks of; a row typed into the table is none."""
    if not links:
        return set()
    bodies = dict(
        Entry.objects.filter(pk__in={link.entry for link in links}).values_list("pk", "body")
    )
    said = {key: json.loads(body).get("data", {}).get("links", []) for key, body in bodies.items()}
    return {
        link.pk
        for link in links
        if [link.from_ref, link.kind, link.to_ref] in said.get(link.entry, [])
    }
