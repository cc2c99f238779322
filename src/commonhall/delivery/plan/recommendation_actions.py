"""A recommendation of a panel becomes part of the plan, in one step, with its words filled in."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Annotated

from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.undoing import put_back
from commonhall.decisions.panels import becoming
from commonhall.decisions.panels.answer_actions import adopted, matter_of, said
from commonhall.decisions.panels.spoken_models import Recommendation
from commonhall.delivery import money, raised
from commonhall.delivery.plan.actions import adopt_item
from commonhall.delivery.plan.models import Item
from commonhall.people.bodies.models import Body
from commonhall.people.organisations.models import Organisation
from commonhall.places.models import Unit

# The same is asked as of whoever adds to the plan without a recommendation.
_ASKED = {name: asked.input for name, asked in adopt_item.inputs.items()}


@action(
    "delivery.plan_recommendation",
    by=Kind.OFFICE,
    power="set-plans",
    undo=put_back,
    title=_("Take it into the plan"),
    done=_("Recommendation of a panel taken into the plan"),
    allows=adopted,
    so_far=money.planned_before,
    so_far_since=raised.by_further_parts,
    second_factor=True,
)
def plan_recommendation(
    ctx: Context,
    recommendation: Recommendation,
    level: Annotated[str, _ASKED["level"]],
    names: Annotated[
        dict[str, str],
        replace(_ASKED["names"], present=lambda one: said(one.title[:160]) if one else {}),
    ],
    unit: Annotated[
        Unit, replace(_ASKED["unit"], present=lambda one: one.panel.unit_id if one else None)
    ],
    body: Annotated[
        Body, replace(_ASKED["body"], present=lambda one: one.panel.body_id if one else None)
    ],
    texts: Annotated[
        dict[str, str] | None,
        replace(_ASKED["texts"], present=lambda one: said(one.text) if one else {}),
    ] = None,
    parent: Annotated[Item | None, _ASKED["parent"]] = None,
    budget: Annotated[int | None, _ASKED["budget"]] = None,
    starts: Annotated[date | None, _ASKED["starts"]] = None,
    due_on: Annotated[date | None, _ASKED["due_on"]] = None,
    organisation: Annotated[Organisation | None, _ASKED["organisation"]] = None,
    about: Annotated[str, replace(_ASKED["about"], present=matter_of)] = "",
) -> Item:
    """Plan what a panel recommends: who answers for it, the money and the promised day."""
    item = ctx.perform(
        adopt_item,
        level=level,
        names=names,
        unit=unit,
        body=body,
        texts=texts,
        parent=parent,
        budget=budget,
        starts=starts,
        due_on=due_on,
        organisation=organisation,
        about=about,
    )
    ctx.link(recommendation, item, "planned")
    ctx.link(recommendation.panel, item, "planned")
    return item


becoming.leads_on(plan_recommendation)
