"""What is so of each case in a span of time: the ground all rates stand on.

Pure: from rows of cases, answers and confirmations, in the page's process or from a published dump, the
same facts follow. What happened is what happened within the span; how long it took is told as known on
a day, which may lie after it. Cases that a broken floor opened have nobody to call back, and what other
systems reported was not done here: neither is counted. Who answered counts, not who holds it today.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

JUDGED = {"solved": True, "not_solved": False}
# What a body says that answers a case: a question back, or sending it to others, does not.
REPLIES = {"answer", "planned", "partly", "cannot", "done"}
# After these another body holds it.
PASSED = {"passed_on", "settled"}


class CaseRow(NamedTuple):
    id: int
    unit: int
    body: int
    raised_at: datetime
    due_on: date | None


class AnswerRow(NamedTuple):
    """later: entered after what is counted; it only tells who held the case before it."""

    case: int
    kind: str
    body: int
    to_body: int | None
    at: datetime
    later: bool = False


class WordRow(NamedTuple):
    case: int
    verdict: str
    satisfied: str
    at: datetime


class Span(NamedTuple):
    """From the start of one day to the start of another, in a place's time."""

    starts: date
    ends: date
    zone: str

    def moments(self) -> tuple[datetime, datetime]:
        return _moments(self)


@lru_cache(maxsize=256)
def _moments(span: Span) -> tuple[datetime, datetime]:
    zone = ZoneInfo(span.zone)
    return (
        datetime(span.starts.year, span.starts.month, span.starts.day, tzinfo=zone),
        datetime(span.ends.year, span.ends.month, span.ends.day, tzinfo=zone),
    )


@dataclass(frozen=True, slots=True)
class Fact:
    """One case within a span. raised, done, called_back: did that happen within it?

    body: who answered last by its end, else who held the case then. solved, satisfied: what was said
    last within it. on_time and the days are what is known by the day asked about, after the span or in
    it: on_time is None where no deadline was set, or nothing was answered and the deadline is still to
    come; days_known: how many days have been seen since it was raised.
    """

    case: int
    unit: int
    body: int
    raised: bool
    done: bool
    called_back: bool
    solved: bool
    satisfied: str
    on_time: bool | None
    days_to_answer: int | None
    days_to_done: int | None
    days_known: int


@dataclass(frozen=True, slots=True)
class History:
    """A case with its replies, passings-on and words, each in the order in which they came."""

    case: CaseRow
    replies: list[AnswerRow]
    passed: list[AnswerRow]
    words: list[WordRow]

    def months(self, zone: str) -> set[date]:
        """The first days of the months in which something happened that a fact tells of."""
        moments = [
            self.case.raised_at,
            *(row.at for row in self.replies if row.kind == "done"),
            *(row.at for row in self.words),
        ]
        here = ZoneInfo(zone)
        return {moment.astimezone(here).date().replace(day=1) for moment in moments}


def histories(
    cases: Iterable[CaseRow], answers: Iterable[AnswerRow], words: Iterable[WordRow]
) -> list[History]:
    """Each case with all that was said of it, by number. Rows of one moment stay in their order."""
    answered: dict[int, list[AnswerRow]] = defaultdict(list)
    for answer in sorted(answers, key=lambda row: (row.later, row.at)):
        answered[answer.case].append(answer)
    said: dict[int, list[WordRow]] = defaultdict(list)
    for word in sorted(words, key=lambda row: row.at):
        if word.verdict in JUDGED:
            said[word.case].append(word)
    return [
        History(
            case,
            [row for row in answered[case.id] if row.kind in REPLIES and not row.later],
            [row for row in answered[case.id] if row.kind in PASSED],
            said[case.id],
        )
        for case in sorted(cases)
    ]


def facts(
    cases: Iterable[CaseRow],
    answers: Iterable[AnswerRow],
    words: Iterable[WordRow],
    span: Span,
    known: date,
) -> list[Fact]:
    """The facts of the cases in which something happened within the span, as known on a day."""
    found = (fact(one, span, known) for one in histories(cases, answers, words))
    return [one for one in found if one is not None]


def fact(history: History, span: Span, known: date) -> Fact | None:
    """What is so of one case within a span; None where nothing happened within it."""
    begins, ends = span.moments()
    case, replies = history.case, history.replies
    raised = begins <= case.raised_at < ends
    done = any(row.kind == "done" and begins <= row.at < ends for row in replies)
    words = [row for row in history.words if begins <= row.at < ends]
    if not (raised or done or words):
        return None
    zone = ZoneInfo(span.zone)
    day = case.raised_at.astimezone(zone).date()
    first = replies[0].at.astimezone(zone).date() if replies else None
    finished = next((row for row in reversed(replies) if row.kind == "done"), None)
    return Fact(
        case.id,
        case.unit,
        _whose(history, ends),
        raised,
        done,
        bool(words),
        bool(words) and JUDGED[words[-1].verdict],
        words[-1].satisfied if words else "",
        _on_time(case.due_on, first, known),
        (first - day).days if first else None,
        (finished.at.astimezone(zone).date() - day).days if finished else None,
        (known - day).days,
    )


def _on_time(due_on: date | None, answered: date | None, known: date) -> bool | None:
    if due_on is None:
        return None
    if answered is not None:
        return answered <= due_on
    return False if due_on < known else None


def _whose(history: History, ends: datetime) -> int:
    """The body that answered last; else the one that held the case at the span's end."""
    answered = [row for row in history.replies if row.at < ends]
    if answered:
        return answered[-1].body
    before = None
    for row in history.passed:
        if row.later or row.at >= ends:
            # Whoever passes a case on holds it: this tells it even where the case has moved on since.
            return row.body
        before = row
    return (before.to_body or before.body) if before else history.case.body
