"""The rules a vote can be counted by, each under one short name: ballots as they are published in, a `Result` out.

A ballot is a mapping id → number: 1 for what is chosen, the rank, or the score. The forms are "approval", "ranked" and
"scores"; ids not on a ballot were not chosen, not ranked, scored 0.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from commonhall.methods.ballots.committees import (
    equal_shares_committee,
    phragmen_committee,
    sequential_pav,
)
from commonhall.methods.ballots.condorcet import schulze
from commonhall.methods.ballots.errors import BallotError
from commonhall.methods.ballots.meek import meek_stv
from commonhall.methods.ballots.profile import (
    Profile,
    ScoreProfile,
    profile_from_rankings,
    scores_from_ballots,
)
from commonhall.methods.ballots.result import Result, Round, Tie
from commonhall.methods.ballots.runoff import instant_runoff
from commonhall.methods.ballots.scoring import approval, score, star
from commonhall.methods.ballots.transferable import scottish_stv

Ballot = Mapping[str, int]
APPROVAL, RANKED, SCORES = "approval", "ranked", "scores"


@dataclass(frozen=True)
class Method:
    """form: of the ballots it counts. several: whether it fills several seats; else it has one winner."""

    form: str
    several: bool
    count: Callable[[Sequence[str], Sequence[Ballot], int], Result]


def approvals(candidates: Iterable[str], ballots: Iterable[Ballot]) -> Profile:
    """Everybody chosen on a ballot stands on one rank."""
    counted = Counter((tuple(sorted(one)),) if one else () for one in ballots)
    return profile_from_rankings(candidates, counted)


def rankings(candidates: Iterable[str], ballots: Iterable[Ballot]) -> Profile:
    """Ids in the order of their ranks. `BallotError` where two share one."""
    counted: Counter[tuple[str, ...]] = Counter()
    for one in ballots:
        if len(set(one.values())) < len(one):
            raise BallotError("a ballot gives one rank twice")
        counted[tuple(sorted(one, key=one.__getitem__))] += 1
    return profile_from_rankings(candidates, counted)


def scored(candidates: Iterable[str], ballots: Sequence[Ballot]) -> ScoreProfile:
    """Scores from 0 up to the highest given."""
    highest = max((value for one in ballots for value in one.values()), default=1)
    return scores_from_ballots(candidates, ballots, highest)


def _one(found: Result, seats: int) -> Result:
    if seats != 1:
        raise BallotError(f"{found.rule} fills one seat, not {seats}")
    return found


METHODS: Mapping[str, Method] = {
    "approval": Method(APPROVAL, True, lambda c, b, s: approval(approvals(c, b), s)),
    "irv": Method(RANKED, False, lambda c, b, s: _one(instant_runoff(rankings(c, b)), s)),
    "schulze": Method(RANKED, False, lambda c, b, s: _one(schulze(rankings(c, b)), s)),
    "stv-scottish": Method(RANKED, True, lambda c, b, s: scottish_stv(rankings(c, b), s)),
    "stv-meek": Method(RANKED, True, lambda c, b, s: meek_stv(rankings(c, b), s)),
    "score": Method(SCORES, False, lambda c, b, s: _one(score(scored(c, b)), s)),
    "star": Method(SCORES, False, lambda c, b, s: _one(star(scored(c, b)), s)),
    "com-pav": Method(APPROVAL, True, lambda c, b, s: sequential_pav(approvals(c, b), s)),
    "com-phragmen": Method(APPROVAL, True, lambda c, b, s: phragmen_committee(approvals(c, b), s)),
    "com-mes": Method(APPROVAL, True, lambda c, b, s: equal_shares_committee(approvals(c, b), s)),
}


def count_by(
    rule: str,
    candidates: Iterable[str],
    ballots: Sequence[Ballot],
    seats: int = 1,
    preferred: Sequence[str] = (),
) -> Result:
    """Count by the rule of this name. `BallotError` for a ballot or a number of seats that it does not take.

    preferred: all candidates in the order in which ties are decided, as drawn by lot; empty: the text order of ids.
    """
    names = sorted(candidates)
    if not preferred:
        return METHODS[rule].count(names, ballots, seats)
    if sorted(preferred) != names:
        raise BallotError("the order for ties must name each candidate once")
    # Methods decide ties by the text order of ids: so each candidate counts under its place in the order drawn.
    width = len(str(len(names)))
    alias = {name: f"{place:0{width}}" for place, name in enumerate(preferred)}
    renamed = [{alias[name]: value for name, value in one.items()} for one in ballots]
    found = METHODS[rule].count(sorted(alias.values()), renamed, seats)
    return _named(found, {short: name for name, short in alias.items()})


def _named(found: Result, names: Mapping[str, str]) -> Result:
    """The result with the candidates' own ids again; `pairwise` in their text order."""

    def own(ids: Iterable[str]) -> tuple[str, ...]:
        return tuple(names[one] for one in ids)

    pairwise = found.pairwise
    if pairwise is not None:
        places = [place for place, _name in sorted(enumerate(own(sorted(names))), key=_second)]
        pairwise = pairwise[places][:, places]
    return replace(
        found,
        winners=own(found.winners),
        ranking=tuple(own(level) for level in found.ranking),
        scores={names[one]: value for one, value in found.scores.items()},
        rounds=tuple(
            Round(
                {names[one]: value for one, value in row.tallies.items()},
                own(row.elected),
                own(row.eliminated),
                {names[one]: value for one, value in row.transfers.items()},
                row.exhausted,
                row.quota,
            )
            for row in found.rounds
        ),
        ties=tuple(Tie(tie.step, own(tie.level), names[tie.chosen]) for tie in found.ties),
        pairwise=pairwise,
        details={},
    )


def _second(pair: tuple[int, str]) -> str:
    return pair[1]
