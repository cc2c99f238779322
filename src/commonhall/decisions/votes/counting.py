"""From ballots to a result, and from a result to what one ballot did: pure, so that anybody can recount.

The same functions serve the count, the recount page and the offline check; they see published data only.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext_lazy as _

from commonhall.decisions.votes.rules import BUDGET, equal_shares, of_kind, rules
from commonhall.methods import budgeting
from commonhall.methods.ballots import outcomes

SMALLEST_GROUP = 5


@dataclass(frozen=True)
class OptionRow:
    """An option as the count sees it; cost in minor units."""

    code: str
    cost: int | None
    place: str = ""
    category: str = ""


@dataclass(frozen=True)
class Terms:
    """How is counted. budget in minor units; most, most_per_place, quorum, threshold, seats, preference as in `Election`.

    preferred: codes in the order that was drawn for ties; empty: their text order.

    digits: how many decimals the currency has. Rules count in its main unit: one more unit of money for
    everybody (Add1) is one euro or yuan, not one cent or fen.
    """

    kind: str
    form: str
    rule: str
    completion: str = ""
    budget: int | None = None
    most: int = 0
    quorum: int = 0
    threshold: int = 0
    digits: int = 2
    most_per_place: int = 0
    within_budget: bool = False
    seats: int = 1
    preferred: tuple[str, ...] = ()
    preference: int = 0

    @property
    def minor(self) -> int:
        """Minor units in one main unit."""
        return int(10**self.digits)


Choices = Sequence[Sequence[Any]]


#: What can be wrong with a ballot by the terms of its vote, in words.
FAULTS = {
    "unknown": _("It names something that is not on the ballot, or something twice."),
    "over-budget": _("What it names costs more than the money."),
    "per-place": _("It names too many options of one district."),
    "points": _("It gives more points than there are, or none to an option it names."),
    "scores": _("It gives a score that is too high, or none."),
    "too-many": _("It names too many options."),
    "ranks": _("It gives a rank twice, or leaves one out."),
    "marks": _("It gives an option more than one vote."),
}


def valid(choices: Choices, terms: Terms, options: Mapping[str, OptionRow]) -> bool:
    """Is this a ballot by the election's terms? An empty one is (it is nobody's support).

    options: those on the ballot, by their codes; one without a place is not limited by place.
    """
    return not fault(choices, terms, options)


def fault(choices: Choices, terms: Terms, options: Mapping[str, OptionRow]) -> str:
    """What is wrong with a ballot, a key of `FAULTS`; "" for a valid one. static/decisions/seal.js judges the same."""
    named = [code for code, _points in choices]
    if len(set(named)) < len(named) or not set(named) <= options.keys():
        return "unknown"
    cost = sum(options[code].cost or 0 for code in named)
    if terms.within_budget and terms.budget is not None and cost > terms.budget:
        return "over-budget"
    if terms.most_per_place:
        there = Counter(options[code].place for code in named if options[code].place)
        if any(number > terms.most_per_place for number in there.values()):
            return "per-place"
    return _fault_of_values([value for _code, value in choices], terms)


def _fault_of_values(points: Sequence[int], terms: Terms) -> str:
    if terms.form == "points":
        good = all(value > 0 for value in points) and (not terms.most or sum(points) <= terms.most)
        return "" if good else "points"
    if terms.form == "scores":
        return "" if all(0 < value <= terms.most for value in points) else "scores"
    if terms.most and len(points) > terms.most:
        return "too-many"
    if terms.form == "ranked":
        return "" if sorted(points) == list(range(1, len(points) + 1)) else "ranks"
    return "" if all(value == 1 for value in points) else "marks"


def scores(choices: Choices, form: str) -> dict[str, int]:
    """Choices as scores: ranks become Borda scores, as in Pabulib's ordinal ballots."""
    if form == "ranked":
        return {code: len(choices) - rank + 1 for code, rank in choices}
    return dict(choices)  # type: ignore[arg-type]


def count(terms: Terms, options: Sequence[OptionRow], ballots: Sequence[Choices]) -> dict[str, Any]:
    """The result, as canonical JSON takes it (numbers that are not whole are texts)."""
    if terms.kind == "budget":
        return _count_budget(terms, options, ballots)
    codes = [one.code for one in options]
    return _count_question(terms, codes, [given(terms, choices) for choices in ballots])


def _count_question(
    terms: Terms, codes: Sequence[str], ballots: Sequence[Mapping[str, int]]
) -> dict[str, Any]:
    rule = rules()[terms.rule]
    needed: dict[str, Any] = {
        "quorum": terms.quorum,
        "threshold": terms.threshold,
        "preferred": terms.preferred,
    }
    if rule.lists is not None:
        return rule.lists(codes, ballots, seats=terms.seats, preference=terms.preference, **needed)
    if rule.elect is not None:
        return outcomes.elected(
            rule.elect, codes, ballots, form=terms.form, seats=terms.seats, **needed
        )
    assert rule.answer is not None
    return outcomes.answered(rule.answer, codes, ballots, **needed)


def given(terms: Terms, choices: Choices) -> dict[str, int]:
    """What a ballot gave to each of its choices, as the rule takes it."""
    staged = terms.kind == "question" and rules()[terms.rule].elect is not None
    return dict(choices) if staged else scores(choices, terms.form)  # type: ignore[arg-type]


