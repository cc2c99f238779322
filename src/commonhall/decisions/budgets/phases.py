"""The phases of a participatory budget: which one a day falls in, what one can do in it, what comes next and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from commonhall.core.refusals import Refused

if TYPE_CHECKING:
    from commonhall.decisions.budgets.models import Budget


class Phase(models.TextChoices):
    SOON = "soon", _("begins soon")
    IDEAS = "ideas", _("propose ideas")
    SUPPORT = "support", _("collect support")
    CHECK = "check", _("cost and feasibility are checked")
    MERGING = "merging", _("authors merge proposals")
    BALLOT = "ballot", _("the ballot is prepared")
    VOTE = "vote", _("vote")
    COUNT = "count", _("ballots are counted")
    RESULT = "result", _("result and delivery")
    OFF = "off", _("called off")


# What can be done in each, for whoever reads its page.
NOW: dict[str, Any] = {
    Phase.SOON: _("Nobody can propose anything yet."),
    Phase.IDEAS: _(
        "Propose a project, or change the one you proposed. Supporting starts afterwards."
    ),
    Phase.SUPPORT: _(
        "Support the proposals you want to see on the ballot. Their texts do not change any more."
    ),
    Phase.CHECK: _(
        "The body checks what each proposal costs and whether it can be done. It gives its reasons."
    ),
    Phase.MERGING: _("Authors can merge admitted proposals. A refusal can be appealed."),
    Phase.BALLOT: _("All admitted proposals go on the ballot. The vote opens afterwards."),
    Phase.VOTE: _(
        "Choose the projects you want. You can change your ballot until the vote closes."
    ),
    Phase.COUNT: _("The tellers open the ballots together, and they are counted."),
    Phase.RESULT: _("What is funded is part of the plan. You can follow it until it is delivered."),
    Phase.OFF: _("This budget was called off."),
}
TONES = {
    Phase.IDEAS: "good",
    Phase.SUPPORT: "good",
    Phase.VOTE: "good",
    Phase.RESULT: "info",
    Phase.OFF: "bad",
}
LABELS: dict[str, Any] = {
    Phase.SOON: _("Begins soon"),
    Phase.IDEAS: _("Ideas"),
    Phase.SUPPORT: _("Support"),
    Phase.CHECK: _("Check"),
    Phase.MERGING: _("Merging"),
    Phase.BALLOT: _("Ballot"),
    Phase.VOTE: _("Vote"),
    Phase.COUNT: _("Count"),
    Phase.RESULT: _("Result"),
}
_OF_VOTE = {
    "draft": Phase.BALLOT,
    "scheduled": Phase.BALLOT,
    "open": Phase.VOTE,
    "closed": Phase.COUNT,
    "opened": Phase.COUNT,
    "counted": Phase.RESULT,
}


def phase_of(budget: Budget, today: date) -> Phase:
    """The phase a day falls in. Once the ballot is drawn, the vote says it; an annulled vote is drawn again."""
    if budget.called_off_on is not None:
        return Phase.OFF
    if budget.election is not None and budget.election.state in _OF_VOTE:
        return _OF_VOTE[budget.election.state]
    if today < budget.opens_on:
        return Phase.SOON
    for last, phase in (
        (budget.ideas_until, Phase.IDEAS),
        (budget.support_until, Phase.SUPPORT),
        (budget.check_until, Phase.CHECK),
    ):
        if today <= last:
            return phase
    return Phase.MERGING if today < budget.ballot_on else Phase.BALLOT


@dataclass(frozen=True)
class Step:
    """A phase with its days. state: done, current or next; late: its days are over and it has not ended."""

    phase: Phase
    label: Any
    starts: date | None
    ends: date | None
    state: str
    late: bool = False


def steps(budget: Budget, today: date) -> list[Step]:
    """All phases in order, for the page; what counting takes has no days."""
    day = timedelta(days=1)
    rows: list[tuple[Phase, date | None, date | None]] = [
        (Phase.IDEAS, budget.opens_on, budget.ideas_until),
        (Phase.SUPPORT, budget.ideas_until + day, budget.support_until),
        (Phase.CHECK, budget.support_until + day, budget.check_until),
        (Phase.MERGING, budget.check_until + day, budget.ballot_on - day),
        (Phase.BALLOT, budget.ballot_on, budget.votes_from - day),
        (Phase.VOTE, *_voting(budget)),
        (Phase.RESULT, None, None),
    ]
    rows = [one for one in rows if one[1] is None or one[2] is None or one[1] <= one[2]]
    now = budget.phase(today)
    place = list(Phase).index(now)
    found = []
    for phase, starts, ends in rows:
        at = list(Phase).index(phase)
        state = "current" if phase == now else "done" if at < place else "next"
        if now is Phase.OFF:
            state = "next"
        late = state == "current" and ends is not None and today > ends
        found.append(Step(phase, LABELS[phase], starts, ends, state, late))
    return found


def _voting(budget: Budget) -> tuple[date, date]:
    """The days of the vote: as it was opened, else as the budget said."""
    vote = budget.election
    if vote is not None and vote.opens_at and vote.closes_at:
        return vote.opens_at.date(), vote.closes_at.date()
    return budget.votes_from, budget.votes_until


def require(budget: Budget, *wanted: Phase, today: date) -> None:
    """Raises `Refused` outside these phases; says when they are."""
    now = budget.phase(today)
    if now in wanted:
        return
    early = list(Phase).index(now) < min(list(Phase).index(one) for one in wanted)
    raise Refused(
        "state",
        "too-early" if early else "too-late",
        _("It is too early for this. The budget now is in this phase: %(phase)s.")
        % {"phase": now.label}
        if early
        else _("It is too late for this. The budget now is in this phase: %(phase)s.")
        % {"phase": now.label},
    )
