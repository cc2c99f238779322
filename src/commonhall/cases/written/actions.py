"""A case written without an account becomes one when its writer confirms it from their letter."""

from __future__ import annotations

from typing import Annotated, Any

from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Internal
from commonhall.cases.cases.actions import raise_case
from commonhall.cases.cases.models import Case

RIGHT = "raise-cases-by-letter"


@action(
    "cases.confirm_written_case",
    by=Kind.PERSON,
    right=RIGHT,
    title=_("Confirm a case written without an account"),
    done=_("Case confirmed that was written without an account"),
    no_door="done from the link in a letter alone, on the page of cases.raise_case without an account",
    notifies=False,
)
def confirm_written_case(ctx: Context, given: Annotated[dict[str, Any], Internal()]) -> Case:
    """Raise it as the person who reads mail at the address; they are signed in nowhere."""
    case = ctx.perform(raise_case, **given)
    ctx.subject = case.ref
    return case
