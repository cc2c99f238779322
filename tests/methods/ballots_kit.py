"""Random ranked ballots, and rules written out ballot by ballot."""

from __future__ import annotations

import random
from collections import Counter
from decimal import Decimal, localcontext
from fractions import Fraction

from commonhall.methods.ballots import Profile, profile_from_rankings

Ranks = list[list[str]]


def random_ballots(
    seed: int, *, equal: bool = False, full: bool = False, most: int = 6
) -> tuple[list[str], list[Ranks]]:
    """Candidates and ballots as ranks; `equal` allows several on a rank, `full` ranks all."""
    mix = random.Random(seed)
    names = [chr(97 + number) for number in range(mix.randint(2, most))]
    ballots = []
    for _ in range(mix.randint(1, 30)):
        order = mix.sample(
            names, len(names) if full else mix.randint(0 if seed % 3 else 1, len(names))
        )
        ranks: Ranks = []
        for name in order:
            if equal and ranks and mix.random() < 0.25:
                ranks[-1].append(name)
            else:
                ranks.append([name])
        ballots.append(ranks)
    return names, ballots


def built(names: list[str], ballots: list[Ranks]) -> Profile:
    return profile_from_rankings(names, ballots)


def naive_pairwise(names: list[str], ballots: list[Ranks]) -> list[list[int]]:
    def rank(ballot: Ranks, name: str) -> int:
        return next((at for at, group in enumerate(ballot) if name in group), 99)

    return [
        [sum(rank(ballot, a) < rank(ballot, b) for ballot in ballots) for b in names] for a in names
    ]


def naive_irv(names: list[str], ballots: list[Ranks]) -> str:
    left = list(names)
    while True:
        votes = dict.fromkeys(left, Fraction(0))
        for ballot in ballots:
            for group in ballot:
                here = [name for name in group if name in left]
                if here:
                    for name in here:
                        votes[name] += Fraction(1, len(here))
                    break
        for name in left:
            if votes[name] * 2 > sum(votes.values()) or len(left) == 1:
                return name
        fewest = min(votes.values())
        left.remove(max(name for name in left if votes[name] == fewest))


def naive_scottish(names: list[str], ballots: list[Ranks], seats: int) -> list[str]:
    """Ballot by ballot, from the order's text; values in Fractions cut to five decimals."""
    papers = [[[group[0] for group in ballot], Fraction(1)] for ballot in ballots if ballot]
    quota = len(papers) // (seats + 1) + 1
    held: dict[str, list[list[object]]] = {name: [] for name in names}
    for paper in papers:
        held[paper[0][0]].append(paper)  # type: ignore[index]
    votes = {name: sum((p[1] for p in held[name]), Fraction(0)) for name in names}  # type: ignore[misc]
    running, elected, waiting, past = set(names), [], [], []

    def move(source: str) -> None:
        for paper in held[source]:
            order = paper[0]
            rest = order[order.index(source) + 1 :]  # type: ignore[attr-defined,index]
            target = next((name for name in rest if name in running), None)
            if target:
                held[target].append(paper)
                votes[target] += paper[1]
        held[source] = []

    def level(group: list[str], best: bool) -> str:
        for stage in [votes, *past[::-1]]:
            top = (max if best else min)(stage[name] for name in group)
            group = [name for name in group if stage[name] == top]
        return min(group) if best else max(group)

    while True:
        reached = [name for name in running if votes[name] >= quota]
        while reached:
            name = level(reached, True)
            reached.remove(name)
            running.discard(name)
            elected.append(name)
            if votes[name] > quota:
                waiting.append(name)
        if len(elected) >= seats:
            return elected[:seats]
        if len(running) <= seats - len(elected):
            rest = list(running)
            while rest:
                name = level(rest, True)
                rest.remove(name)
                elected.append(name)
            return elected
        past.append(dict(votes))
        if waiting:
            name = level(waiting, True)
            waiting.remove(name)
            for paper in held[name]:
                value = paper[1] * (votes[name] - quota) / votes[name]  # type: ignore[operator]
                paper[1] = Fraction(int(value * 100000), 100000)
            move(name)
            votes[name] = Fraction(quota)
        else:
            name = level(list(running), False)
            running.discard(name)
            votes[name] = Fraction(0)
            move(name)


def naive_meek(names: list[str], ballots: list[Ranks], seats: int) -> tuple[set[str], Decimal]:
    """Meek's rule with sixty decimals, every surplus settled before anybody is elected or
    defeated; and by how little the closest decision was made.
    """
    with localcontext(prec=60):
        papers = Counter(tuple(rank[0] for rank in ballot) for ballot in ballots if ballot)
        keep = dict.fromkeys(names, Decimal(1))
        hopeful, elected, closest = set(names), set[str](), Decimal(1)
        while len(elected) < seats < len(elected) + len(hopeful):
            while True:
                votes = dict.fromkeys(names, Decimal(0))
                for paper, weight in papers.items():
                    rest = Decimal(weight)
                    for name in paper:
                        votes[name] += rest * keep[name]
                        rest *= 1 - keep[name]
                quota = sum(votes.values(), Decimal(0)) / (seats + 1)
                if all(abs(votes[name] - quota) < Decimal("1e-30") for name in elected):
                    break
                for name in elected:
                    keep[name] *= quota / votes[name]
            closest = min([closest, *(abs(votes[name] - quota) for name in hopeful)])
            reached = {name for name in hopeful if votes[name] >= quota}
            if not reached:
                last, before, *_ = sorted(hopeful, key=lambda name: (votes[name], name))
                closest = min(closest, votes[before] - votes[last])
                keep[last] = Decimal(0)
                reached = {last}
            else:
                elected |= reached
            hopeful -= reached
        return elected | (hopeful if len(elected) < seats else set()), closest
