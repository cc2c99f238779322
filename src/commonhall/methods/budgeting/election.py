"""A budgeting election as arrays: identical ballots are one weighted class.

Projects are kept in the text order of their ids, so that the lowest index wins a tie.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from itertools import chain
from math import lcm
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from commonhall.methods.budgeting.amounts import points_of
from commonhall.methods.budgeting.pabulib import PabulibFile, amount, split_cell

Integers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


#: Sums of points above this are not exact in double precision.
LARGEST = 2**53
TOO_LARGE = "the points are too many, or have too many decimals, to be summed up exactly"
#: A ballot, flat: position of a project, its score above zero, next position, …, by position.
Marks = tuple[int | Fraction, ...]


class ElectionError(ValueError):
    """The election cannot be counted as asked; the message says why."""


@dataclass(frozen=True)
class Project:
    """What is voted on. `cost` is exact, in the election's currency."""

    id: str
    cost: Fraction
    name: str = ""
    category: str = ""
    district: str = ""

    def groups(self, by: str) -> list[str]:
        """The categories or districts named, separated by commas in the file; [""] for none."""
        return split_cell(getattr(self, by)) or [""]


class Column(NamedTuple):
    """A project's supporters: their classes, scores, weights, weights × scores, and their sum."""

    classes: Integers
    scores: Floats
    weights: Floats
    units: Floats
    total: float


@dataclass(frozen=True)
class Election:
    """Supporters in compressed columns.

    Project `p` is supported by the classes `members[start[p]:start[p + 1]]` with the positive
    integer `scores` beside them (1 for an approval, the points given, or the Borda score:
    ballot length minus position); class `c` stands for `weights[c]` voters. `voters` counts
    every ballot, empty ones too. `rivals[p]` are the projects that winning `p` shuts out;
    `limits` are groups of projects that may cost a sum of money together at most.
    """

    budget: Fraction
    projects: tuple[Project, ...]
    voters: int
    weights: Integers
    start: Integers
    members: Integers
    scores: Integers
    rivals: tuple[frozenset[int], ...]
    limits: tuple[tuple[frozenset[int], Fraction], ...] = ()

    @cached_property
    def index(self) -> dict[str, int]:
        """Project id → position."""
        return {project.id: position for position, project in enumerate(self.projects)}

    @cached_property
    def costs(self) -> tuple[Fraction, ...]:
        """Costs by position."""
        return tuple(project.cost for project in self.projects)

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """The supporters of each project as double-precision numbers, for fast arithmetic."""
        found = []
        for project in range(len(self.projects)):
            part = self.supporters(project)
            scores = self.scores[part].astype(np.float64)
            weights = self.weights[self.members[part]].astype(np.float64)
            units = scores * weights
            found.append(Column(self.members[part], scores, weights, units, float(units.sum())))
        return tuple(found)

    def supporters(self, project: int) -> slice:
        """Where `project`'s classes and scores are."""
        return slice(int(self.start[project]), int(self.start[project + 1]))

    @cached_property
    def supported(self) -> frozenset[int]:
        """Projects that at least one voter supports: no other can win under any rule."""
        return frozenset(np.flatnonzero(np.diff(self.start)).tolist())

    def votes(self, project: int) -> int:
        """How many voters support `project`."""
        return int(self.weights[self.members[self.supporters(project)]].sum())

    def points(self, project: int) -> int:
        """The sum of the scores `project` was given."""
        part = self.supporters(project)
        return int((self.weights[self.members[part]] * self.scores[part]).sum())

    @cached_property
    def plain(self) -> Election:
        """The same election with every score taken as plain support."""
        ones = np.ones_like(self.scores)
        return self if np.array_equal(ones, self.scores) else replace(self, scores=ones)

    def restricted(
        self, withdrawn: Iterable[str] = (), exclusive: Iterable[Sequence[str]] = ()
    ) -> Election:
        """Take projects out, and name groups of which at most one may win.

        The voters of a withdrawn project keep their share. `ElectionError` for an unknown id.
        """
        out = {self._known(name) for name in withdrawn}
        rivals = [set(found) for found in self.rivals]
        for group in exclusive:
            positions = {self._known(name) for name in group}
            for position in positions:
                rivals[position] |= positions - {position}
        keep = [position for position in range(len(self.projects)) if position not in out]
        return replace(self, rivals=tuple(frozenset(found) for found in rivals))._only(keep)

    def with_limits(self, limits: Mapping[str, Fraction | int], by: str = "category") -> Election:
        """At most this much money for the projects of a `category` (or `district`), by name.

        `ElectionError` for a name that no project has.
        """
        found = []
        for name, most in limits.items():
            group = frozenset(
                position
                for position, project in enumerate(self.projects)
                if name in project.groups(by)
            )
            if not group:
                raise ElectionError(f"no project has the {by} {name!r}")
            found.append((group, Fraction(most)))
        return replace(self, limits=(*self.limits, *found))

    def with_exact_limits(self, limits: tuple[tuple[frozenset[int], Fraction], ...]) -> Election:
        """The election with these limits in place of its own."""
        return replace(self, limits=limits)

    def part(self, projects: Iterable[str], budget: Fraction | int, *, everybody: bool) -> Election:
        """The election of these projects alone, with a budget of its own.

        `everybody` counts all voters; otherwise those who support one of the projects.
        """
        keep = sorted(self._known(name) for name in projects)
        part = replace(self._only(keep), budget=Fraction(budget))
        return part if everybody else replace(part, voters=part.supporting())

    def supporting(self) -> int:
        """How many voters support at least one project."""
        return int(self.weights[np.unique(self.members)].sum())

    def _only(self, keep: Sequence[int]) -> Election:
        place = {old: new for new, old in enumerate(keep)}
        parts = [self.supporters(position) for position in keep]
        return replace(
            self,
            projects=tuple(self.projects[position] for position in keep),
            start=np.cumsum([0, *(part.stop - part.start for part in parts)], dtype=np.int64),
            members=_joined([self.members[part] for part in parts]),
            scores=_joined([self.scores[part] for part in parts]),
            rivals=tuple(
                frozenset(place[rival] for rival in self.rivals[position] if rival in place)
                for position in keep
            ),
            limits=tuple(
                (frozenset(place[project] for project in group if project in place), most)
                for group, most in self.limits
            ),
        )

    def _known(self, name: str) -> int:
        if name not in self.index:
            raise ElectionError(f"there is no project {name!r}")
        return self.index[name]


