"""Votes of people on statements, kept sparse: only what somebody said takes memory."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

AGREE, PASS, DISAGREE = 1, 0, -1
PEOPLE_AT_ONCE = 100_000
Ints = NDArray[np.integer]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


class OpinionError(ValueError):
    """Votes that cannot be read as votes; the message names what is wrong."""


@dataclass(frozen=True, eq=False)
class Votes:
    """One vote at most for each (participant, statement), in the order of participants.

    participants, statements: ids, n and m of them.
    starts: int64, n + 1; the votes of participant i stand at starts[i] : starts[i + 1].
    columns: int32, one a vote: position of its statement; ascending within a participant.
    values: int8, one a vote: 1 agree, 0 pass, −1 disagree.
    moderated: bool, m; statements that moderation left out. They stay in the counts of who took
    part, but neither shape the map nor are they shown as results.
    meta: bool, m; statements about the conversation itself.
    """

    participants: Sequence[str]
    statements: Sequence[str]
    starts: NDArray[np.int64]
    columns: NDArray[np.int32]
    values: NDArray[np.int8]
    moderated: Bools
    meta: Bools

    @property
    def shape(self) -> tuple[int, int]:
        """Number of participants, number of statements."""
        return len(self.participants), len(self.statements)

    @cached_property
    def votes_each(self) -> NDArray[np.int64]:
        """int64, n: how many votes each participant gave, moderated statements included."""
        each: NDArray[np.int64] = np.diff(self.starts)
        return each

    @cached_property
    def rows(self) -> NDArray[np.int32]:
        """int32, one a vote: position of its participant."""
        people = np.arange(len(self.participants), dtype=np.int32)
        return np.asarray(np.repeat(people, self.votes_each))

    @cached_property
    def kinds(self) -> NDArray[np.intp]:
        """One a vote: (value + 1) · m + column, the index of a table of 3 × m."""
        return np.asarray((self.values.astype(np.intp) + 1) * len(self.statements) + self.columns)

    @cached_property
    def tally(self) -> NDArray[np.int64]:
        """int64, 3 × m: how many disagreed, passed, agreed with each statement."""
        return np.asarray(self.counts()[0])

    def counts(self, labels: Ints | None = None, groups: int = 1) -> NDArray[np.int64]:
        """int64, groups × 3 × m: disagree, pass, agree by statement and group.

        labels: one a participant, 0 … groups − 1, or negative for nobody's; none: all are one.
        """
        size = 3 * len(self.statements)
        if labels is None:
            return np.bincount(self.kinds, minlength=size).reshape(1, 3, -1)
        label = np.where(np.asarray(labels) < 0, -1, labels).astype(np.intp) * size
        total = np.zeros(groups * size, dtype=np.int64)
        for first in range(0, self.shape[0], PEOPLE_AT_ONCE):
            last = min(first + PEOPLE_AT_ONCE, self.shape[0])
            chosen = slice(self.starts[first], self.starts[last])
            key = np.repeat(label[first:last], self.votes_each[first:last])
            key += self.kinds[chosen]
            if label[first:last].min(initial=0) < 0:
                key = key[key >= 0]
            total += np.bincount(key, minlength=groups * size)
        return total.reshape(groups, 3, -1)

    def moderating(self, ids: Iterable[str], meta: Iterable[str] = ()) -> Votes:
        """The same votes with these statements moderated out, or about the conversation."""
        out, about = set(ids), set(meta)
        return replace(
            self,
            moderated=np.array([name in out for name in self.statements], dtype=bool),
            meta=np.array([name in about for name in self.statements], dtype=bool),
        )

    def of(self, participant: int) -> tuple[NDArray[np.int32], NDArray[np.int8]]:
        """Columns and values of one participant, by position."""
        chosen = slice(self.starts[participant], self.starts[participant + 1])
        return self.columns[chosen], self.values[chosen]

    def chosen(self, participants: Ints) -> Votes:
        """The votes of these participants only (positions; repeated ones are repeated)."""
        each = self.votes_each[participants]
        starts = np.concatenate([[0], np.cumsum(each)])
        inside = np.arange(starts[-1]) - np.repeat(starts[:-1], each)
        at = np.repeat(self.starts[:-1][participants], each) + inside
        names = [self.participants[position] for position in participants]
        return replace(
            self,
            participants=names,
            starts=starts,
            columns=self.columns[at],
            values=self.values[at],
        )


def id_order(ids: Iterable[str]) -> list[str]:
    """Ids in order: as numbers when all are whole numbers, else as text."""
    names = list(ids)
    if all(name.isascii() and name.isdigit() for name in names):
        return sorted(names, key=lambda name: (int(name), name))
    return sorted(names)


def votes_from_triples(triples: Iterable[tuple[str, str, int]]) -> Votes:
    """Votes from (participant, statement, vote); of several on the same, the last counts.

    Raises OpinionError when a vote is not −1, 0 or 1.
    """
    last: dict[tuple[str, str], int] = {}
    for participant, statement, value in triples:
        if value not in (AGREE, PASS, DISAGREE):
            raise OpinionError(
                f"vote {value!r} of {participant} on {statement} is none of −1, 0, 1"
            )
        last[participant, statement] = value
    people = id_order({participant for participant, _ in last})
    statements = id_order({statement for _, statement in last})
    row = {name: position for position, name in enumerate(people)}
    column = {name: position for position, name in enumerate(statements)}
    return votes_from_arrays(
        np.fromiter((row[participant] for participant, _ in last), np.int64, len(last)),
        np.fromiter((column[statement] for _, statement in last), np.int64, len(last)),
        np.fromiter(last.values(), np.int64, len(last)),
        people,
        statements,
    )


def votes_from_arrays(
    rows: Ints,
    columns: Ints,
    values: Ints,
    participants: Sequence[str] | int,
    statements: Sequence[str] | int,
) -> Votes:
    """Votes from positions; ids, or how many there are (then "0", "1", …).

    Of several votes at one place the last in the arrays counts. Arrays already in the order of
    rows, then columns, are taken as they are.
    """
    people = _names(participants)
    names = _names(statements)
    rows, columns, values = np.asarray(rows), np.asarray(columns), np.asarray(values)
    if not len(rows) == len(columns) == len(values):
        raise OpinionError("rows, columns and values differ in length")
    if len(values) and not ((values >= -1) & (values <= 1)).all():
        raise OpinionError("a vote is none of −1, 0, 1")
    for positions, size, what in ((rows, len(people), "row"), (columns, len(names), "column")):
        if len(positions) and (positions.min() < 0 or positions.max() >= size):
            raise OpinionError(f"a {what} lies outside 0 … {size - 1}")
    step = np.diff(rows)
    if not ((step > 0) | ((step == 0) & (np.diff(columns) > 0))).all():
        key = rows.astype(np.int64) * len(names) + columns
        order = np.argsort(key, kind="stable")
        key = key[order]
        order = order[np.append(key[1:] != key[:-1], np.ones(min(len(key), 1), dtype=bool))]
        rows, columns, values = rows[order], columns[order], values[order]
    each = np.bincount(rows, minlength=len(people))
    none = np.zeros(len(names), dtype=bool)
    return Votes(
        people,
        names,
        np.concatenate([[0], np.cumsum(each)]).astype(np.int64),
        columns.astype(np.int32, copy=False),
        values.astype(np.int8, copy=False),
        none,
        none,
    )


def _names(given: Sequence[str] | int) -> Sequence[str]:
    if not isinstance(given, int):
        return tuple(given)
    return tuple(map(str, range(given)))
