"""What happens to panels by the clock: waves of letters, votes counted, the end of the work."""

from __future__ import annotations

from typing import Any

from commonhall.actions.declaration import Action
from commonhall.core import clock
from commonhall.core.refusals import Refused
from commonhall.core.timers import every
from commonhall.decisions.lotteries.models import Lottery
from commonhall.decisions.panels.answer_actions import end_panel, work_is_over
from commonhall.decisions.panels.letter_actions import draw_letters, wave_due
from commonhall.decisions.panels.models import Panel
from commonhall.decisions.panels.recommendation_actions import all_voted, count_recommendation
from commonhall.decisions.panels.spoken_models import Recommendation
from commonhall.people.actors import system

AT_ONCE = 200


@every(120)
def panels_due() -> int:
    """Draw the waves that are due, count the votes that are over, end the work that is; how many."""
    panels, done = Panel.objects.select_related("letters", "draw").order_by("pk"), 0
    drawn = panels.filter(state=Panel.State.INVITING, letters__state=Lottery.State.COMPLETE)
    for panel in drawn[:AT_ONCE]:
        if wave_due(panel) is not None:
            done += _do(draw_letters, panel=panel)
    voting = Recommendation.objects.filter(state=Recommendation.State.VOTING)
    for one in voting.select_related("panel").order_by("pk")[:AT_ONCE]:
        if not one.votes or all_voted(one):
            done += _do(count_recommendation, recommendation=one)
    over = panels.filter(state=Panel.State.WORKING, works_until__lt=clock.today())
    for panel in over[:AT_ONCE]:
        if work_is_over(panel):
            done += _do(end_panel, panel=panel)
    return done


def _do(action: Action[..., Any], **thing: Any) -> bool:
    try:
        action.perform(system(), **thing)
    except Refused as refusal:
        # Another process was quicker; anything else is a fault worth seeing.
        if refusal.code != "wrong-state":
            raise
        return False
    return True
