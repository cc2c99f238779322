"""Disputes by the clock: days that ran out, the question after six months, words whose day has come."""

from __future__ import annotations

from contextlib import suppress

from django.db.models import Q

from commonhall.core import clock
from commonhall.core.timers import every
from commonhall.disputes.disputes import letters
from commonhall.disputes.disputes.actions import destroy_words, go_on_without
from commonhall.disputes.disputes.models import Dispute
from commonhall.disputes.mediation.settling_actions import ASKED_FOR, close_follow_up
from commonhall.disputes.sealing import keys
from commonhall.people.actors import system

State = Dispute.State


@every(3600)
def watch_disputes() -> int:
    """Go on where the days ran out; how many disputes."""
    day = clock.today()
    late = Q(state=State.INVITED, answer_by__lt=day) | Q(state=State.CHOOSING, choose_by__lt=day)
    done = 0
    for one in Dispute.objects.filter(late).order_by("pk"):
        # Without the key no lot can be prepared; the others go on, and the doctor says that it is missing.
        with suppress(keys.KeyMissing):
            go_on_without.perform(system(), one)
            done += 1
    over = Dispute.objects.filter(state=State.AGREED, follow_up_on__lt=day - ASKED_FOR)
    for one in over.order_by("pk"):
        close_follow_up.perform(system(), one)
        done += 1
    old = Dispute.objects.filter(words_until__lt=day, destroyed_on=None).exclude(state=State.AGREED)
    for one in old.order_by("pk"):
        destroy_words.perform(system(), one)
        done += 1
    return done


@every(86400)
def ask_whether_it_held() -> int:
    """Write to both sides on the day of the question; how many disputes."""
    rows = Dispute.objects.filter(state=State.AGREED, follow_up_on=clock.today())
    for one in rows.order_by("pk"):
        letters.news(one)
    return len(rows)
