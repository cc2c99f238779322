"""Asking the ledger: what became of promises, by body and by kind."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Q, QuerySet

from commonhall.law.promises.models import Fate, Promise

DONE = Q(kept_on__isnull=False, undone_on=None)
WITHDRAWN = ~DONE & Q(withdrawn_on__isnull=False)
OPEN = ~DONE & Q(withdrawn_on=None)


def with_fate(fate: str, today: date) -> Q:
    """Promises with this fate; all for a fate that there is not."""
    in_time = Q(kept_on__lte=F("first_on"), broken_on=None)
    broken = Q(broken_on__isnull=False) | Q(first_on__lt=today)
    fates: dict[str, Q] = {
        Fate.KEPT.value: DONE & in_time,
        Fate.LATE.value: DONE & ~in_time,
        Fate.BROKEN.value: OPEN & broken,
        Fate.TO_COME.value: OPEN & ~broken,
        Fate.WITHDRAWN.value: WITHDRAWN,
    }
    return fates.get(fate, Q())


def promises(today: date, body: str = "", kind: str = "", fate: str = "") -> QuerySet[Promise]:
    """Promises of a body, of a kind, with a fate; each where it is given. fate "silent": a word is owed."""
    rows = Promise.objects.select_related("body", "unit")
    if body:
        rows = rows.filter(body__code=body)
    if kind:
        rows = rows.filter(kind=kind)
    if fate == "silent":
        return rows.filter(broken_on__isnull=False, said_on=None)
    return rows.filter(with_fate(fate, today))


@dataclass(frozen=True)
class Counted:
    """Promises made: kept in time, kept late, broken, still to come."""

    kept: int = 0
    late: int = 0
    broken: int = 0
    to_come: int = 0

    @property
    def made(self) -> int:
        return self.judged + self.to_come

    @property
    def judged(self) -> int:
        """Those whose first day says already what became of them."""
        return self.kept + self.late + self.broken

    @property
    def share(self) -> float | None:
        """The share that was kept in time; None where nothing can be said yet."""
        return self.kept / self.judged if self.judged else None


def counted(rows: QuerySet[Promise], today: date, *by: str) -> dict[tuple[object, ...], Counted]:
    """What became of promises, for each value of `by`; one query."""
    sums = {
        name: Count("pk", filter=with_fate(fate, today))
        for name, fate in (
            ("kept", Fate.KEPT),
            ("late", Fate.LATE),
            ("broken", Fate.BROKEN),
            ("to_come", Fate.TO_COME),
        )
    }
    found = (
        rows.order_by().values_list(*by).annotate(**sums)
        if by
        else [tuple(rows.aggregate(**sums).values())]
    )
    return {tuple(row[: len(by)]): Counted(*row[len(by) :]) for row in found}


def in_all(rows: QuerySet[Promise], today: date) -> Counted:
    return counted(rows, today)[()]


def of_rows(rows: Iterable[Promise], today: date) -> Counted:
    """What became of promises that were read already; no query."""
    fates = [row.fate(today) for row in rows]
    return Counted(*(fates.count(one) for one in (Fate.KEPT, Fate.LATE, Fate.BROKEN, Fate.TO_COME)))


def of_things(refs: Iterable[str]) -> dict[str, Promise]:
    """Promises by their things' refs; one query."""
    rows = Promise.objects.filter(thing__in=list(refs)).select_related("body")
    return {row.thing: row for row in rows}
