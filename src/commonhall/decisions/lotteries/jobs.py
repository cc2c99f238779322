"""Work on lotteries that may take longer than a page: the chances of a panel."""

from __future__ import annotations

from typing import Any

from commonhall.actions.context import Context
from commonhall.actions.subscriptions import on
from commonhall.core.jobs import job
from commonhall.core.refusals import Refused
from commonhall.decisions.lotteries import pools
from commonhall.decisions.lotteries.draw_actions import publish_chances
from commonhall.decisions.lotteries.models import Lottery
from commonhall.people.actors import system


@job()
def work_out_chances(lottery: int) -> bool:
    """Find the fairest chances and publish them; harmless to repeat. Solving holds no transaction."""
    found = Lottery.objects.get(pk=lottery)
    if found.state != Lottery.State.CLOSED:
        return False
    content = pools.chances(found)
    try:
        publish_chances.perform(system(), lottery=found, content=content)
    except Refused as refusal:
        # Another worker was quicker.
        if refusal.code != "wrong-state":
            raise
        return False
    return True


@on("decisions.close_lottery")
def chances_follow(_ctx: Context, lottery: Lottery, _arguments: dict[str, Any]) -> None:
    """Once the list of a panel is frozen, its chances are worked out."""
    if lottery.kind == Lottery.Kind.PANEL:
        work_out_chances.enqueue(lottery.pk)
