"""Plain functions that make rounds of call-backs for tests, drawn by the tests' beacon."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from unittest import mock

from commonhall.actions.actors import Actor
from commonhall.cases.cases import actions as cases
from commonhall.cases.cases.models import Case
from commonhall.core import clock
from commonhall.evaluation.call_backs import actions
from commonhall.evaluation.call_backs.models import CallBack, CallBackRound
from commonhall.law.appeals import lot
from commonhall.people.actors import system
from tests.decisions import lots
from tests.kit import Hall
from tests.law import kit as law_kit


def finished(hall: Hall, number: int, said: str = "") -> Case:
    """A case raised, answered, and reported done by the park office; said: what its raiser clicked then."""
    case: Case = cases.raise_case.perform(
        hall.resident,
        title=f"Lamp {number}",
        text="It is out.",
        category=hall.lamps,
        unit=hall.unit("north"),
        kind="request",
    ).result
    cases.mark_done.perform(hall.parks, case, text="Mended.")
    case.refresh_from_db()
    if said == "solved":
        cases.confirm_case.perform(hall.resident, case)
    elif said == "not_solved":
        cases.refuse_result.perform(hall.resident, case, text="Still dark.")
    return case


def begun(month: date | None = None) -> CallBackRound:
    """The round of this month, begun now; the clock would begin it a week into the next."""
    with mock.patch.object(lot, "CHAIN", lots.CHAIN):
        return actions.begin_call_backs.perform(
            system(), month=month or clock.today().replace(day=1)
        ).result


def drawn(hall: Hall, of: CallBackRound) -> CallBackRound:
    assert of.due_at is not None
    with clock.replay(of.due_at + timedelta(minutes=1)):
        number = of.beacon["round"]
        actions.draw_call_backs.perform(hall.resident, of, signature=lots.sign(number))
    of.refresh_from_db()
    return of


def later(of: CallBackRound) -> Any:
    """As if it were a day after the lot."""
    assert of.due_at is not None
    return clock.replay(of.due_at + timedelta(days=1))


def caller(hall: Hall) -> Actor:
    """The office of the reviewing body, whom the charter lets call."""
    return law_kit.reviewer(hall)


def answer(who: Actor, call: CallBack, **given: Any) -> CallBack:
    values = {"outcome": "reached", "verdict": "solved", **given}
    actions.record_call.perform(who, call, **values)
    call.refresh_from_db()
    return call
