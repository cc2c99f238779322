"""Utilitarian greedy rules: take projects in order of support while the money lasts."""

from __future__ import annotations

from fractions import Fraction

from commonhall.methods.budgeting.election import Election, ElectionError
from commonhall.methods.budgeting.outcome import Outcome, Selection

#: `votes`: most votes first; `ratio`: most votes per unit of cost; `satisfaction`: most votes
#: times cost; `points`: highest sum of points.
ORDERS = ("votes", "ratio", "satisfaction", "points")


def greedy(election: Election, order: str = "votes") -> Outcome:
    """Take each project that still fits, in the given order; ties by id."""
    selection = Selection(election)
    complete_greedily(selection, order)
    return selection.outcome("greedy" if order == "votes" else f"greedy-{order}")


def complete_greedily(selection: Selection, order: str = "votes") -> None:
    """Spend what is left of the budget on open projects, in the given order."""
    if order not in ORDERS:
        raise ElectionError(f"order {order!r} is not one of {ORDERS}")
    selection.take_free()
    keys = {project: _key(selection.election, project, order) for project in selection.open}
    for project in sorted(keys, key=lambda found: (-keys[found], found)):
        if project in selection.open and selection.fits(project):
            tied = [other for other in selection.open if keys[other] == keys[project]]
            selection.buy(project, "greedy", keys[project], tied)


def _key(election: Election, project: int, order: str) -> Fraction:
    if order == "points":
        return Fraction(election.points(project))
    votes = Fraction(election.votes(project))
    if order == "ratio":
        return votes / election.costs[project]
    return votes * election.costs[project] if order == "satisfaction" else votes
