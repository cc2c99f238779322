"""Themes are counted on the day after residents could choose."""

from __future__ import annotations

from commonhall.core import clock
from commonhall.core.refusals import Refused
from commonhall.core.timers import every
from commonhall.decisions.themes.actions import close_themes
from commonhall.decisions.themes.models import ThemeRound
from commonhall.people.actors import system


@every(3600)
def count_themes() -> int:
    """Count every round that is over; how many."""
    done = 0
    over = ThemeRound.objects.filter(
        state=ThemeRound.State.OPEN, rank_until__lt=clock.today()
    ).order_by("pk")
    for round_ in over:
        try:
            close_themes.perform(system(), round_)
            done += 1
        except Refused as refusal:
            # Another process was quicker; anything else is a fault worth seeing.
            if refusal.code != "wrong-state":
                raise
    return done
