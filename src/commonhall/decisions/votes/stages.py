"""How a question counted in stages or in pairs came to its result, as its page shows it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Protocol

from django.utils.safestring import SafeString
from django.utils.translation import gettext

from commonhall.decisions.votes.models import Election
from commonhall.decisions.votes.rules import rules
from commonhall.ui import charts, text

# Drawn one by one; the table holds all.
MOST_DRAWN = 12


class Called(Protocol):
    """What is counted: an option of a vote, a decision of a body, a theme."""

    @property
    def name(self) -> str: ...


Options = Mapping[str, Called]


@dataclass(frozen=True)
class Stage:
    """One stage: who had how much, and what followed. moved: (to whom, how much)."""

    number: int
    chart: SafeString | None
    elected: list[Called]
    out: list[Called]
    moved: list[tuple[Called, str]]
    exhausted: str
    quota: str


@dataclass(frozen=True)
class Tie:
    """Options that were level where one had to be chosen. out: the one chosen goes, else it is preferred."""

    level: str
    chosen: Called
    out: bool


@dataclass(frozen=True)
class Row:
    """An option in a table: of its votes stage by stage, or of its pairs. Each cell: (words, whether it stands out)."""

    option: Called
    cells: list[tuple[str, bool]]


@dataclass(frozen=True)
class Shown:
    """empty: seats that nobody fills. beats_all: who wins every pair, if there are pairs and somebody does."""

    stages: list[Stage]
    table: list[Row]
    pairs: list[Row]
    heads: list[Called]
    beats_all: Called | None
    ties: list[Tie]
    measure: Any
    empty: int


def show(rule: str, outcome: Mapping[str, Any], options: Options) -> Shown | None:
    """None where votes were only added up."""
    if "pairs" not in outcome:
        return None
    rounds = outcome["rounds"]
    heads = [options[code] for code in sorted(outcome["votes"])] if outcome["pairs"] else []
    return Shown(
        [
            _stage(number, row, options, rules()[rule].measure)
            for number, row in enumerate(rounds, 1)
        ],
        _table(rounds, outcome["order"], options) if len(rounds) > 1 else [],
        _pairs(outcome["pairs"], heads),
        heads,
        _beats_all(outcome["pairs"], heads),
        [
            Tie(_named(one["level"], options), options[one["chosen"]], one["out"])
            for one in outcome["ties"]
        ],
        rules()[rule].measure,
        0 if outcome["missed"] else outcome["seats"] - len(outcome["winners"]),
    )


def explanation_of(rule: str) -> Any:
    """What a rule does, to a voter."""
    return rules()[rule].explanation


def figure(value: str) -> str:
    """A number of the result, at most two decimals."""
    exact = Fraction(value)
    return text.number(exact.numerator if exact.denominator == 1 else float(exact))


def _named(codes: Iterable[str], options: Options) -> str:
    return text.listed(options[code].name for code in codes)


def _stage(number: int, row: Mapping[str, Any], options: Options, measure: Any) -> Stage:
    tallies = sorted(row["tallies"].items(), key=lambda pair: -Fraction(pair[1]))
    bars = [(options[code].name, float(Fraction(value))) for code, value in tallies]
    title = gettext("Stage %(number)d") % {"number": number}
    chart = charts.bar_chart(title, bars, note=measure)
    return Stage(
        number,
        chart if number <= MOST_DRAWN else None,
        [options[code] for code in row["elected"]],
        [options[code] for code in row["out"]],
        [(options[code], figure(value)) for code, value in row["moved"].items()],
        figure(row["exhausted"]) if row["exhausted"] != "0" else "",
        figure(row["quota"]) if row["quota"] else "",
    )


def _table(
    rounds: Sequence[Mapping[str, Any]], order: Sequence[str], options: Options
) -> list[Row]:
    rows = []
    for code in order:
        cells = []
        for row in rounds:
            value = row["tallies"].get(code)
            cells.append((figure(value) if value else "–", code in row["elected"]))
        rows.append(Row(options[code], cells))
    return rows


def _pairs(wins: Sequence[Sequence[int]], heads: Sequence[Called]) -> list[Row]:
    return [
        Row(
            option,
            [
                ("–", False)
                if at == other
                else (f"{text.number(wins[at][other])} : {text.number(wins[other][at])}", won)
                for other in range(len(heads))
                for won in [wins[at][other] > wins[other][at]]
            ],
        )
        for at, option in enumerate(heads)
    ]


def _beats_all(wins: Sequence[Sequence[int]], heads: Sequence[Called]) -> Called | None:
    for at, option in enumerate(heads):
        if all(wins[at][one] > wins[one][at] for one in range(len(heads)) if one != at):
            return option
    return None


# --- one ballot -----------------------------------------------------------------------------------
def way_of(
    election: Election, outcome: Mapping[str, Any], choices: Sequence[Sequence[Any]]
) -> list[tuple[int, int, str]]:
    """For whom a ballot counted in a run-off: (first stage, last stage, code; "" for nobody any more). [] elsewhere.

    Under a single transferable vote a ballot counts for several at once, in parts; the stages say for whom.
    """
    if election.rule != "irv":
        return []
    order = [code for code, _rank in sorted(choices, key=lambda one: int(one[1]))]
    found: list[tuple[int, int, str]] = []
    for number, row in enumerate(outcome["rounds"], 1):
        code = next((one for one in order if one in row["tallies"]), "")
        if found and found[-1][2] == code:
            found[-1] = (found[-1][0], number, code)
        else:
            found.append((number, number, code))
    return found
