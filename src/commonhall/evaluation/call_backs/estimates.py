"""What a sample of call-backs says about all cases of a body, with an interval. Pure.

Who answers the telephone is not who does not. What is known of every case, whether its person had said "solved",
"not solved" or nothing, makes up for part of it: those reached of each of the three stand for all drawn of it
(`methods.surveys.nonresponse_weights`), and each body's sample for all of its cases.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from commonhall.methods.surveys.intervals import Estimate, proportion
from commonhall.methods.surveys.raking import nonresponse_weights

# Below so many reached nothing is told: an answer must not be traced to a person.
FEWEST = 10


@dataclass(frozen=True)
class Called:
    """One drawn case. reached: its person answered; the rest is then known. satisfied: None where they did not say."""

    case: int
    body: int
    said: str
    reached: bool
    solved: bool = False
    contacted: bool | None = None
    satisfied: bool | None = None


@dataclass(frozen=True)
class Found:
    """What is told of a body, or of all (body 0). cases: all of the month; shares are None below `FEWEST` reached.

    clicked: how many had said by themselves whether it was solved; clicked_solved: how many of them that it was.
    """

    body: int
    cases: int
    drawn: int
    reached: int
    clicked: int
    clicked_solved: int
    solved: Estimate | None
    contacted: Estimate | None
    satisfied: Estimate | None


def found(rows: Sequence[tuple[int, int, str]], calls: Iterable[Called]) -> list[Found]:
    """For all bodies together, then body by body. rows: every case of the month (case, body, said)."""
    calls = list(calls)
    many = Counter(body for _case, body, _said in rows)
    told = [_of(0, rows, calls, many)]
    for body in sorted(many):
        mine = [one for one in calls if one.body == body]
        told.append(_of(body, [row for row in rows if row[1] == body], mine, many))
    return told


def _of(
    body: int, rows: Sequence[tuple[int, int, str]], calls: list[Called], many: Counter[int]
) -> Found:
    said = Counter(one for _case, _body, one in rows)
    weights = _weights(calls, many)
    solved = [float(one.solved) for one in calls]
    return Found(
        body=body,
        cases=len(rows),
        drawn=len(calls),
        reached=sum(one.reached for one in calls),
        clicked=said["solved"] + said["not_solved"],
        clicked_solved=said["solved"],
        solved=_share(calls, weights, solved),
        contacted=_share(calls, weights, [_number(one.contacted) for one in calls]),
        satisfied=_share(calls, weights, [_number(one.satisfied) for one in calls]),
    )


def _number(yes: bool | None) -> float:
    return float("nan") if yes is None else float(yes)


def _weights(calls: list[Called], many: Counter[int]) -> np.ndarray:
    """For how many cases each call stands; 0 for those not reached. A class in which nobody was reached joins the rest."""
    if not any(one.reached for one in calls):
        return np.zeros(len(calls))
    sample = Counter(one.body for one in calls)
    base = np.array([many[one.body] / sample[one.body] for one in calls])
    heard = {one.said for one in calls if one.reached}
    classes = [one.said if one.said in heard else min(heard) for one in calls]
    reached = np.array([one.reached for one in calls])
    return nonresponse_weights(reached, classes, base).weights


def _share(calls: list[Called], weights: np.ndarray, answers: list[float]) -> Estimate | None:
    said = np.array(
        [value if one.reached else float("nan") for one, value in zip(calls, answers, strict=True)]
    )
    known = ~np.isnan(said)
    if int(known.sum()) < FEWEST:
        return None
    return proportion(said[known], weights[known])
