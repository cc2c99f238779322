"""Work of `decide` that may take longer than a page: the chances of a panel."""

from __future__ import annotations

from commonhall.core.jobs import job
from commonhall.core.refusals import Refused
from commonhall.decisions.lotteries import pools
from commonhall.decisions.lotteries.models import Lottery
from commonhall.people.actors import system


@job()
def work_out_chances(lottery: int) -> bool:
    """Find the fairest chances and publish them; harmless to repeat. Solving holds no transaction."""
    from commonhall.decisions.lotteries.draw_actions import publish_chances

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
