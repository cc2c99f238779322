"""When a body may conclude a vote: the quorum is there, and everybody had the time to vote."""

from __future__ import annotations

from datetime import datetime

from django.utils import formats
from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Actor
from commonhall.core import clock
from commonhall.core.refusals import Refused
from commonhall.decisions.motions import majorities, queries, standing_votes
from commonhall.decisions.motions.majorities import Count, Rule
from commonhall.decisions.motions.models import Motion


def before_own_body(actor: Actor, motion: Motion) -> None:
    """Raise `Refused` unless the motion waits before the actor's own body."""
    if motion.body_id != actor.body:
        raise Refused("state", "other-body", _("Another body decides this."))
    if motion.state != Motion.State.OPEN:
        raise Refused("state", "wrong-state", _("This has already been decided."))


def alone(motion: Motion) -> None:
    """Raise `Refused` while the motion is one of several that members put in order first."""
    among = motion.among
    if among is not None and among.state == "open":
        raise Refused(
            "state",
            "alternatives-first",
            _("This is one of several decisions. Members put them in order first: “%(name)s”.")
            % {"name": among.name},
        )


def may_conclude(
    motion: Motion, count: Count, rule: Rule, since: datetime, days: int | None = None
) -> bool:
    """As `check_count`, as an answer."""
    try:
        check_count(motion, count, rule, since, days)
    except Refused:
        return False
    return True


def check_count(
    motion: Motion, count: Count, rule: Rule, since: datetime, days: int | None = None
) -> None:
    """Raise `Refused` while too few have voted, or those who have not still may. since: when it could be voted on."""
    if not majorities.has_quorum(count, rule.quorum):
        needed = majorities.needed_votes(count, rule.quorum)
        raise Refused(
            "state",
            "no-quorum",
            _("Not enough members have voted: %(voted)d of the %(needed)d needed.")
            % {"voted": count.voted, "needed": needed},
            rule.provision,
        )
    until = queries.votes_until(motion, since, days)
    if count.voted < count.may and until is not None:
        raise Refused(
            "state",
            "still-voting",
            _("Members may vote until %(day)s, unless all have voted or a sitting closes it.")
            % {"day": formats.date_format(until, "DATE_FORMAT")},
        )


def open_to_amendments(motion: Motion) -> None:
    """Raise `Refused` once its words are closed: else one member could put amendments for ever, and nothing be decided.

    They close once most members have voted on them, but never before the days to vote are over, or the sitting that
    decides it is open. Each change that the body adopts opens them anew.
    """
    if queries.votes_until(motion, motion.worded_at or motion.tabled_at) is not None:
        return
    voted = standing_votes.on(motion).count()
    if 2 * voted > len(queries.filled(motion.body_id, clock.today())):
        raise Refused(
            "state",
            "most-voted",
            _("Most members have voted on these words. They can no longer be amended."),
        )


def ready(motion: Motion) -> bool:
    """May the motion be concluded now, as far as votes and amendments go?"""
    if motion.among is not None and motion.among.state == "open":
        return False
    if motion.state != Motion.State.OPEN or motion.amendments.filter(state="open").exists():
        return False
    rule = queries.rule_of(motion)
    count = queries.count(motion, rule, queries.sitting(motion))
    return may_conclude(motion, count, rule, motion.worded_at or motion.tabled_at)
