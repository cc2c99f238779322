"""A result as pages show it: winners, money by place, what losers lacked, other rules, one ballot."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext

from commonhall.core.money import Money, money_of
from commonhall.decisions.overview import queries as overview_queries
from commonhall.decisions.votes import counting, stages
from commonhall.decisions.votes import queries as vote_queries
from commonhall.decisions.votes.counting import Effect
from commonhall.decisions.votes.models import CastBallot, Election, Option
from commonhall.decisions.votes.rules import rules
from commonhall.places import stills
from commonhall.ui import charts
from commonhall.ui.maps import Still

MOST_BARS = 40


@dataclass(frozen=True)
class Line:
    """One option in a result."""

    option: Option
    votes: int
    won: bool
    lacking: Money | None


@dataclass(frozen=True)
class OtherRule:
    """What another rule would have funded: gained and lost against the result."""

    label: Any
    gained: list[Option]
    lost: list[Option]
    used: bool


@dataclass(frozen=True)
class Shown:
    lines: list[Line]
    spent: Money
    chart: SafeString | None
    places: SafeString | None
    others: list[OtherRule]
    groups: list[tuple[str, int]]
    level: list[Option]
    staged: stages.Shown | None
    lists: bool
    where: Still | None
    faults: list[tuple[Any, int]]


def show(election: Election, options: Sequence[Option]) -> Shown:
    """The result of a counted election for its page."""
    outcome: dict[str, Any] = election.result.outcome
    by_code = {option.code: option for option in options}
    votes = outcome.get("votes", {})
    lacking = outcome.get("lacking", {})
    lines = [
        Line(
            option,
            int(votes.get(option.code, 0)),
            bool(option.won),
            Money(int(lacking[option.code]["lacking"]), election.currency)
            if option.code in lacking
            else None,
        )
        for option in options
        if not option.withdrawn
    ]
    place = {code: at for at, code in enumerate(outcome.get("order", ()))}
    lines.sort(
        key=lambda line: (
            not line.won,
            place.get(line.option.code, 0) if "pairs" in outcome else -line.votes,
            line.option.code,
        )
    )
    return Shown(
        lines,
        Money(int(outcome.get("spent", 0)), election.currency),
        None if "lists" in outcome else _votes_chart(lines),
        _places_chart(outcome, election.currency),
        _others(election, outcome, by_code),
        vote_queries.turnout_by_group(election),
        [by_code[code] for code in outcome.get("level", []) if code in by_code],
        stages.show(election.rule, outcome, by_code),
        "lists" in outcome,
        stills.chosen_by_place([(line.option.unit, line.won) for line in lines]),
        faults_of(election),
    )


def _votes_chart(lines: list[Line]) -> SafeString | None:
    if not lines:
        return None
    bars = [(line.option.name, line.votes) for line in lines[:MOST_BARS]]
    return charts.bar_chart(gettext("Votes"), bars, note=gettext("Number of ballots that name it"))


def _places_chart(outcome: dict[str, Any], currency: str) -> SafeString | None:
    places = {code: int(value) for code, value in outcome.get("by_place", {}).items() if code}
    if not places:
        return None
    names = overview_queries.place_names(list(places))
    bars = [(names.get(code, code), value) for code, value in sorted(places.items())]
    return charts.bar_chart(
        gettext("Money by place"), bars, show=lambda value: str(Money(round(value or 0), currency))
    )


def _others(
    election: Election, outcome: dict[str, Any], by_code: dict[str, Option]
) -> list[OtherRule]:
    won = set(outcome["winners"])
    found = []
    for rule, winners in outcome.get("others", {}).items():
        there = set(winners)
        found.append(
            OtherRule(
                capfirst(rules()[rule].title),
                [by_code[code] for code in sorted(there - won) if code in by_code],
                [by_code[code] for code in sorted(won - there) if code in by_code],
                rule == election.rule,
            )
        )
    return found


@dataclass(frozen=True)
class Found:
    """What was published under a tracker. invalid: what is wrong with ballots that did not count, in words."""

    ballots: list[CastBallot]
    invalid: list[Any]

    def __bool__(self) -> bool:
        return bool(self.ballots or self.invalid)

    @property
    def first(self) -> CastBallot | None:
        return self.ballots[0] if self.ballots else None

    @property
    def several(self) -> bool:
        """Was the tracker given to more than one? Then somebody cheated."""
        return len(self.ballots) + len(self.invalid) > 1


def find(election: Election, tracker: str) -> Found:
    """All that was published under a tracker."""
    result = getattr(election, "result", None)
    invalid = result.invalid if result is not None and tracker else []
    return Found(
        vote_queries.ballots(election, tracker) if tracker else [],
        [
            counting.FAULTS[why]
            for given, _choices, why in invalid
            if given.partition("/")[0] == tracker
        ],
    )


def faults_of(election: Election) -> list[tuple[Any, int]]:
    """Why ballots did not count, with how many, the most frequent first."""
    counts = Counter(why for _tracker, _choices, why in election.result.invalid)
    return [(counting.FAULTS[why], many) for why, many in counts.most_common()]


@dataclass(frozen=True)
class BallotLine:
    option: Option
    effect: Effect
    paid: Money | None


def of_ballot(election: Election, ballot: CastBallot) -> list[BallotLine]:
    """What one published ballot did, choice by choice."""
    by_code = {option.code: option for option in vote_queries.options(election)}
    effects = counting.effects(
        vote_queries.terms(election), election.result.outcome, ballot.choices
    )
    return [
        BallotLine(by_code[one.code], one, money_of(one.paid, election.currency))
        for one in effects
        if one.code in by_code
    ]


@dataclass(frozen=True)
class Step:
    """For whom a ballot counted from one stage to another; None: for nobody any more."""

    first: int
    last: int
    option: Option | None


def way_of(election: Election, ballot: CastBallot) -> list[Step]:
    """For whom a ballot counted, stage by stage, where it counts whole for one at a time."""
    by_code = {option.code: option for option in vote_queries.options(election)}
    way = stages.way_of(election, election.result.outcome, ballot.choices)
    return [Step(first, last, by_code.get(code)) for first, last, code in way]


def command(election: Election) -> str:
    """How a stranger counts the published file again."""
    recount = rules()[election.rule].recount
    if recount is None:
        return ""
    options = recount(election.form, election.completion)
    return f"commonhall count vote-{election.pk}.pb {options}"
