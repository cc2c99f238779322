"""From applications to the frozen list, and from the list to the chances of a panel."""

from __future__ import annotations

import hashlib
import hmac
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from commonhall.core.models import in_language
from commonhall.core.refusals import BadInput
from commonhall.decisions.lotteries import drawing
from commonhall.decisions.lotteries.drawing import Row
from commonhall.decisions.lotteries.models import Application, Lottery
from commonhall.methods.sortition import (
    InfeasibleError,
    Person,
    Pool,
    Portfolio,
    Quota,
    SortitionError,
    find_draw,
    make_pool,
    make_portfolio,
    relaxed,
)

MOST_FEATURES, MOST_VALUES, MOST_CRITERIA = 6, 30, 30
# A solver is stopped after so long; the gap is then published.
SECONDS = 120.0
MILLION = 1_000_000


# --- what a lottery may be opened with --------------------------------------------------------------
def check_quotas(quotas: Sequence[Mapping[str, Any]], places: int) -> None:
    """Raises BadInput naming the quota that cannot be."""
    if len(quotas) > MOST_FEATURES:
        raise BadInput(
            "quotas", _("Enter up to six characteristics. With more, chances become too unequal.")
        )
    for quota in quotas:
        feature, values = quota["feature"], quota["values"]
        known = [one["value"] for one in values]
        if not 2 <= len(values) <= MOST_VALUES or len(set(known)) != len(known) or "" in known:
            raise BadInput(
                "quotas", _("%(feature)s: enter 2 to 30 different values.") % {"feature": feature}
            )
        if any(not 0 <= one["least"] <= one["most"] for one in values):
            raise BadInput(
                "quotas",
                _(
                    "%(feature)s: enter a minimum of zero or more and a maximum that is not below it."
                )
                % {"feature": feature},
            )
        least, most = (sum(one[name] for one in values) for name in ("least", "most"))
        if not least <= places <= most:
            raise BadInput(
                "quotas",
                _("%(feature)s: the quotas allow %(least)d to %(most)d seats, not %(places)d.")
                % {"feature": feature, "least": least, "most": most, "places": places},
            )
    if len({one["feature"] for one in quotas}) != len(quotas):
        raise BadInput("quotas", _("A characteristic is listed twice. Remove one."))


def check_criteria(criteria: Sequence[Mapping[str, Any]]) -> None:
    codes = [one["code"] for one in criteria]
    if len(codes) > MOST_CRITERIA or len(set(codes)) != len(codes):
        raise BadInput("criteria", _("Enter up to 30 criteria and use each code once."))
    for one in criteria:
        if not 1 <= one["points"] <= 1000 or not in_language(one["names"]).strip():
            raise BadInput("criteria", _("Give each criterion a name and 1 to 1000 points."))


def points(lottery: Lottery, confirmed: Sequence[str] | None) -> int:
    """Points of the criteria the office confirmed; what it has not looked at gives none."""
    worth = {one["code"]: int(one["points"]) for one in lottery.criteria}
    return sum(worth[code] for code in confirmed or ())


# --- the list ---------------------------------------------------------------------------------------
def _token(lottery: Lottery, feature: str, value: str) -> str:
    """A value under a name that says nothing: the order of types must not betray hidden values."""
    said = f"quota|{lottery.pk}|{feature}|{value}".encode()
    return hmac.new(settings.SECRET_KEY.encode(), said, hashlib.sha256).hexdigest()[:24]


def applications(lottery: Lottery) -> list[Application]:
    return list(lottery.applications.order_by("at", "pk"))


def _homes(rows: Sequence[Application]) -> dict[str, str]:
    """Numbers of the households with several people on the list, by their key."""
    counted = Counter(row.household for row in rows if row.household)
    shared = [key for key, count in counted.items() if count > 1]
    return {key: f"h{number}" for number, key in enumerate(sorted(shared), start=1)}


def make(lottery: Lottery, rows: Sequence[Application]) -> Pool:
    """The pool of a panel. Raises SortitionError when nobody applied."""
    people = [
        Person(
            row.code,
            {name: _token(lottery, name, value) for name, value in row.features.items()},
            row.household or None,
        )
        for row in rows
    ]
    quotas = [
        Quota(
            quota["feature"],
            _token(lottery, quota["feature"], one["value"]),
            one["least"],
            one["most"],
        )
        for quota in lottery.quotas
        for one in quota["values"]
    ]
    return make_pool(people, quotas, lottery.places)