# --- budgets --------------------------------------------------------------------------------------
def election_of(
    terms: Terms, options: Sequence[OptionRow], ballots: Sequence[Choices]
) -> budgeting.Election:
    """The budgeting election behind an election."""
    projects = [
        budgeting.Project(
            option.code, Fraction(option.cost or 0, terms.minor), category=option.category
        )
        for option in options
    ]
    return budgeting.election_from_ballots(
        projects,
        [scores(choices, terms.form) for choices in ballots],
        Fraction(terms.budget or 0, terms.minor),
    )


def run_rule(
    election: budgeting.Election, rule: str, completion: str, form: str
) -> budgeting.Outcome:
    """Count a budget by the rule of this code."""
    share = rules()[rule].share
    assert share is not None
    return share(election, form, completion)


def _count_budget(
    terms: Terms, options: Sequence[OptionRow], ballots: Sequence[Choices]
) -> dict[str, Any]:
    election = election_of(terms, options, ballots)
    outcome = run_rule(election, terms.rule, terms.completion, terms.form)
    lacking = {}
    if rules()[terms.rule].explains:
        satisfaction = equal_shares.satisfaction(terms.form)
        for item in budgeting.explain(election, outcome, satisfaction):
            if not item.won:
                lacking[item.project] = {
                    "left": str(_whole(item.supporters_left * terms.minor)),
                    "lacking": str(_whole(item.lacking * terms.minor)),
                }
    won = set(outcome.winners)
    return {
        "rule": outcome.rule,
        "budget": str(_whole(outcome.budget * terms.minor)),
        "spent": str(_whole(outcome.spent * terms.minor)),
        "endowment": None if outcome.endowment is None else str(outcome.endowment * terms.minor),
        "winners": list(outcome.winners),
        "rounds": [
            {
                "project": item.project,
                "cost": str(_whole(item.cost * terms.minor)),
                "step": item.step,
                "key": str(item.key),
                "tied": list(item.tied),
            }
            for item in outcome.rounds
        ],
        "votes": {project.id: election.votes(at) for at, project in enumerate(election.projects)},
        "lacking": lacking,
        "others": other_rules(election, terms.form),
        "by_place": money_by(options, won, "place"),
        "by_category": money_by(options, won, "category"),
    }


def other_rules(election: budgeting.Election, form: str) -> dict[str, list[str]]:
    """What each rule would have funded, for comparison."""
    return {
        rule.code: list(run_rule(election, rule.code, "", form).winners) for rule in of_kind(BUDGET)
    }


def money_by(options: Sequence[OptionRow], won: set[str], what: str) -> dict[str, str]:
    """Money of the winners by their "place" or "category", minor units as text."""
    return _sums((getattr(one, what), one.cost or 0) for one in options if one.code in won)


def _sums(pairs: Iterable[tuple[str, int]]) -> dict[str, str]:
    total: Counter[str] = Counter()
    for name, amount in pairs:
        total[name] += amount
    return {name: str(total[name]) for name in sorted(total)}


def _whole(value: Fraction) -> int:
    """Minor units; a fraction of one is rounded down."""
    return int(value // 1)


# --- one ballot -----------------------------------------------------------------------------------
@dataclass(frozen=True)
class Effect:
    """What one ballot did for one of its choices. paid: minor units of its share (rounded)."""

    code: str
    points: int
    won: bool
    paid: int | None


def effects(terms: Terms, outcome: Mapping[str, Any], choices: Choices) -> list[Effect]:
    """What a ballot did: under Equal Shares, which part of whose cost its share of the money paid.

    Replays the purchases: a supporter of a bought project paid its price per unit of satisfaction times
    what the project is worth to them, or all they had left.
    """
    gave = given(terms, choices)
    won = set(outcome.get("winners", []))
    paid: dict[str, int | None] = dict.fromkeys(gave, None)
    if terms.kind == "budget" and outcome.get("endowment"):
        left = Fraction(outcome["endowment"])
        for item in outcome["rounds"]:
            code = item["project"]
            if code not in gave or item["step"] != "equal shares":
                continue
            worth = Fraction(item["cost"]) * (1 if terms.form == "approval" else gave[code])
            part = min(left, Fraction(item["key"]) * worth)
            left -= part
            paid[code] = round(part)
    return [Effect(code, points, code in won, paid[code]) for code, points in sorted(gave.items())]


# --- who took part ----------------------------------------------------------------------------------
def turnout_by(groups: Mapping[str, int]) -> list[list[Any]]:
    """How many took part by group, so that no class is smaller than five: neither one shown, nor what is left of all.

    groups: group → how many; "" is who belongs to none. Gives [[group, how many], …]. Groups below five are left out;
    as their sum follows from the total, the smallest others go with them until it has five, too.
    """
    shown = sorted(
        (many, group) for group, many in groups.items() if group and many >= SMALLEST_GROUP
    )
    left = sum(groups.values()) - sum(many for many, _group in shown)
    while shown and 0 < left < SMALLEST_GROUP:
        left += shown.pop(0)[0]
    return [[group, many] for group, many in sorted((group, many) for many, group in shown)]


def too_small(total: int, shown: Sequence[Sequence[Any]]) -> bool:
    """Is a class of a published table, or what is left of the total, so small that it could tell of somebody?"""
    if not shown:
        return False
    left = total - sum(int(many) for _group, many in shown)
    return left < 0 or 0 < left < SMALLEST_GROUP or any(many < SMALLEST_GROUP for _g, many in shown)
