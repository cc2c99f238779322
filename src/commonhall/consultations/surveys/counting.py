"""From answers to coarsened tables, and from these to estimates, as pure functions.

What is published are the tables; the estimates follow from them alone, so that `commonhall verify` derives
them again. Answers to different questions are never published together, and weights are put in classes of
at least ten people, so that no table leads to a person. All figures are whole numbers in ten-thousandths.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from commonhall.methods.surveys import Estimate, SurveyError, mean, proportion, rake, small_areas

LEAST = 10
UNIT = 10_000
LIMITS = (0.2, 5.0)
OTHER = "other"
Z = 1.959964
Spec = Mapping[str, Any]


# --- tables ---------------------------------------------------------------------------------------
def tables(
    questions: Sequence[Spec],
    margins: Sequence[Spec],
    rows: Sequence[tuple[Mapping[str, str], Mapping[str, str]]],
) -> dict[str, Any]:
    """rows: (features, answers). Who took part by features; answers by class of weight, and by place."""
    merged = [_merged(margin, [features for features, _said in rows]) for margin in margins]
    profiles = [
        tuple(
            one[features.get(margin["feature"], "")]
            for one, margin in zip(merged, margins, strict=True)
        )
        for features, _said in rows
    ]
    joint = sorted(Counter(profiles).items())
    weights = weigh(margins, [[list(profile), count] for profile, count in joint])["weights"]
    classes = _classes(
        dict(zip([profile for profile, _n in joint], weights, strict=True)), profiles
    )
    place = next((one["feature"] for one in margins if one["place"]), "")
    found = {}
    for question in questions:
        by_class: dict[int, Counter[str]] = {}
        by_place: dict[str, Counter[str]] = {}
        for (features, said), profile in zip(rows, profiles, strict=True):
            value = said.get(question["code"], "")
            if value:
                by_class.setdefault(classes[profile], Counter())[value] += 1
                by_place.setdefault(features.get(place, ""), Counter())[value] += 1
        found[question["code"]] = {
            "classes": {str(number): dict(one) for number, one in sorted(by_class.items())},
            "places": {
                code: dict(one)
                for code, one in sorted(by_place.items())
                if code and one.total() >= LEAST
            },
        }
    return {
        "took_part": len(rows),
        "joint": [[list(profile), count] for profile, count in joint],
        "classes": [[list(profile), classes[profile]] for profile, _count in joint],
        "questions": found,
    }


def _merged(margin: Spec, given: Sequence[Mapping[str, str]]) -> dict[str, str]:
    """Category → itself, or OTHER where fewer than ten answered."""
    counted = Counter(one.get(margin["feature"], "") for one in given)
    known = [one["value"] for one in margin["values"]]
    return {value: value if counted[value] >= LEAST else OTHER for value in [*known, ""]}


def _classes(
    weights: Mapping[tuple[str, ...], int], profiles: Sequence[tuple[str, ...]]
) -> dict[tuple[str, ...], int]:
    """Profiles in order of weight, put together until each class has ten people."""
    sizes = Counter(profiles)
    classes: dict[tuple[str, ...], int] = {}
    number, held = 0, 0
    for profile in sorted(weights, key=lambda one: (weights[one], one)):
        if held >= LEAST:
            number, held = number + 1, 0
        classes[profile] = number
        held += sizes[profile]
    if 0 < held < LEAST and number:
        classes = {one: min(at, number - 1) for one, at in classes.items()}
    return classes


# --- weights --------------------------------------------------------------------------------------
def weigh(margins: Sequence[Spec], joint: Sequence[Any]) -> dict[str, Any]:
    """Weights by profile (raking to the margins), whether they meet them, and what they cost."""
    counts = [count for _profile, count in joint]
    plain = {"weights": [UNIT] * len(joint), "converged": not margins, "effect": UNIT}
    if not margins or sum(counts) < LEAST:
        return plain
    answered, targets = {}, {}
    for at, margin in enumerate(margins):
        of = [profile[at] for profile, count in joint for _one in range(count)]
        people: Counter[str] = Counter()
        for one in margin["values"]:
            people[one["value"] if one["value"] in of else OTHER] += int(one["people"])
        there = {value: float(number) for value, number in people.items() if value in of and number}
        whole = sum(there.values())
        if set(of) != set(there):
            return plain
        answered[margin["feature"]] = of
        targets[margin["feature"]] = {
            value: number / whole * len(of) for value, number in there.items()
        }
    try:
        found = rake(answered, targets, limits=LIMITS)
    except SurveyError:
        return plain
    firsts = np.cumsum([0, *counts[:-1]])
    return {
        "weights": [round(float(found.weights[at]) * UNIT) for at in firsts],
        "converged": found.converged,
        "effect": round(found.effect * UNIT),
    }


# --- estimates ------------------------------------------------------------------------------------
def estimates(
    questions: Sequence[Spec], margins: Sequence[Spec], said: Mapping[str, Any]
) -> dict[str, Any]:
    """All that is claimed about everybody, from the published tables alone."""
    weighed = weigh(margins, said["joint"])
    means = _class_weights(said, weighed["weights"])
    return {
        "converged": weighed["converged"],
        "effect": weighed["effect"],
        "effective": round(said["took_part"] * UNIT / max(weighed["effect"], 1)),
        "questions": {
            question["code"]: _question(question, said["questions"][question["code"]], means)
            for question in questions
        },
    }


def _class_weights(said: Mapping[str, Any], weights: Sequence[int]) -> dict[str, float]:
    """The mean weight of each class."""
    total: Counter[str] = Counter()
    people: Counter[str] = Counter()
    for (_profile, number), (_same, count), weight in zip(
        said["classes"], said["joint"], weights, strict=True
    ):
        total[str(number)] += weight * count
        people[str(number)] += count
    return {number: total[number] / people[number] / UNIT for number in total}


def _question(
    question: Spec, said: Mapping[str, Any], means: Mapping[str, float]
) -> dict[str, Any]:
    values, weights = [], []
    for number, counts in sorted(said["classes"].items()):
        for value, count in sorted(counts.items()):
            values += [value] * count
            weights += [means[number]] * count
    n = len(values)
    if n < LEAST:
        return {"n": n, "suppressed": True, "shares": {}, "places": {}}
    w = np.array(weights)
    if question["kind"] == "choice":
        shares = {
            one["value"]: _whole(
                proportion(np.array([value == one["value"] for value in values], float), w)
            )
            for one in question["options"]
        }
        return {"n": n, "suppressed": False, "shares": shares, "places": {}}
    x = np.array([_number(value) for value in values])
    whole = mean(x, w) if question["kind"] == "scale" else proportion(x, w)
    spread = float(np.average((x - np.average(x, weights=w)) ** 2, weights=w))
    places = _places(said["places"], spread, 10.0 if question["kind"] == "scale" else 1.0)
    return {"n": n, "suppressed": False, "shares": {"": _whole(whole, question)}, "places": places}


def _number(value: str) -> float:
    return {"yes": 1.0, "no": 0.0}.get(value) if value in ("yes", "no") else float(value)  # type: ignore[return-value]


def _whole(one: Estimate, question: Spec | None = None) -> list[int]:
    """[value, low, high] in ten-thousandths, held within what can be answered."""
    top = 10.0 if question and question["kind"] == "scale" else 1.0
    kept = [min(max(each, 0.0), top) for each in (one.value, one.low, one.high)]
    return [round(each * UNIT) for each in kept]


def _places(
    said: Mapping[str, Mapping[str, int]], spread: float, top: float
) -> dict[str, list[int]]:
    """Places with ten answers or more, leaning on each other (Fay and Herriot): [value, low, high, n]."""
    codes = sorted(said)
    sizes = [sum(said[code].values()) for code in codes]
    direct = [
        sum(_number(value) * count for value, count in said[code].items()) / n
        for code, n in zip(codes, sizes, strict=True)
    ]
    errors = [math.sqrt(spread / n) for n in sizes]
    values = direct
    if len(codes) >= 4 and spread > 0:
        found = small_areas(np.array(direct), np.array(errors) ** 2)
        # Where nothing seems to vary, shrinking would make all places one: they stay as they are.
        if found.between > 0:
            values, errors = found.values.tolist(), found.errors.tolist()
    return {
        code: [
            *(
                round(min(max(each, 0.0), top) * UNIT)
                for each in (value, value - Z * error, value + Z * error)
            ),
            n,
        ]
        for code, value, error, n in zip(codes, values, errors, sizes, strict=True)
    }


def same(one: Any, other: Any) -> bool:
    """Equal but for what the last digit of another machine's arithmetic may change."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, int) and isinstance(other, int):
        return abs(one - other) <= 1
    return bool(one == other)
