"""Seats of the silent are freed and commitments reminded of, whether or not somebody looks."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from commonhall.actions.declaration import Action
from commonhall.consultations.round_tables.invitation_actions import (
    REMIND,
    remind_commitment,
    reminds,
    vacate_seat,
)
from commonhall.consultations.round_tables.models import Agreement, Commitment, RoundTable, Seat
from commonhall.core import clock
from commonhall.core.refusals import Refused
from commonhall.core.timers import every
from commonhall.law.queries import deadline_days
from commonhall.people.actors import system

AT_ONCE = 200


@every(600)
def watch() -> int:
    """Do what is due today; how many."""
    today, done = clock.today(), 0
    silent = Seat.objects.filter(
        answer="", left_at=None, answer_by__lt=today, table__state=RoundTable.State.OPEN
    )
    for seat in silent.select_related("table").order_by("answer_by", "pk")[:AT_ONCE]:
        done += _do(vacate_seat, seat=seat)
    found = deadline_days(REMIND, today)
    last = today + timedelta(days=found[0] if found else 0)
    due = Commitment.objects.filter(
        state=Commitment.State.PENDING,
        reminded__lt=2,
        due_on__lte=last,
        agreement__state=Agreement.State.AGREED,
    ).exclude(reminded=1, due_on__gte=today)
    rows = due.select_related("agreement__item__table").order_by("due_on", "pk")
    for commitment in rows[:AT_ONCE]:
        if reminds(commitment):
            done += _do(remind_commitment, commitment=commitment)
    return done


def _do(action: Action[..., Any], **thing: Any) -> bool:
    try:
        action.perform(system(), **thing)
    except Refused as refusal:
        # Another process was quicker; anything else is a fault worth seeing.
        if refusal.code != "wrong-state":
            raise
        return False
    return True
