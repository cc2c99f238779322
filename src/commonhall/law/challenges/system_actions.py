"""What the System does with challenges: enough support brings one before the council; its review brings it back."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.core import clock
from commonhall.core.refusals import Refused
from commonhall.law import queries
from commonhall.law.agenda import agenda
from commonhall.law.challenges.models import Challenge
from commonhall.law.demands.reasons import due
from commonhall.people.bodies.models import Body

MATTER = "challenge-rule"
State = Challenge.State


def needed(body: Body) -> int | None:
    """How many must support a challenge so that it comes before the council; None: no provision says so."""
    day = clock.today()
    found = queries.threshold(MATTER, day)
    if found is None:
        return None
    people = queries.residents(body.unit, day).values("person").distinct().count()
    return max(found.least, -(-found.per_cent * people // 100))


def is_supported(challenge: Challenge) -> bool:
    return challenge.needed is not None and challenge.signatures.count() >= challenge.needed


def _is_reached(_actor: Actor, challenge: Challenge) -> None:
    waits = challenge.state == State.OPEN and challenge.supported_on is None
    if not waits or not is_supported(challenge):
        raise Refused(
            "state",
            "wrong-state",
            _("There is not enough support yet, or the number was reached before."),
        )


@action(
    "law.oblige_challenge",
    by=Kind.SYSTEM,
    power="watch-deadlines",
    title=_("Put a challenge on the council's agenda"),
    done=_("Enough support: the challenge goes to the council"),
    allows=_is_reached,
)
def oblige_challenge(ctx: Context, challenge: Challenge) -> Challenge:
    """So many residents support it that the council must take it up, by a day."""
    day = due(ctx, "answer-supported-challenge") or challenge.due_on
    if challenge.due_on is not None and day is not None:
        day = min(day, challenge.due_on)
    challenge.supported_on, challenge.due_on = ctx.today, day
    ctx.note(signatures=challenge.signatures.count(), needed=challenge.needed)
    council = agenda.council(ctx.today)
    if council is not None:
        agenda.bring(ctx, challenge, council, day)
    return ctx.save(challenge)


def _is_due_again(_actor: Actor, challenge: Challenge) -> None:
    day = challenge.review_on
    if challenge.brought_back_on is not None or day is None or day > clock.today():
        raise Refused("state", "wrong-state", _("No review of this rule is due."))


@action(
    "law.bring_back_challenge",
    by=Kind.SYSTEM,
    power="watch-deadlines",
    title=_("Bring up a kept rule for review"),
    done=_("A rule kept after a challenge is due for review"),
    allows=_is_due_again,
)
def bring_back_challenge(ctx: Context, challenge: Challenge) -> Challenge:
    """The day of the review has come: the rule is on the agenda of the body that kept it."""
    challenge.brought_back_on = ctx.today
    agenda.bring(ctx, challenge.provision, challenge.body, due(ctx, "answer-challenge"))
    return ctx.save(challenge)
