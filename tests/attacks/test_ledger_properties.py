"""Whatever is done in whatever order: the first day never moves, and what is broken is never kept in time."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commonhall.law.promises import ledger
from commonhall.law.promises.models import Fate, Promise

FIRST = date(2026, 3, 3)
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["make", "move", "keep", "undo", "give_up", "mark"]),
        st.integers(0, 5),
        st.integers(1, 900),
    ),
    max_size=25,
)


class Shelf:
    """The ledger with one promise in memory, and a day that only goes on."""

    def __init__(self, monkeypatch: Any) -> None:
        self.today = FIRST - timedelta(days=10)
        self.promise: Promise | None = None
        monkeypatch.setattr(ledger, "of", lambda _ref: self.promise)
        monkeypatch.setattr(ledger.queries, "due_day", lambda _duty, day: day + timedelta(days=7))
        monkeypatch.setattr(ledger.agenda, "take_up", lambda _ctx, _thing: None)

    def save(self, promise: Promise) -> Promise:
        self.promise = promise
        return promise

    @property
    def occurred_at(self) -> datetime:
        return datetime(2026, 1, 1, tzinfo=UTC)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(steps=STEPS)
def test_the_first_day_stays_and_broken_is_never_kept_in_time(steps: list[Any]) -> None:
    import pytest

    with pytest.MonkeyPatch.context() as patch:
        ctx: Any = Shelf(patch)
        thing: Any = SimpleNamespace(ref="cases.case:1")
        make = {"kind": "case", "body": 1, "unit": 1}
        ledger.make(ctx, thing, day=FIRST, **make)
        was_broken = False
        for what, passing, ahead in steps:
            ctx.today += timedelta(days=passing)
            day = ctx.today + timedelta(days=ahead)
            if what == "make":
                ledger.make(ctx, thing, day=day, reason="x", **make)
            elif what == "move":
                ledger.move(ctx, thing, day, "x")
            elif what == "mark":
                if ctx.promise.fate(ctx.today) == Fate.BROKEN:
                    ledger.break_it(ctx, ctx.promise)
            elif what == "give_up":
                ledger.give_up(ctx, thing, "x")
            else:
                getattr(ledger, what)(ctx, thing)
            fate = ctx.promise.fate(ctx.today)
            assert ctx.promise.first_on == FIRST
            assert not (was_broken and fate in (Fate.KEPT, Fate.TO_COME))
            was_broken = was_broken or fate in (Fate.BROKEN, Fate.LATE)
            if ctx.promise.broken_on is not None:
                assert ctx.promise.word_due_on is not None
