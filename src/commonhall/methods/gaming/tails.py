"""How likely as many are by chance alone: two exact tests, each one-sided."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, lgamma, log, log1p

from commonhall.methods.gaming.errors import GamingError


@dataclass(frozen=True)
class Tail:
    """expected: how many are usual; chance: how often chance alone gives as many or more."""

    expected: float
    chance: float


def more_than_elsewhere(observed: int, trials: int, others: int, other_trials: int) -> Tail:
    """`observed` of `trials` here, `others` of `other_trials` there: are they more here? (Fisher's exact test)

    With the same chance here and there, `chance` is below any level at most as often as that level says.
    """
    for some, of in ((observed, trials), (others, other_trials)):
        if not 0 <= some <= of:
            raise GamingError("a count lies between zero and its trials")
    whole, hits = trials + other_trials, observed + others
    if not whole:
        return Tail(0.0, 1.0)
    most = min(trials, hits)
    terms = [
        _ways(hits, one) + _ways(whole - hits, trials - one) - _ways(whole, trials)
        for one in range(observed, most + 1)
        if trials - one <= whole - hits
    ]
    expected = trials * others / other_trials if other_trials else trials * hits / whole
    return Tail(expected, _sum(terms))


def more_than_share(observed: int, trials: int, share: float) -> Tail:
    """`observed` of `trials`, where each falls so with probability `share`: are they more? (binomial test)"""
    if not 0 <= observed <= trials or not 0 < share < 1:
        raise GamingError("a count lies between zero and its trials, a share between 0 and 1")
    terms = [
        _ways(trials, one) + one * log(share) + (trials - one) * log1p(-share)
        for one in range(observed, trials + 1)
    ]
    return Tail(trials * share, _sum(terms))


def _ways(whole: int, some: int) -> float:
    """The logarithm of the binomial coefficient."""
    return lgamma(whole + 1) - lgamma(some + 1) - lgamma(whole - some + 1)


def _sum(logs: list[float]) -> float:
    return min(1.0, sum(map(exp, logs)))
