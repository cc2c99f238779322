"""What a vote publishes of its count, as plain JSON: by votes added up, or by a rule in stages, in pairs, for seats.

Numbers that are not whole are texts. The hall, `commonhall count` and the check of a dump all count through here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from commonhall.methods.ballots.result import Number, Result

Ballots = Sequence[Mapping[str, int]]
#: Votes, ballots, quorum, per cent needed → order, winners, level, missed.
Answer = Callable[[Mapping[str, int], int, int, int], dict[str, Any]]
#: Candidates, ballots as id → number, seats, order for ties → who is elected.
Elect = Callable[[Sequence[str], Ballots, int, Sequence[str]], Result]


def most_votes(
    votes: Mapping[str, int], ballots: int, quorum: int, threshold: int
) -> dict[str, Any]:
    """The answer with the most votes, if quorum (ballots) and threshold (per cent of them) are reached."""
    order = sorted(votes, key=lambda code: (-votes[code], code))
    # An answer that nobody chose decides nothing, however few the ballots that must be there.
    first = order[0] if order and ballots and votes[order[0]] else None
    missed = []
    if ballots < quorum:
        missed.append("quorum")
    if first is not None and votes[first] * 100 < threshold * ballots:
        missed.append("threshold")
    level = [code for code in order if first is not None and votes[code] == votes[first]]
    return {
        "order": order,
        "winners": [first] if first is not None and not missed else [],
        "level": level if len(level) > 1 else [],
        "missed": missed,
    }


def answered(
    answer: Answer,
    codes: Sequence[str],
    ballots: Ballots,
    *,
    quorum: int = 0,
    threshold: int = 0,
    preferred: Sequence[str] = (),
) -> dict[str, Any]:
    """By votes added up. preferred: codes in the order drawn for ties; empty: text order."""
    votes = Counter(dict.fromkeys(codes, 0))
    for ballot in ballots:
        votes.update(ballot)
    if not preferred:
        return {"votes": dict(votes), **answer(votes, len(ballots), quorum, threshold)}
    # A rule decides ties by text order: so each code stands under its place in the order drawn.
    placed = {f"{place:04}": code for place, code in enumerate(preferred)}
    counted = {short: votes[code] for short, code in placed.items()}
    said = answer(counted, len(ballots), quorum, threshold)
    for key in ("order", "winners", "level"):
        said[key] = [placed[one] for one in said[key]]
    return {"votes": dict(votes), **said}


def elected(
    elect: Elect,
    codes: Sequence[str],
    ballots: Ballots,
    *,
    form: str,
    seats: int = 1,
    quorum: int = 0,
    threshold: int = 0,
    preferred: Sequence[str] = (),
) -> dict[str, Any]:
    """By a rule of `by_rule`, or one like it. form: of the ballots; preferred: codes in the order drawn for ties."""
    named = Counter(code for ballot in ballots for code in ballot)
    said: dict[str, Any] = {
        "votes": _votes(codes, ballots, form),
        "seats": seats,
        "order": sorted(codes),
        "winners": [],
        "level": [],
        "missed": [],
        "rounds": [],
        "ties": [],
        "pairs": [],
    }
    if named:
        found = elect(codes, ballots, min(seats, len(codes)), preferred)
        said.update(_said(found))
        # Somebody whom no ballot names is elected by nobody: the seat stays empty.
        said["winners"] = [one for one in found.winners if named[one]]
        if threshold and said["winners"]:
            needed = threshold * len(ballots)
            said["winners"] = [one for one in said["winners"] if found.scores[one] * 100 >= needed]
            said["missed"] += [] if said["winners"] else ["threshold"]
    if len(ballots) < quorum:
        said["missed"].insert(0, "quorum")
    if said["missed"]:
        said["winners"] = []
    return said


def _votes(codes: Sequence[str], ballots: Ballots, form: str) -> dict[str, int]:
    """First choices of ballots put in order; else all that was given, added up."""
    votes = Counter(dict.fromkeys(codes, 0))
    for ballot in ballots:
        if form == "ranked":
            votes.update(code for code, rank in ballot.items() if rank == 1)
        else:
            votes.update(ballot)
    return dict(votes)


def _said(found: Result) -> dict[str, Any]:
    return {
        "order": [code for level in found.ranking for code in sorted(level)],
        "rounds": [
            {
                "tallies": _texts(row.tallies),
                "elected": list(row.elected),
                "out": list(row.eliminated),
                "moved": _texts(row.transfers),
                "exhausted": str(row.exhausted),
                "quota": None if row.quota is None else str(row.quota),
            }
            for row in found.rounds
        ],
        "ties": [
            {
                "level": sorted(tie.level),
                "chosen": tie.chosen,
                # In stages the one chosen of those with the fewest votes goes.
                "out": tie.step.startswith(("eliminated", "excluded", "defeated")),
            }
            for tie in found.ties
        ],
        "pairs": [] if found.pairwise is None else found.pairwise.tolist(),
    }


def _texts(numbers: Mapping[str, Number]) -> dict[str, str]:
    return {code: str(value) for code, value in sorted(numbers.items())}
