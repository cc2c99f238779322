"""A sample of what a panel's recommendation becomes in the plan."""

from __future__ import annotations

from typing import Any

from commonhall.actions.models import Link
from commonhall.core import clock
from commonhall.decisions.panels.spoken_models import Recommendation
from tests.actions.samples import Sample, Wrong, sample, unless
from tests.actions.samples.carriers import ONE
from tests.actions.samples.delivery import item, lamps
from tests.decisions import panels
from tests.kit import Hall


def adopted(hall: Hall) -> Recommendation:
    panel, members, _sent = panels.seated(hall)
    with panels.working(panel):
        return panels.voted(panels.drafted(panel, members[0]), members)


def tied(made: Any) -> bool:
    """Both the recommendation and its panel lead to it."""
    froms = Link.objects.filter(to_ref=made.ref, kind="planned").values_list("from_ref", flat=True)
    kinds = {ref.partition(":")[0] for ref in froms}
    return {"decisions.recommendation", "decisions.panel"} <= kinds


@sample("delivery.plan_recommendation")
def plan_recommendation(hall: Hall) -> Sample:
    goal = item(hall, level="goal", budget=None)
    return Sample(
        hall.chair,
        adopted(hall),
        lamps(hall),
        changed=lambda one: (one.state, one.budget) == ("planned", 1000_00) and tied(one),
        refused=[unless("not-adopted", state="rejected")],
        wrong=[
            Wrong("parent", goal),
            Wrong("budget", -1),
            Wrong("due_on", clock.today(), {"starts": clock.today() + ONE}),
        ],
    )
