"""Votes that keep coming: the Gram matrix is kept in whole numbers and never rebuilt."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from commonhall.methods.opinion.axes import Axes, leading, signed
from commonhall.methods.opinion.mapping import LEAST_VOTES, MOST_GROUPS, OpinionMap, map_opinions
from commonhall.methods.opinion.votes import OpinionError, Votes, votes_from_arrays


class OpinionStream:
    """A conversation that takes votes one at a time, each in time proportional to one person's.

    Three m × m tables of whole numbers hold, for each pair of statements, the sum over people of
    vote·vote, vote·seen and seen·seen. From them the centred Gram matrix follows for whatever the
    means are now, so the axes are the same as from scratch. `snapshot` keeps the directions and
    group ids of the snapshot before.
    """

    def __init__(self, *, least_votes: int = LEAST_VOTES, most_groups: int = MOST_GROUPS) -> None:
        self.least_votes, self.most_groups = least_votes, most_groups
        self.people: dict[str, dict[int, int]] = {}
        self.names: list[str] = []
        self.at: dict[str, int] = {}
        self.moderated: set[str] = set()
        self.latest: OpinionMap | None = None
        self._tables: NDArray[np.int64] = np.zeros((3, 16, 16), dtype=np.int64)

    def add_statement(self, statement: str) -> int:
        """Make a statement known (a vote on it does so too); its position."""
        if statement not in self.at:
            self.at[statement] = len(self.names)
            self.names.append(statement)
            room = self._tables.shape[1]
            if len(self.names) > room:
                grown = np.zeros((3, 2 * room, 2 * room), dtype=np.int64)
                grown[:, :room, :room] = self._tables
                self._tables = grown
        return self.at[statement]

    def moderate(self, statement: str, out: bool = True) -> None:
        """Leave a statement out of the map, or take it in again."""
        self.add_statement(statement)
        (self.moderated.add if out else self.moderated.discard)(statement)

    def vote(self, participant: str, statement: str, value: int) -> None:
        """Take a vote; one given before by the same person on the same statement is replaced."""
        if value not in (-1, 0, 1):
            raise OpinionError(f"vote {value!r} is none of −1, 0, 1")
        column = self.add_statement(statement)
        mine = self.people.setdefault(participant, {})
        before = mine.get(column)
        if before == value:
            return
        change = value - (before or 0)
        fresh = int(before is None)
        others = [item for item in mine if item != column]
        theirs = np.array([mine[item] for item in others], dtype=np.int64)
        product, mixed, both = self._tables  # vote·vote, vote (row) · seen (column), seen·seen
        product[column, others] += change * theirs
        product[others, column] += change * theirs
        product[column, column] += value**2 - (before or 0) ** 2
        mixed[column, others] += change
        mixed[others, column] += fresh * theirs
        mixed[column, column] += change
        both[column, others] += fresh
        both[others, column] += fresh
        both[column, column] += fresh
        mine[column] = value

    def votes(self) -> Votes:
        """All votes so far, statements in the order they came."""
        people = list(self.people)
        each = [len(given) for given in self.people.values()]
        size = sum(each)
        rows = np.repeat(np.arange(len(people)), each)
        columns = np.fromiter((c for given in self.people.values() for c in given), np.int64, size)
        values = np.fromiter(
            (value for given in self.people.values() for value in given.values()), np.int64, size
        )
        return votes_from_arrays(rows, columns, values, people, self.names).moderating(
            self.moderated
        )

    def axes(self) -> Axes:
        """The axes of all votes so far, from the tables alone."""
        size = len(self.names)
        product, mixed, both = self._tables[:, :size, :size]
        seen, total = np.diagonal(both), np.diagonal(mixed)
        shown = np.array([name not in self.moderated for name in self.names])
        means = np.where(shown, total / np.maximum(seen, 1), 0.0)
        gram = product - mixed * means - (mixed * means).T + both * np.outer(means, means)
        gram[~shown] = 0.0
        gram[:, ~shown] = 0.0
        values, vectors = leading(gram)
        people = max(len(self.people) - 1, 1)
        return Axes(
            means,
            signed(vectors),
            np.maximum(values, 0) / people,
            float(np.trace(gram)) / people,
            int((seen > 0).sum()),
        )

    def snapshot(self) -> OpinionMap:
        """The map now, with the directions and group ids of the snapshot before."""
        self.latest = map_opinions(
            self.votes(),
            least_votes=self.least_votes,
            most_groups=self.most_groups,
            previous=self.latest,
            axes=self.axes(),
        )
        return self.latest
