"""From answers to coarsened tables, and from these to estimates, as pure functions.

What is published are the tables; the estimates follow from them alone, so that `commonhall verify` derives
them again. Answers to different questions are never published together, and weights are put in classes of
at least ten people, so that no table leads to a person. A group is told only where what is left over is told of
nobody or of ten people, too: nothing follows by subtracting. All figures are whole numbers in ten-thousandths.

Where a survey was drawn, answers first stand for all who got a letter in their place (`response.start`).
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from commonhall.consultations.surveys import response
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
    sample: Spec | None = None,
) -> dict[str, Any]:
    """rows: (features, answers). Who took part by features; answers by class of weight, by place and by group.
    sample: who got a letter, where the survey was drawn (see models.Survey)."""
    merged = [_merged(margin, [features for features, _said in rows]) for margin in margins]
    profiles = [
        tuple(
            one[features.get(margin["feature"], "")]
            for one, margin in zip(merged, margins, strict=True)
        )
        for features, _said in rows
    ]
    joint = sorted(Counter(profiles).items())
    weighed = weigh(margins, [[list(profile), count] for profile, count in joint], sample)
    weights = dict(zip([profile for profile, _n in joint], weighed["weights"], strict=True))
    classes = _classes(weights, profiles)
    groups = _groups(margins, weights, profiles)
    place = next((one["feature"] for one in margins if one["place"]), "")
    found = {}
    for question in questions:
        by_class: dict[int, Counter[str]] = {}
        by_place: dict[str, Counter[str]] = {}
        given = []
        for (features, said), profile in zip(rows, profiles, strict=True):
            value = said.get(question["code"], "")
            if value:
                given.append((profile, value))
                by_class.setdefault(classes[profile], Counter())[value] += 1
                by_place.setdefault(features.get(place, ""), Counter())[value] += 1
        sizes = {code: one.total() for code, one in by_place.items()}
        told = _told(sizes)
        found[question["code"]] = {
            "classes": {str(number): dict(one) for number, one in sorted(by_class.items())},
            "places": {code: dict(one) for code, one in sorted(by_place.items()) if code in told},
            "groups": _in_groups(groups, given),
        }
    return {
        "took_part": len(rows),
        "joint": [[list(profile), count] for profile, count in joint],
        "classes": [[list(profile), classes[profile]] for profile, _count in joint],
        "groups": {
            feature: {
                value: [[list(profile), number] for profile, number in sorted(one.items())]
                for value, one in values.items()
            }
            for _at, feature, values in groups
        },
        "questions": found,
        **response.completed(questions, [said for _features, said in rows]),
    }


# A margin's place in the profile, its feature, and of each group the class of weight of its profiles.
Group = tuple[int, str, dict[str, dict[tuple[str, ...], int]]]


def _groups(
    margins: Sequence[Spec],
    weights: Mapping[tuple[str, ...], int],
    profiles: Sequence[tuple[str, ...]],
) -> list[Group]:
    """Groups of ten people or more by each margin but the place, with classes of weight of their own."""
    found = []
    for at, margin in enumerate(margins):
        if margin["place"]:
            continue
        told = _told(Counter(profile[at] for profile in profiles))
        values = {}
        for value in sorted(told):
            inside = [profile for profile in profiles if profile[at] == value]
            own = {profile: weights[profile] for profile in inside}
            values[value] = _classes(own, inside)
        found.append((at, margin["feature"], values))
    return found


def _in_groups(groups: Sequence[Group], given: Sequence[tuple[tuple[str, ...], str]]) -> Any:
    """Answers to one question by group and class of weight; given: (profile, answer)."""
    found: dict[str, Any] = {}
    for at, feature, values in groups:
        # Groups that are not told at all belong to what is left over.
        told = _told(Counter(_known(values, profile[at]) for profile, _value in given))
        counts: dict[str, dict[str, Counter[str]]] = {value: {} for value in sorted(told)}
        for profile, value in given:
            if profile[at] in told:
                number = str(values[profile[at]][profile])
                counts[profile[at]].setdefault(number, Counter())[value] += 1
        found[feature] = {
            value: {number: dict(one) for number, one in sorted(by.items())}
            for value, by in counts.items()
        }
    return found


def _known(values: Mapping[str, Any], value: str) -> str:
    return value if value in values else ""


def _told(sizes: Mapping[str, int]) -> set[str]:
    """Groups of ten or more. If what is left over is fewer than ten, the smallest of these is left out with it."""
    told = {value for value, count in sizes.items() if value and count >= LEAST}
    left = sum(count for value, count in sizes.items() if value not in told)
    while told and 0 < left < LEAST:
        smallest = min(told, key=lambda value: (sizes[value], value))
        told.discard(smallest)
        left += sizes[smallest]
    return told


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
def weigh(
    margins: Sequence[Spec], joint: Sequence[Any], sample: Spec | None = None
) -> dict[str, Any]:
    """Weights by profile (raking to the margins), whether they meet them, and what they cost.

    sample: of a survey that was drawn, raking begins with what each answer stands for (`response.start`)."""
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
        base = response.start(margins, joint, sample)
        found = rake(answered, targets, base, limits=LIMITS)
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
    questions: Sequence[Spec],
    margins: Sequence[Spec],
    said: Mapping[str, Any],
    sample: Spec | None = None,
) -> dict[str, Any]:
    """All that is claimed about everybody, from the published tables alone."""
    weighed = weigh(margins, said["joint"], sample)
    profiles = [tuple(profile) for profile, _count in said["joint"]]
    counts = {tuple(profile): count for profile, count in said["joint"]}
    weights = dict(zip(profiles, weighed["weights"], strict=True))
    means = _class_weights(said["classes"], weights, counts)
    grouped = {
        feature: {value: _class_weights(one, weights, counts) for value, one in values.items()}
        for feature, values in said["groups"].items()
    }
    found = {
        "converged": weighed["converged"],
        "effect": weighed["effect"],
        "effective": round(said["took_part"] * UNIT / max(weighed["effect"], 1)),
        "questions": {
            question["code"]: _question(
                question, said["questions"][question["code"]], means, grouped
            )
            for question in questions
        },
    }
    if sample:
        found["response"] = response.rates(margins, said, sample)
    return found


def _class_weights(
    classes: Sequence[Any],
    weights: Mapping[tuple[str, ...], int],
    counts: Mapping[tuple[str, ...], int],
) -> dict[str, float]:
    """The mean weight of each class; classes: [[profile, number of its class]]."""
    total: Counter[str] = Counter()
    people: Counter[str] = Counter()
    for said, number in classes:
        profile = tuple(said)
        total[str(number)] += weights[profile] * counts[profile]
        people[str(number)] += counts[profile]
    return {number: total[number] / people[number] / UNIT for number in total}


def _question(
    question: Spec, said: Mapping[str, Any], means: Mapping[str, float], grouped: Mapping[str, Any]
) -> dict[str, Any]:
    whole = _shares(question, said["classes"], means)
    if whole["n"] < LEAST:
        return {"n": whole["n"], "suppressed": True, "shares": {}, "places": {}, "groups": {}}
    groups = {
        feature: {
            value: _shares(question, counts, grouped[feature][value])
            for value, counts in values.items()
        }
        for feature, values in said["groups"].items()
    }
    found = {**whole, "suppressed": False, "places": {}, "groups": groups}
    if question["kind"] != "choice":
        x, w = _spread_out(said["classes"], means)
        spread = float(np.average((x - np.average(x, weights=w)) ** 2, weights=w))
        top = 10.0 if question["kind"] == "scale" else 1.0
        found["places"] = _places(said["places"], spread, top)
    return found


def _answers(classes: Mapping[str, Mapping[str, int]], means: Mapping[str, float]) -> Any:
    """Every answer with the weight of its class."""
    values: list[str] = []
    weights: list[float] = []
    for number, counts in sorted(classes.items()):
        for value, count in sorted(counts.items()):
            values += [value] * count
            weights += [means[number]] * count
    return values, np.array(weights)


def _spread_out(classes: Mapping[str, Any], means: Mapping[str, float]) -> tuple[Any, Any]:
    values, weights = _answers(classes, means)
    return np.array([_number(value) for value in values]), weights


def _shares(question: Spec, classes: Mapping[str, Any], means: Mapping[str, float]) -> Any:
    """{n, shares, raw, effective}: shares weighted, with intervals; raw as counted; effective: how many answers of
    a simple sample say as much, in ten-thousandths."""
    values, w = _answers(classes, means)
    n = len(values)
    if n < LEAST:
        return {"n": n, "shares": {}, "raw": {}, "effective": 0}
    if question["kind"] == "choice":
        options = [one["value"] for one in question["options"]]
        chosen = {one: np.array([value == one for value in values], float) for one in options}
        found = {one: proportion(x, w) for one, x in chosen.items()}
        effective = next(iter(found.values())).effective
        return {
            "n": n,
            "shares": {one: _whole(said) for one, said in found.items()},
            "raw": {one: round(float(x.mean()) * UNIT) for one, x in chosen.items()},
            "effective": round(effective * UNIT),
        }
    x = np.array([_number(value) for value in values])
    whole = mean(x, w) if question["kind"] == "scale" else proportion(x, w)
    return {
        "n": n,
        "shares": {"": _whole(whole, question)},
        "raw": {"": round(float(x.mean()) * UNIT)},
        "effective": round(whole.effective * UNIT),
    }


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
