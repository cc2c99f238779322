"""Comparing our map with what red-dwarf said, allowing only the differences we can name."""

from __future__ import annotations

from typing import Any

import numpy as np

from commonhall.methods.opinion import OpinionMap, adjusted_rand, map_opinions, votes_from_triples
from commonhall.methods.opinion.statements import proportion_test, smoothed

Triples = list[tuple[int, int, int]]


def our_map(triples: Triples, out: list[int]) -> OpinionMap:
    votes = votes_from_triples((str(person), str(item), vote) for person, item, vote in triples)
    return map_opinions(votes.moderating(map(str, out)))


def differences(ours: OpinionMap, theirs: dict[str, Any]) -> list[str]:
    """Names of the differences; "… tie" are those of equal statements in another order."""
    row = {name: at for at, name in enumerate(ours.votes.participants)}
    if not theirs:
        return [] if not ours.group_ids else ["groups only here"]
    labels = ours.labels[[row[str(name)] for name in theirs["people"]]]
    other = np.array([int(label) for label in theirs["labels"]])
    lonely = 1 in np.bincount(other)
    found = []
    if not ours.group_ids:
        # With no more people than groups there is no silhouette; red-dwarf then takes two groups.
        few = "too few people" if len(other) <= 2 else "no groups here"
        return ["a group of one there"] if lonely else [few]
    if not np.array_equal(labels, other):
        # It lets a person be a group, which Polis holds against a grouping and we do not take.
        groups = f"groups {adjusted_rand(labels, other):.3f}"
        found.append("a group of one there" if lonely else groups)
    found += _consensus(ours, theirs["consensus"])
    if np.array_equal(labels, other):
        found += _representative(ours, theirs["representative"])
    return found


def _consensus(ours: OpinionMap, theirs: dict[str, list[int]]) -> list[str]:
    disagrees, _, agrees = ours.votes.tally
    seen = ours.votes.tally.sum(axis=0)
    column = {name: at for at, name in enumerate(ours.votes.statements)}
    found = []
    for way, given in (("agree", agrees), ("disagree", disagrees)):
        mine = [item.statement for item in ours.consensus if item.direction == way]
        yours = [str(name) for name in theirs[way]]
        if mine != yours:
            power = smoothed(given, seen) * proportion_test(given, seen)
            level = len(mine) == len(yours) and np.allclose(
                power[[column[name] for name in mine]],
                power[[column[name] for name in yours]],
                rtol=1e-12,
            )
            found.append("consensus tie" if level else "consensus")
    return found


def _representative(ours: OpinionMap, theirs: dict[str, list[list[Any]]]) -> list[str]:
    column = {name: at for at, name in enumerate(ours.votes.statements)}
    counted = ours.statistics
    found = []
    for group, items in ours.representatives.items():
        mine = [(item.statement, item.direction) for item in items]
        yours = [(str(name), way) for name, way in theirs[str(group)]]
        if mine == yours:
            continue
        if not yours:
            # It drops all statements of a group that agrees with nothing tellingly.
            found.append("group without agreement")
            continue
        powers = []
        for side in (mine, yours):
            places = [((way == "disagree") * 1, group, column[name]) for name, way in side]
            powers.append(
                sorted(
                    counted.ratios[at]
                    * counted.differences[at]
                    * counted.chances[at]
                    * counted.tests[at]
                    for at in places
                )
            )
        level = len(mine) == len(yours) and np.allclose(powers[0], powers[1], rtol=1e-9)
        found.append("representative tie" if level else "representative")
    return found


EXPLAINED = {
    "a group of one there",
    "too few people",
    "consensus tie",
    "representative tie",
    "group without agreement",
}
