"""An agreement of a round table is put to the body, in one step, with its words filled in."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from django.utils.translation import gettext_lazy as _

from commonhall.actions import owed
from commonhall.actions.actors import Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.consultations.round_tables import becoming
from commonhall.consultations.round_tables.models import Agreement
from commonhall.decisions.motions.actions import COSTS, NAMES, PLACE, TEXTS, put
from commonhall.decisions.motions.models import Motion
from commonhall.places.models import Unit
from commonhall.ui import languages


@action(
    "decisions.table_agreement",
    by=Kind.OFFICE,
    power="decide-matters",
    remedy=owed.DECISION,
    title=_("Put it to the body"),
    done=_("Agreement of a round table put to the body"),
    concerns=lambda agreement: [becoming.matter_of(agreement)],
    allows=becoming.is_agreed,
)
def table_agreement(
    ctx: Context,
    agreement: Agreement,
    unit: Annotated[
        Unit, replace(PLACE, present=lambda one: becoming.unit_of(one) if one else None)
    ],
    names: Annotated[
        dict[str, str],
        replace(NAMES, present=lambda one: _said(becoming.short(one)) if one else {}),
    ],
    texts: Annotated[
        dict[str, str], replace(TEXTS, present=lambda one: _said(one.text) if one else {})
    ],
    amount: Annotated[int | None, COSTS] = None,
) -> Motion:
    """Ask the body to decide what a round table agreed on. Where the law says so, those concerned must have been asked
    about the matter of the table before; what is not agreed by all cannot be put this way."""
    motion = put(ctx, becoming.matter_of(agreement), unit, names, texts, amount)
    becoming.tie(ctx, agreement, motion, "decided-by")
    return motion


def _said(words: str) -> dict[str, str]:
    """In the hall's first language: nobody said in which the parties wrote."""
    return {languages.own().code: words}


becoming.leads_on(table_agreement)
