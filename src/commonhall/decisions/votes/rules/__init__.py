"""The rules votes are counted by: one file of this folder a rule, found by its `RULE`.

A new rule is one new file here; the form that prepares a vote, the count, the comparison with other rules,
the recount and the published file then know it (docs/add-a-voting-rule.md). The methods themselves are in
`commonhall.methods`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, partial
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from django.utils.text import format_lazy

from commonhall.methods.apportionment import counted
from commonhall.methods.ballots import METHODS, count_by
from commonhall.methods.ballots.outcomes import Answer, Elect
from commonhall.methods.budgeting import Election, Outcome

BUDGET, QUESTION = "budget", "question"
APPROVAL, POINTS, RANKED, SCORES = "approval", "points", "ranked", "scores"


@dataclass(frozen=True)
class Rule:
    """A rule of counting.

    code: kept in the record for ever. title: its name, translated. kind: BUDGET or QUESTION. order: place in
    lists; of the rules of one kind the first is shown first. explanation: what it does, to a voter, in three plain
    sentences. forms: of the ballots it counts. several: whether it fills several seats. demands: whether a share of the
    ballots can be demanded of the winner. measure: what is counted at each stage, in words.
    share: for budgets, (election, form of ballot, completion) → which projects win.
    answer: for questions, (points of each answer, ballots, quorum, per cent needed) → order, winners, level,
    missed, as the result keeps them. elect: for questions counted in stages, in pairs or for several seats, in its
    place (see `Elect`). lists: for elections of lists, in its place too: seats shared among them.
    completions: what may become of money left over, the usual one first; () where there is none.
    explains: whether what each loser lacked follows from the rule (`methods.budgeting.explain`).
    recount: (form, completion) → the options of `commonhall count` that recount it.
    """

    code: str
    title: Any
    kind: str
    order: int
    explanation: Any = ""
    share: Callable[[Election, str, str], Outcome] | None = None
    answer: Answer | None = None
    completions: tuple[str, ...] = ()
    explains: bool = False
    recount: Callable[[str, str], str] | None = None
    forms: tuple[str, ...] = (APPROVAL, POINTS, RANKED)
    several: bool = False
    demands: bool = False
    elect: Elect | None = None
    lists: Callable[..., dict[str, Any]] | None = None
    measure: Any = ""

    @property
    def completion(self) -> str:
        """What becomes of money left over where nobody said; "" where there is no such choice."""
        return self.completions[0] if self.completions else ""


def elected_by(method: str, order: int, title: Any, explanation: Any, **given: Any) -> Rule:
    """The rule of a question that `methods.ballots` counts under this name."""
    known = METHODS[method]
    return Rule(
        code=method,
        title=title,
        kind=QUESTION,
        order=order,
        explanation=explanation,
        recount=lambda form, completion: f"--rule {method}",
        forms=(known.form,),
        several=known.several,
        elect=partial(count_by, method),
        **given,
    )


def for_lists(code: str, order: int, title: Any, explanation: Any) -> Rule:
    """The rule that shares seats among lists, by this name in `methods.apportionment`."""
    return Rule(
        code=code,
        title=title,
        kind=QUESTION,
        order=order,
        explanation=explanation,
        recount=lambda form, completion: f"--rule {code}",
        forms=(APPROVAL,),
        several=True,
        demands=True,
        lists=partial(counted, code),
    )


def rules() -> dict[str, Rule]:
    """Every rule by its code, in the order they are offered."""
    return _found(tuple(__path__))


@cache
def _found(folders: tuple[str, ...]) -> dict[str, Rule]:
    names = sorted(one.name for one in iter_modules(folders))
    declared: list[Rule] = [import_module(f"{__name__}.{name}").RULE for name in names]
    declared.sort(key=lambda one: (one.order, one.code))
    return {one.code: one for one in declared}


def of_kind(kind: str) -> list[Rule]:
    """The rules that count this kind of vote."""
    return [one for one in rules().values() if one.kind == kind]


def choices() -> Sequence[tuple[str, Any]]:
    """(code, title) of every rule."""
    return [(one.code, one.title) for one in rules().values()]


def explained() -> Sequence[tuple[str, Any]]:
    """(code, title with its explanation) of every rule for questions and budgets, for whoever chooses one."""
    return [
        (
            one.code,
            format_lazy("{}. {}", one.title, one.explanation) if one.explanation else one.title,
        )
        for one in rules().values()
        if one.lists is None
    ]
