"""Questions about changes of the roll, and about confirmations at the counter that a second body looks at."""

from __future__ import annotations

from collections import Counter

from django.db.models import QuerySet, Subquery
from django.db.models.functions import Coalesce

from commonhall.people.residents.models import Verification
from commonhall.people.rolls.models import CounterCheck, RollChange, RollChangeLine


def roll_changes() -> QuerySet[RollChange]:
    """All of them, newest first."""
    return RollChange.objects.select_related("body", "unit", "decided_by").order_by("-pk")


def counter_undrawn() -> QuerySet[Verification]:
    """Confirmations at the counter since the newest that was among a draw, and still in force."""
    last = CounterCheck.objects.order_by("-among_until").values("among_until")[:1]
    rows = Verification.objects.filter(
        method=Verification.Method.OFFICE, pk__gt=Coalesce(Subquery(last), 0)
    )
    return rows.exclude(person=None).order_by("pk")


def found() -> dict[str, int]:
    """How many confirmations were drawn so far, by what a second body found; "" for those nobody looked at yet."""
    return dict(Counter(CounterCheck.objects.values_list("result", flat=True)))


def unchecked() -> QuerySet[CounterCheck]:
    """Those that were drawn and that nobody has looked at yet, the oldest first."""
    rows = CounterCheck.objects.filter(result="").order_by("pk")
    return rows.select_related("verification__person__account", "verification__unit")


def lines_under(roll_key: str) -> int:
    """Lines that wait for a second body under one of the roll's keys."""
    waiting = RollChangeLine.objects.filter(change__state=RollChange.State.WAITING)
    return waiting.filter(roll_key=roll_key).count()
