"""Who answered of those drawn: what each answer stands for at first, and response rates. Pure functions.

An answer stands for the people of its place over the letters sent there (the design), times the letters over the
answers there: those who answered stand for those who did not (`nonresponse_weights`). Raking goes on from these.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from commonhall.methods.surveys import nonresponse_weights

UNIT = 10_000
# An answer to four fifths of the questions is complete; less is partial (AAPOR, Standard Definitions).
COMPLETE = 0.8
OTHER = "other"
Spec = Mapping[str, Any]


def completed(questions: Sequence[Spec], said: Sequence[Mapping[str, str]]) -> dict[str, int]:
    """How many answered four fifths of the questions or more, and how many fewer."""
    counts = [sum(bool(one.get(question["code"])) for question in questions) for one in said]
    complete = sum(count >= COMPLETE * len(questions) for count in counts)
    return {"complete": complete, "partial": len(said) - complete}


def strata(margins: Sequence[Spec], joint: Sequence[Any], sample: Spec) -> dict[str, Any]:
    """{place: (people, letters, answers)}; places that the tables put together are one here, too."""
    at = next((number for number, one in enumerate(margins) if one["place"]), None)
    answers: Counter[str] = Counter()
    for profile, count in joint:
        answers["" if at is None else profile[at]] += count
    people: Counter[str] = Counter()
    letters: Counter[str] = Counter()
    for one in sample.get("strata", ()):
        place = "" if at is None else one["place"] if one["place"] in answers else OTHER
        people[place] += one["people"]
        letters[place] += one["letters"]
    return {place: (people[place], letters[place], answers[place]) for place in sorted(letters)}


def start(margins: Sequence[Spec], joint: Sequence[Any], sample: Spec | None) -> Any:
    """Of each person who answered, in the order of `joint`: how many residents they stand for before raking.

    None where nobody was drawn, or places are not told apart. Raises `SurveyError`.
    """
    at = next((number for number, one in enumerate(margins) if one["place"]), None)
    if not sample or at is None:
        return None
    found = strata(margins, joint, sample)
    classes, base, responded = [], [], []
    for place, (people, letters, answers) in found.items():
        if answers and letters >= answers:
            classes += [place] * letters
            base += [people / letters] * letters
            responded += [True] * answers + [False] * (letters - answers)
    if sum(responded) != sum(count for _profile, count in joint):
        return None
    adjusted = nonresponse_weights(np.array(responded), classes, np.array(base)).weights
    by_place = {place: weight for place, weight in zip(classes, adjusted, strict=True) if weight}
    return np.array([by_place[profile[at]] for profile, count in joint for _one in range(count)])


def rates(margins: Sequence[Spec], said: Spec, sample: Spec) -> dict[str, Any]:
    """{letters, complete, partial, rr1, strata}: the response rate RR1 (AAPOR) is complete answers over all letters,
    in ten-thousandths. A letter that came back counts as sent. strata: {place: [letters, answers]}."""
    letters = int(sample.get("letters", 0))
    return {
        "letters": letters,
        "complete": said["complete"],
        "partial": said["partial"],
        "rr1": round(said["complete"] * UNIT / letters) if letters else 0,
        "strata": {
            place: [sent, answers]
            for place, (_people, sent, answers) in strata(margins, said["joint"], sample).items()
        },
    }
