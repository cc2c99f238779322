"""What changed from one wave of a survey to the next, as pure functions of two published results.

Waves are separate samples: nobody is asked twice on purpose, and no answer can be tied to one of before. All p values
of two waves are held honest together (Holm), so that among many questions chance alone is rarely called a change.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from commonhall.consultations.surveys.counting import UNIT
from commonhall.methods.surveys import Change, Estimate, change, holm

# Below this a change is called one (adjusted for all questions).
LEVEL = 0.05
Spec = Mapping[str, Any]


@dataclass(frozen=True)
class Changed:
    """One question, and of a choice one answer: before, after, and what lies between. p: adjusted for all of them."""

    question: str
    answer: str
    kind: str
    before: float
    after: float
    value: float
    low: float
    high: float
    p: float

    @property
    def clear(self) -> bool:
        return self.p < LEVEL


def between(
    earlier: tuple[Sequence[Spec], Spec], later: tuple[Sequence[Spec], Spec]
) -> list[Changed]:
    """Of each question asked in the same words in both: earlier, later are (questions, estimates)."""
    known = {one["code"]: one for one in earlier[0]}
    found: list[tuple[Spec, str, Estimate, Estimate, Change]] = []
    for question in later[0]:
        before = known.get(question["code"])
        if before is None or not _same(before, question):
            continue
        said = [whole["questions"][question["code"]] for whole in (earlier[1], later[1])]
        for answer in said[1]["shares"]:
            if answer in said[0]["shares"]:
                first, second = (_estimate(one, answer) for one in said)
                moved = change(first, second, share=question["kind"] != "scale")
                found.append((question, answer, first, second, moved))
    chances = holm([one[4].p for one in found])
    return [
        Changed(
            question["code"],
            answer,
            question["kind"],
            first.value,
            second.value,
            moved.value,
            moved.low,
            moved.high,
            p,
        )
        for (question, answer, first, second, moved), p in zip(found, chances, strict=True)
    ]


def _same(one: Spec, other: Spec) -> bool:
    """The same kind, words and answers: only then do two waves compare."""
    return all(one[name] == other[name] for name in ("kind", "names", "options"))


def _estimate(said: Spec, answer: str) -> Estimate:
    value, low, high = (each / UNIT for each in said["shares"][answer])
    return Estimate(value, low, high, said["n"], said["effective"] / UNIT, 0.95)
