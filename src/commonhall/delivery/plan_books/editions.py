"""What is frozen of a plan book when it is adopted, and two editions beside each other."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString

from commonhall.core.models import in_language
from commonhall.delivery.plan_books.models import Book, BookEdition, whole
from commonhall.record.entry_format import canonical
from commonhall.ui.redline import beside


def content(book: Book, number: int) -> str:
    """The book as it stands now, as canonical JSON. Numbers are text, so that no form of them is open."""
    indicators: dict[int, list[dict[str, Any]]] = {}
    for one in book.indicators.filter(dropped=False).order_by("pk"):
        indicators.setdefault(one.part_id, []).append(
            {
                "id": one.pk,
                "names": one.names,
                "unit": one.measure,
                "baseline": f"{one.baseline:.2f}",
                "baseline_on": one.baseline_on.isoformat(),
                "target": f"{one.target:.2f}",
                "target_on": one.target_on.isoformat(),
                "measured_by": one.measured_by,
            }
        )
    parts = [
        {
            "id": one.pk,
            "kind": one.kind,
            "title": one.title,
            "text": one.text,
            "indicators": indicators.get(one.pk, []),
        }
        for one in book.parts.filter(removed=False).order_by("place", "pk")
    ]
    whole_book = {
        "book": book.ref,
        "edition": number,
        "names": book.names,
        "starts": book.starts.isoformat(),
        "ends": book.ends.isoformat(),
        "parts": parts,
    }
    return canonical(whole_book).decode()


def parts_of(edition: BookEdition) -> list[dict[str, Any]]:
    """The parts of a frozen edition, in order."""
    found: list[dict[str, Any]] = json.loads(edition.content)["parts"]
    return found


@dataclass(frozen=True)
class Compared:
    """One part in two editions. change: "same", "changed", "added" or "removed". old, new: with what changed marked."""

    number: int
    title: str
    change: str
    old: SafeString | str
    new: SafeString | str


def _words(part: dict[str, Any]) -> str:
    """Its heading, its words, and a line for each indicator."""
    lines = [
        f"{in_language(one['names'])}: {one['baseline']} → {one['target']} {one['unit']}"
        f" ({one['target_on']})"
        for one in part["indicators"]
    ]
    return "\n".join([whole(part["title"], part["text"]), *lines])


def compared(old: Sequence[dict[str, Any]], new: Sequence[dict[str, Any]]) -> list[Compared]:
    """Part by part, in the new order; what is gone stands last."""
    before = {one["id"]: one for one in old}
    found = []
    for number, part in enumerate(new, 1):
        earlier = before.pop(part["id"], None)
        words, was = _words(part), _words(earlier) if earlier else ""
        if earlier is not None and words == was:
            found.append(Compared(number, part["title"], "same", words, words))
            continue
        marked = beside(was, words)
        change = "added" if earlier is None else "changed"
        found.append(Compared(number, part["title"], change, *marked))
    for number, part in enumerate(before.values(), len(new) + 1):
        found.append(Compared(number, part["title"], "removed", *beside(_words(part), "")))
    return found
