"""Did the fix hold? Cases after a repair at the same place, and how soon they came back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from commonhall.methods.sources.errors import SourceError


@dataclass(frozen=True)
class Fix:
    """One fix: cases in the horizon before and after, and the time to the first case after it
    (None: none until watching ended, `watched` after the fix)."""

    place: str
    time: float
    before: int
    after: int
    delay: float | None
    watched: float


@dataclass(frozen=True)
class Recurrence:
    """All fixes, and what they say together.

    `held` is the share of fixes without a case within the horizon (Kaplan and Meier 1958; fixes
    watched for less count for what they were watched), `held_low` to `held_high` its 95 %
    interval on the log-log scale. `times`, `curve` are the corners of the curve. `rate_ratio`
    compares cases per time after with before, `ratio_low` to `ratio_high` its exact 95 %
    interval, `p_value` exact and two-sided for no change.
    """

    fixes: tuple[Fix, ...]
    horizon: float
    held: float
    held_low: float
    held_high: float
    times: np.ndarray
    curve: np.ndarray
    rate_ratio: float
    ratio_low: float
    ratio_high: float
    p_value: float


def recurrence_after_fix(
    case_places: Sequence[str],
    case_times: np.ndarray,
    fix_places: Sequence[str],
    fix_times: np.ndarray,
    *,
    horizon: float,
    start: float,
    end: float,
    lag: float = 0.0,
) -> Recurrence:
    """Compare the `horizon` before each fix with that after it, at the same place.

    Times are numbers (days, say); cases are known from `start` to `end`. A fix counts as made
    at its time: a case at that very time is before. Cases within `lag` after it are left out of
    both sides (reports of what was just fixed). Fixes of one place closer than the horizon cut
    each other's watching short. Only time in which cases were known is compared.
    """
    when = np.asarray(case_times, dtype=np.float64)
    made = np.asarray(fix_times, dtype=np.float64)
    if when.size != len(case_places) or made.size != len(fix_places):
        raise SourceError("each case and each fix needs one place and one time")
    if horizon <= lag or lag < 0 or end <= start:
        raise SourceError("the horizon must be longer than the lag, and the end after the start")
    if np.any((when < start) | (when > end)) or np.any((made < start) | (made > end)):
        raise SourceError("cases and fixes must lie within the time that was watched")
    by_place = {str(place): np.empty(0) for place in fix_places}
    names, of = np.unique(np.asarray(case_places, dtype=str), return_inverse=True)
    ordered = when[np.lexsort((when, of))]
    ends = np.cumsum(np.bincount(of, minlength=names.size))
    for number, name in enumerate(names.tolist()):
        by_place[name] = ordered[ends[number - 1] if number else 0 : ends[number]]
    fixes, spans = [], [0.0, 0.0]
    order = sorted(range(made.size), key=lambda at: (str(fix_places[at]), made[at]))
    for number, at in enumerate(order):
        place, time = str(fix_places[at]), float(made[at])
        previous = order[number - 1] if number else None
        following = order[number + 1] if number + 1 < len(order) else None
        since = (
            start
            if previous is None or str(fix_places[previous]) != place
            else made[previous] + lag
        )
        until = end if following is None or str(fix_places[following]) != place else made[following]
        fix = _judge(
            place,
            time,
            by_place[place],
            max(float(since), time - horizon),
            min(float(until), time + horizon),
            lag,
        )
        spans[0] += max(0.0, time - max(float(since), time - horizon))
        spans[1] += max(0.0, fix.watched - lag)
        fixes.append(fix)
    return _together(tuple(fixes), horizon, spans[0], spans[1])


def _judge(
    place: str, time: float, cases: np.ndarray, since: float, until: float, lag: float
) -> Fix:
    before = int(((cases > since) & (cases <= time)).sum())
    after = cases[(cases > time + lag) & (cases <= until)]
    delay = float(after[0] - time) if after.size else None
    return Fix(place, time, before, int(after.size), delay, max(0.0, until - time))


def _together(
    fixes: tuple[Fix, ...], horizon: float, span_before: float, span_after: float
) -> Recurrence:
    from scipy.special import betaincinv

    if not fixes:
        raise SourceError("there are no fixes to judge")
    times, curve, spread = _kaplan_meier(fixes)
    held = float(curve[-1])
    low, high = held, held
    if 0 < held < 1:
        reach = 1.959963984540054 * np.sqrt(spread) / abs(np.log(held))
        low, high = (float(held ** np.exp(sign * reach)) for sign in (1, -1))
    elif held == 1.0:
        # Nothing came back: the exact bound for that many fixes watched.
        low = float(0.025 ** (1 / len(fixes)))
    elif held == 0.0:
        high = float(1 - 0.025 ** (1 / len(fixes)))
    before, after = sum(fix.before for fix in fixes), sum(fix.after for fix in fixes)
    if span_before <= 0 or span_after <= 0 or before + after == 0:
        ratio, bounds, p_value = float("nan"), (0.0, float("inf")), 1.0
    else:
        scale = span_before / span_after
        ratio = after / before * scale if before else float("inf")
        share_low = float(betaincinv(after, before + 1, 0.025)) if after else 0.0
        share_high = float(betaincinv(after + 1, before, 0.975)) if before else 1.0
        bounds = (
            share_low / (1 - share_low) * scale,
            share_high / (1 - share_high) * scale if share_high < 1 else float("inf"),
        )
        p_value = _two_sided(after, before + after, span_after / (span_before + span_after))
    return Recurrence(
        fixes, horizon, held, low, high, times, curve, ratio, bounds[0], bounds[1], p_value
    )


def _kaplan_meier(fixes: tuple[Fix, ...]) -> tuple[np.ndarray, np.ndarray, float]:
    """Corners of the curve, and Greenwood's sum at its end."""
    length = np.array([fix.watched if fix.delay is None else fix.delay for fix in fixes])
    back = np.array([fix.delay is not None for fix in fixes])
    times, curve, spread, left = [0.0], [1.0], 0.0, 1.0
    for time in np.unique(length[back]):
        risk = int((length >= time).sum())
        events = int((back & (length == time)).sum())
        left *= 1 - events / risk
        spread += events / (risk * (risk - events)) if risk > events else 0.0
        times.append(float(time))
        curve.append(left)
    return np.array(times), np.array(curve), spread


def _two_sided(after: int, total: int, share: float) -> float:
    """Exact binomial p-value: everything no likelier than what was seen."""
    from scipy.special import gammaln, xlog1py, xlogy

    k = np.arange(total + 1)
    logs = (
        gammaln(total + 1)
        - gammaln(k + 1)
        - gammaln(total - k + 1)
        + xlogy(k, share)
        + xlog1py(total - k, -share)
    )
    return min(1.0, float(np.exp(logs[logs <= logs[after] + 1e-9]).sum()))
