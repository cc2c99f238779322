"""What the law is asked about panels: powers, rights, days and numbers, by their codes (article 63)."""

from __future__ import annotations

from datetime import date

from commonhall.law import queries

# Powers: to commission one and to answer it; to print its letters; to draw, seat and count. Rights: to work on one, to
# propose whom it hears.
COMMISSION, ANSWERS, PRINT, RUN = (
    "commission-panels",
    "answer-panels",
    "print-panel-letters",
    "run-panels",
)
WORK, PROPOSE = "work-on-panels", "propose-witnesses"
# Days: to answer at the latest, once the work is over; to vote on a recommendation; until the body tells what became of it.
ANSWER, VOTE, FOLLOW_UP = "answer-panel", "vote-on-recommendation", "follow-up-recommendation"
# The share of members in favour that a recommendation needs, and how many at least.
SHARE = "panel-recommendation"
PROMISE, PROMISE_LATER = "panel-answer", "panel-follow-up"
VOTE_DAYS, FOLLOW_UP_DAYS, PER_CENT, LEAST = 7, 365, 60, 2


def days(duty: str, day: date, otherwise: int) -> int:
    """How many days the law gives for a duty."""
    found = queries.deadline_days(duty, day)
    return found[0] if found else otherwise


def share(day: date) -> tuple[int, int]:
    """Per cent of votes in favour or against, and votes in favour, that adopt a recommendation."""
    found = queries.threshold(SHARE, day)
    return (found.per_cent, found.least) if found else (PER_CENT, LEAST)
