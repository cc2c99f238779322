"""Samples of what the agreements of round tables become in the plan and in services."""

from __future__ import annotations

from typing import Any

from commonhall.actions.actors import Actor
from commonhall.actions.models import Link
from commonhall.consultations.round_tables.models import Agreement
from commonhall.core import clock
from commonhall.delivery.functions.request_actions import ask_for_function
from tests.actions.samples import Sample, Wrong, sample, unless
from tests.actions.samples.carriers import ONE, meals, plan
from tests.actions.samples.delivery import item, lamps
from tests.consultations import convened, kit
from tests.kit import Hall


def agreement(hall: Hall, who: Actor) -> Agreement:
    return convened.agreed(convened.invited(hall, who), who, hall.parks)


def tied(made: Any, kind: str) -> bool:
    """Both the agreement and its table lead to it."""
    froms = Link.objects.filter(to_ref=made.ref, kind=kind).values_list("from_ref", flat=True)
    kinds = {ref.partition(":")[0] for ref in froms}
    return {"consultations.agreement", "consultations.roundtable"} <= kinds


@sample("delivery.plan_agreement")
def plan_agreement(hall: Hall) -> Sample:
    goal = item(hall, level="goal", budget=None)
    return Sample(
        hall.chair,
        agreement(hall, kit.organisation(hall)),
        lamps(hall),
        changed=lambda one: (
            (one.state, one.budget) == ("planned", 1000_00) and tied(one, "planned")
        ),
        refused=[unless("not-agreed", state="objected")],
        wrong=[
            Wrong("parent", goal),
            Wrong("budget", -1),
            Wrong("due_on", clock.today(), {"starts": clock.today() + ONE}),
        ],
    )


@sample("delivery.ask_by_agreement")
def ask_by_agreement(hall: Hall) -> Sample:
    who = kit.organisation(hall)
    service = meals(hall)
    given = {"service": service, **plan()}
    return Sample(
        who,
        agreement(hall, who),
        given,
        changed=lambda one: (
            (one.state, one.amount) == ("waiting", 6000_00) and tied(one, "asked-for")
        ),
        refused=[unless("not-agreed", state="objected")],
        wrong=[
            Wrong("amount", -1),
            Wrong("ends", clock.today()),
            Wrong(
                "service",
                service,
                before=lambda: ask_for_function.perform(who, service=service, **plan()),
            ),
        ],
    )
