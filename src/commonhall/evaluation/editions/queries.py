"""Asking about what was measured; the same number of queries however much there is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from commonhall.evaluation.editions.models import Edition
from commonhall.evaluation.frameworks.models import Framework


def editions() -> QuerySet[Edition]:
    """Those that stand: of each span the newest revision; without the pack's text."""
    newest = Edition.objects.filter(
        framework=OuterRef("framework"), starts=OuterRef("starts")
    ).order_by("-revision")
    rows: QuerySet[Edition] = Edition.objects.select_related("framework", "framework__unit")
    return rows.filter(pk=Subquery(newest.values("pk")[:1])).defer("pack")


def newest_editions(of: Iterable[int] | None = None) -> list[Edition]:
    """The newest edition of each framework, in the order of frameworks."""
    last = editions().filter(framework=OuterRef("framework")).order_by("-starts")
    rows = editions().filter(pk=Subquery(last.values("pk")[:1]))
    if of is not None:
        rows = rows.filter(framework__in=list(of))
    return list(rows.order_by("framework"))


def history(framework: Framework, count: int = 12) -> list[Edition]:
    """The framework's editions that stand, newest first."""
    return list(editions().filter(framework=framework).order_by("-starts")[:count])


@dataclass(frozen=True)
class Standing:
    """One line of an edition. thing: the place or body; low, high: the range of its rank."""

    thing: Any
    rank: int
    low: int
    high: int
    row: dict[str, Any]

    @property
    def shared(self) -> bool:
        """Does its range hold more than one place?"""
        return self.high > self.low


def standings(edition: Edition, things: dict[int, Any]) -> Sequence[Standing]:
    """The lines of an edition from first to last; things that are gone are left out."""
    found = []
    for row in edition.outcome.get("rows", ()):
        thing = things.get(int(row["unit"]))
        if thing is not None:
            low, _median, high = row.get("range") or (row["rank"], row["rank"], row["rank"])
            found.append(Standing(thing, row["rank"], low, high, row))
    return found
