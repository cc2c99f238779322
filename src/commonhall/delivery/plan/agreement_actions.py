"""An agreement of a round table becomes part of the plan, in one step, with its words filled in."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Annotated

from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.undoing import put_back
from commonhall.consultations.round_tables import becoming
from commonhall.consultations.round_tables.models import Agreement
from commonhall.delivery import money, raised
from commonhall.delivery.plan.actions import adopt_item
from commonhall.delivery.plan.models import Item
from commonhall.people.bodies.models import Body
from commonhall.people.organisations.models import Organisation
from commonhall.places.models import Unit
from commonhall.ui import languages

# The same is asked as of whoever adds to the plan without an agreement.
_ASKED = {name: asked.input for name, asked in adopt_item.inputs.items()}


def _said(words: str) -> dict[str, str]:
    return {languages.own().code: words}


@action(
    "delivery.plan_agreement",
    by=Kind.OFFICE,
    power="set-plans",
    undo=put_back,
    title=_("Take it into the plan"),
    done=_("Agreement of a round table taken into the plan"),
    allows=becoming.is_agreed,
    so_far=money.planned_before,
    so_far_since=raised.by_further_parts,
    second_factor=True,
)
def plan_agreement(
    ctx: Context,
    agreement: Agreement,
    level: Annotated[str, _ASKED["level"]],
    names: Annotated[
        dict[str, str],
        replace(_ASKED["names"], present=lambda one: _said(becoming.short(one)) if one else {}),
    ],
    unit: Annotated[
        Unit, replace(_ASKED["unit"], present=lambda one: becoming.unit_of(one) if one else None)
    ],
    body: Annotated[
        Body,
        replace(
            _ASKED["body"], present=lambda one: becoming.table_of(one).body_id if one else None
        ),
    ],
    texts: Annotated[
        dict[str, str] | None,
        replace(_ASKED["texts"], present=lambda one: _said(one.text) if one else {}),
    ] = None,
    parent: Annotated[Item | None, _ASKED["parent"]] = None,
    budget: Annotated[int | None, _ASKED["budget"]] = None,
    starts: Annotated[date | None, _ASKED["starts"]] = None,
    due_on: Annotated[date | None, _ASKED["due_on"]] = None,
    organisation: Annotated[Organisation | None, _ASKED["organisation"]] = None,
    about: Annotated[str, replace(_ASKED["about"], present=becoming.matter_of)] = "",
) -> Item:
    """Plan what a round table agreed on: who answers for it, the money and the promised day."""
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
    becoming.tie(ctx, agreement, item, "planned")
    return item


becoming.leads_on(plan_agreement)