def _joined(parts: list[Integers]) -> Integers:
    return np.concatenate(parts) if parts else np.zeros(0, dtype=np.int64)


def election_from_ballots(
    projects: Sequence[Project],
    ballots: Iterable[Mapping[str, int | Fraction]],
    budget: Fraction | int,
) -> Election:
    """Build an election from one mapping project id → score for each voter.

    Scores that are not above zero are no support. Fractional scores are brought to integers by
    one common factor, which changes no rule's outcome.
    """
    ordered, index = _in_order(projects)
    counted: Counter[Marks] = Counter()
    for ballot in ballots:
        unknown = next((name for name in ballot if name not in index), None)
        if unknown is not None:
            raise ElectionError(f"a ballot names the unknown project {unknown!r}")
        pairs = sorted((index[name], score) for name, score in ballot.items() if score > 0)
        counted[tuple(chain.from_iterable(pairs))] += 1
    return _from_counted(ordered, counted, Fraction(budget))


def _in_order(projects: Sequence[Project]) -> tuple[tuple[Project, ...], dict[str, int]]:
    ordered = tuple(sorted(projects, key=lambda project: project.id))
    index = {project.id: position for position, project in enumerate(ordered)}
    if len(index) < len(ordered):
        raise ElectionError("two projects have the same id")
    return ordered, index