def rows(lottery: Lottery) -> list[Row]:
    """The list to be frozen, by code. Its order says nothing about who came when, but in a queue."""
    found = applications(lottery)
    homes = _homes(found)
    kinds: dict[str, int] = {}
    if lottery.kind == Lottery.Kind.PANEL and found:
        for at, kind in enumerate(make(lottery, found).types):
            kinds.update(dict.fromkeys(kind.people, at))
    queue = lottery.rule == Lottery.Rule.QUEUE
    made = [
        Row(
            row.code,
            kinds.get(row.code, 0),
            place if queue else 0,
            points(lottery, row.confirmed),
            homes.get(row.household, ""),
        )
        for place, row in enumerate(found, start=1)
    ]
    return sorted(made, key=lambda one: one.code)


# --- the chances ------------------------------------------------------------------------------------
def chances(lottery: Lottery) -> dict[str, Any]:
    """What is published before the seed is known; `panels` is empty when no panel can be drawn."""
    found = applications(lottery)
    try:
        pool = make(lottery, found)
        try:
            draw = find_draw(pool, lottery.rule, seconds=SECONDS)
        except InfeasibleError as error:
            if not error.relaxations:
                raise
            draw = find_draw(relaxed(pool), lottery.rule, seconds=SECONDS)
    except (InfeasibleError, SortitionError):
        return {"panels": [], "types": [], "features": [], "size": lottery.places, "loosened": []}
    portfolio = make_portfolio(draw)
    by_type = portfolio.chances
    return {
        "size": lottery.places,
        "rule": lottery.rule,
        "proved": draw.proved,
        "gap_millionths": round(min(draw.gap, 1.0) * MILLION),
        "features": list(pool.features),
        "types": _types(lottery, portfolio),
        "homes": lottery.household,
        "panels": portfolio.published()["panels"],
        "loosened": _loosened(lottery, draw.pool),
        "lowest_millionths": round(float(by_type.min()) * MILLION),
        "highest_millionths": round(float(by_type.max()) * MILLION),
        "excluded": sum(len(pool.types[at].people) for at in draw.excluded),
        "digest": portfolio.digest,
    }


def _types(lottery: Lottery, portfolio: Portfolio) -> list[dict[str, Any]]:
    words = {
        _token(lottery, quota["feature"], one["value"]): one["value"]
        for quota in lottery.quotas
        for one in quota["values"]
    }
    types = portfolio.pool.types
    profiles = [[words[token] for token in kind.profile] for kind in types]
    shown = drawing.visible(profiles, [len(kind.people) for kind in types])
    return [{"profile": profile} for profile in shown]


def _loosened(lottery: Lottery, pool: Pool) -> list[dict[str, Any]]:
    """Quotas that had to give way, with the bounds they were drawn with."""
    asked = [(quota["feature"], one) for quota in lottery.quotas for one in quota["values"]]
    return [
        {"feature": feature, "value": one["value"], "least": used.least, "most": used.most}
        for (feature, one), used in zip(asked, pool.quotas, strict=True)
        if (one["least"], one["most"]) != (used.least, used.most)
    ]


def may_follow(lottery: Lottery, content: Mapping[str, Any], sitting: Sequence[str]) -> list[int]:
    """Types of which somebody could take a free seat so that every quota still holds or can hold."""
    found = applications(lottery)
    if not found:
        return []
    kinds = {row.code: row.kind for row in lottery.tickets.all()}
    features = {kinds[row.code]: row.features for row in found if row.code in kinds}
    held: Counter[tuple[str, str]] = Counter()
    for code in sitting:
        for feature, value in features.get(kinds[code], {}).items():
            held[feature, value] += 1
    left = lottery.places - len(sitting) - 1
    return [
        kind for kind, said in sorted(features.items()) if _fits(lottery, content, held, said, left)
    ]


def _fits(
    lottery: Lottery,
    content: Mapping[str, Any],
    held: Counter[tuple[str, str]],
    said: Mapping[str, str],
    left: int,
) -> bool:
    for quota in lottery.quotas:
        feature, lacking = quota["feature"], 0
        for one in quota["values"]:
            least, most = drawing.bounds(content, feature, one)
            count = held[feature, one["value"]] + (said.get(feature) == one["value"])
            if count > most:
                return False
            lacking += max(least - count, 0)
        if lacking > left:
            return False
    return True
