"""What is so of each case in a span of time: the ground all rates stand on.

Pure: from rows of cases, answers and confirmations, in the page's process or from a published dump, the
same facts follow. Cases that a broken floor opened have nobody to call back, and what other systems
reported was not done here: neither is counted. Who answered counts, not who holds the case today.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

JUDGED = {"solved": True, "not_solved": False}


class CaseRow(NamedTuple):
    id: int
    unit: int
    body: int
    raised_at: datetime
    due_on: date | None


class AnswerRow(NamedTuple):
    case: int
    kind: str
    body: int
    to_body: int | None
    at: datetime


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
        zone = ZoneInfo(self.zone)
        return (
            datetime(self.starts.year, self.starts.month, self.starts.day, tzinfo=zone),
            datetime(self.ends.year, self.ends.month, self.ends.day, tzinfo=zone),
        )


@dataclass(frozen=True, slots=True)
class Fact:
    """One case within a span. raised, done, called_back: did that happen within it?

    solved, satisfied: what was said last within it. on_time: None where no deadline was set or nothing
    was answered and the deadline is still to come.
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


def facts(
    cases: Iterable[CaseRow],
    answers: Iterable[AnswerRow],
    words: Iterable[WordRow],
    span: Span,
) -> list[Fact]:
    """The facts of the cases in which something happened within the span, by number."""
    begins, ends = span.moments()
    zone = ZoneInfo(span.zone)
    answered: dict[int, list[AnswerRow]] = defaultdict(list)
    for answer in answers:
        if answer.at < ends:
            answered[answer.case].append(answer)
    said: dict[int, list[WordRow]] = defaultdict(list)
    for word in words:
        if begins <= word.at < ends and word.verdict in JUDGED:
            said[word.case].append(word)
    found = []
    for case in sorted(cases):
        history = sorted(answered[case.id], key=lambda row: row.at)
        last = sorted(said[case.id], key=lambda row: row.at)[-1] if said[case.id] else None
        raised = begins <= case.raised_at < ends
        done = any(row.kind == "done" and row.at >= begins for row in history)
        if raised or done or last is not None:
            found.append(_fact(case, history, last, raised, done, span, zone))
    return found


def _fact(
    case: CaseRow,
    history: list[AnswerRow],
    last: WordRow | None,
    raised: bool,
    done: bool,
    span: Span,
    zone: ZoneInfo,
) -> Fact:
    day = case.raised_at.astimezone(zone).date()
    replies = [row for row in history if row.kind != "passed_on"]
    first = replies[0].at.astimezone(zone).date() if replies else None
    finished = next((row for row in reversed(replies) if row.kind == "done"), None)
    on_time = None
    if case.due_on is not None and (first is not None or case.due_on < span.ends - _DAY):
        on_time = first is not None and first <= case.due_on
    return Fact(
        case.id, case.unit, _whose(case, history, replies), raised, done, last is not None,
        last is not None and JUDGED[last.verdict], last.satisfied if last else "", on_time,
        (first - day).days if first else None,
        (finished.at.astimezone(zone).date() - day).days if finished else None,
    )  # fmt: skip


_DAY = timedelta(days=1)


def _whose(case: CaseRow, history: list[AnswerRow], replies: list[AnswerRow]) -> int:
    """The body that answered last; else the one that held the case at the span's end."""
    if replies:
        return replies[-1].body
    passed = [row for row in history if row.kind == "passed_on"]
    if passed:
        return passed[-1].to_body or passed[-1].body
    return case.body