def _from_counted(
    ordered: tuple[Project, ...], counted: Mapping[Marks, int], budget: Fraction
) -> Election:
    # Sorting the classes makes the arrays, and so the rounding, independent of ballot order.
    classes = sorted(ballot for ballot in counted if ballot)
    lengths = np.array([len(ballot) // 2 for ballot in classes], dtype=np.int64)
    flat = list(chain.from_iterable(classes))
    if max(flat[1::2], default=0) * sum(counted.values()) >= LARGEST:
        raise ElectionError(TOO_LARGE)
    if {type(mark) for mark in flat} <= {int}:
        scores = np.array(flat[1::2], dtype=np.int64)
    else:
        factor = lcm(*{Fraction(score).denominator for score in flat[1::2]})
        whole = [int(score * factor) for score in flat[1::2]]
        if max(whole) * sum(counted.values()) >= LARGEST:
            raise ElectionError(TOO_LARGE)
        scores = np.array(whole, dtype=np.int64)
    positions = np.array(flat[::2], dtype=np.int64)
    order = np.argsort(positions, kind="stable")
    return Election(
        budget=budget,
        projects=ordered,
        voters=sum(counted.values()),
        weights=np.array([counted[ballot] for ballot in classes], dtype=np.int64),
        start=np.searchsorted(positions[order], np.arange(len(ordered) + 1)).astype(np.int64),
        members=np.repeat(np.arange(len(classes), dtype=np.int64), lengths)[order],
        scores=scores[order],
        rivals=tuple(frozenset() for _ in ordered),
    )


def election_from_pabulib(file: PabulibFile) -> Election:
    """The election a Pabulib file describes; unknown projects in ballots are passed over."""
    names = file.project_column("project_id")
    costs = file.project_column("cost")
    texts = {
        column: file.project_column(column) if column in file.project_header else [""] * len(names)
        for column in ("name", "category", "district")
    }
    ordered, index = _in_order(
        [
            Project(
                name.strip(),
                amount(cost, line, "cost"),
                texts["name"][i],
                texts["category"][i],
                texts["district"][i],
            )
            for i, (name, cost, line) in enumerate(
                zip(names, costs, file.project_lines, strict=True)
            )
        ]
    )
    # Texts are counted before they are parsed: equal ballots are usually written alike.
    kind = file.vote_type
    counted: Counter[Marks] = Counter()
    votes = file.vote_column("vote")
    if kind in ("approval", "choose-1"):
        for cell, weight in Counter(votes).items():
            counted[_approvals(cell, index)] += weight
    elif kind == "ordinal":
        for cell, weight in Counter(votes).items():
            counted[_ranks(cell, index)] += weight
    else:
        points = file.vote_column("points")
        for (cell, given), weight in Counter(zip(votes, points, strict=True)).items():
            scores = [points_of(text) for text in split_cell(given)]
            # A ballot with points that are no numbers counts as empty; reading it said so.
            known = [score for score in scores if score is not None]
            names = split_cell(cell) if len(known) == len(scores) else []
            counted[_marks(names, known, index)] += weight
    return _from_counted(ordered, counted, file.budget)


def _approvals(cell: str, index: Mapping[str, int]) -> Marks:
    try:
        known = {index[name] for name in cell.split(",")}
    except KeyError:  # unknown, or written with blanks
        known = {index[name] for name in split_cell(cell) if name in index}
    marks = [1] * (2 * len(known))
    marks[::2] = sorted(known)
    return tuple(marks)


def _ranks(cell: str, index: Mapping[str, int]) -> Marks:
    names = cell.split(",")
    try:
        scores = {index[name]: len(names) - at for at, name in enumerate(names)}
    except KeyError:  # unknown, or written with blanks
        scores = {}
    if len(scores) < len(names):
        names = list(dict.fromkeys(split_cell(cell)))
        return _marks(names, range(len(names), 0, -1), index)
    marks = [0] * (2 * len(scores))
    marks[::2] = places = sorted(scores)
    marks[1::2] = map(scores.__getitem__, places)
    return tuple(marks)


def _marks(
    names: Iterable[str], scores: Iterable[int | Fraction], index: Mapping[str, int]
) -> Marks:
    first: dict[int, int | Fraction] = {}
    for name, score in zip(names, scores, strict=False):
        if name in index and score > 0:
            first.setdefault(index[name], score)
    return tuple(chain.from_iterable(sorted(first.items())))
