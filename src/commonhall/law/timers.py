"""Answers the law demands become overdue, and petitions lapse, whether or not somebody looks."""

from __future__ import annotations

from typing import Any

from commonhall.actions.declaration import Action
from commonhall.core import clock
from commonhall.core.refusals import Refused
from commonhall.core.timers import every
from commonhall.law.appeals.models import Appeal
from commonhall.law.challenges.models import Challenge
from commonhall.law.challenges.system_actions import bring_back_challenge
from commonhall.law.demands.actions import mark_overdue
from commonhall.law.recalls.actions import lapse_recall
from commonhall.law.recalls.models import Recall
from commonhall.law.waiting_rules.actions import begin_waiting_rule
from commonhall.law.waiting_rules.models import WaitingRule
from commonhall.people.actors import system


@every(600)
def watch() -> int:
    """Put delays on the record and close petitions whose time is over; how many."""
    today, done = clock.today(), 0
    late = {"due_on__lt": today, "overdue_on": None, "decided_at": None}
    for rows in (Appeal, Challenge, Recall):
        for thing in rows.objects.filter(**late).order_by("pk"):
            done += _do(mark_overdue, thing=thing)
    for challenge in Challenge.objects.filter(review_on__lte=today, brought_back_on=None):
        done += _do(bring_back_challenge, challenge=challenge)
    for petition in Recall.objects.filter(state=Recall.State.OPEN, closes_on__lt=today):
        done += _do(lapse_recall, petition=petition)
    over = {"state": WaitingRule.State.WAITING, "until__lt": today}
    for waiting in WaitingRule.objects.filter(**over).order_by("pk"):
        done += _do(begin_waiting_rule, waiting=waiting)
    return done


def _do(action: Action[..., Any], **arguments: Any) -> bool:
    try:
        action.perform(system(), **arguments)
    except Refused as refusal:
        # Another process was quicker; anything else is a fault worth seeing.
        if refusal.code != "wrong-state":
            raise
        return False
    return True
