"""A budgeting election as arrays: identical ballots are one weighted class.

Projects are kept in the text order of their ids, so that the lowest index wins a tie.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from math import lcm

import numpy as np
import numpy.typing as npt

from commonhall.methods.budgeting.pabulib import PabulibFile, amount, split_cell

Integers = npt.NDArray[np.int64]


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


@dataclass(frozen=True)
class Election:
    """Supporters in compressed columns.

    Project `p` is supported by the classes `members[start[p]:start[p + 1]]` with the positive
    integer `scores` beside them (1 for an approval, the points given, or the Borda score:
    ballot length minus position); class `c` stands for `weights[c]` voters. `voters` counts
    every ballot, empty ones too. `rivals[p]` are the projects that winning `p` shuts out.
    """

    budget: Fraction
    projects: tuple[Project, ...]
    voters: int
    weights: Integers
    start: Integers
    members: Integers
    scores: Integers
    rivals: tuple[frozenset[int], ...]

    @cached_property
    def index(self) -> dict[str, int]:
        """Project id → position."""
        return {project.id: position for position, project in enumerate(self.projects)}

    @cached_property
    def costs(self) -> tuple[Fraction, ...]:
        """Costs by position."""
        return tuple(project.cost for project in self.projects)

    def supporters(self, project: int) -> slice:
        """Where `project`'s classes and scores are."""
        return slice(int(self.start[project]), int(self.start[project + 1]))

    def votes(self, project: int) -> int:
        """How many voters support `project`."""
        return int(self.weights[self.members[self.supporters(project)]].sum())

    def points(self, project: int) -> int:
        """The sum of the scores `project` was given."""
        part = self.supporters(project)
        return int((self.weights[self.members[part]] * self.scores[part]).sum())

    def without_scores(self) -> Election:
        """The same election with every score taken as plain support."""
        return replace(self, scores=np.ones_like(self.scores))

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
        place = {old: new for new, old in enumerate(keep)}
        parts = [self.supporters(position) for position in keep]
        return replace(
            self,
            projects=tuple(self.projects[position] for position in keep),
            start=np.cumsum([0, *(part.stop - part.start for part in parts)], dtype=np.int64),
            members=_joined([self.members[part] for part in parts]),
            scores=_joined([self.scores[part] for part in parts]),
            rivals=tuple(
                frozenset(place[rival] for rival in rivals[position] if rival in place)
                for position in keep
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
    counted = Counter(
        tuple(sorted((name, Fraction(score)) for name, score in ballot.items() if score > 0))
        for ballot in ballots
    )
    return _from_counted(projects, counted, Fraction(budget))


def _from_counted(
    projects: Sequence[Project],
    counted: Mapping[tuple[tuple[str, Fraction], ...], int],
    budget: Fraction,
) -> Election:
    ordered = tuple(sorted(projects, key=lambda project: project.id))
    index = {project.id: position for position, project in enumerate(ordered)}
    if len(index) < len(ordered):
        raise ElectionError("two projects have the same id")
    factor = lcm(*{score.denominator for ballot in counted for _, score in ballot})
    # Sorting the classes makes the arrays, and so the rounding, independent of ballot order.
    classes = sorted(ballot for ballot in counted if ballot)
    columns: list[list[int]] = [[] for _ in ordered]
    values: list[list[int]] = [[] for _ in ordered]
    for number, ballot in enumerate(classes):
        for name, score in ballot:
            if name not in index:
                raise ElectionError(f"a ballot names the unknown project {name!r}")
            columns[index[name]].append(number)
            values[index[name]].append(int(score * factor))
    return Election(
        budget=budget,
        projects=ordered,
        voters=sum(counted.values()),
        weights=np.array([counted[ballot] for ballot in classes], dtype=np.int64),
        start=np.cumsum([0, *map(len, columns)], dtype=np.int64),
        members=np.array([c for column in columns for c in column], dtype=np.int64),
        scores=np.array([v for column in values for v in column], dtype=np.int64),
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
    projects = [
        Project(
            name.strip(), amount(cost, line, "cost"),
            texts["name"][i], texts["category"][i], texts["district"][i],
        )
        for i, (name, cost, line) in enumerate(zip(names, costs, file.project_lines, strict=True))
    ]  # fmt: skip
    known = {project.id for project in projects}
    vote = file.vote_header.index("vote")
    scored = file.vote_type in ("cumulative", "scoring")
    points = file.vote_header.index("points") if scored else vote
    # Texts are counted before they are parsed: equal ballots are usually written alike.
    written = Counter((row[vote], row[points] if scored else "") for row in file.votes)
    counted: Counter[tuple[tuple[str, Fraction], ...]] = Counter()
    for (cell, given), weight in written.items():
        counted[_ballot(split_cell(cell), split_cell(given), file.vote_type, known)] += weight
    return _from_counted(projects, counted, file.budget)


def _ballot(
    names: list[str], given: list[str], vote_type: str, known: set[str]
) -> tuple[tuple[str, Fraction], ...]:
    names = list(dict.fromkeys(names))
    if vote_type == "approval":
        scores = [Fraction(1)] * len(names)
    elif vote_type == "ordinal":
        scores = [Fraction(len(names) - place) for place in range(len(names))]
    else:
        scores = [Fraction(text) for text in given]
    pairs = zip(names, scores, strict=False)
    return tuple(sorted((name, score) for name, score in pairs if name in known and score > 0))
