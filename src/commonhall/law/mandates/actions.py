"""What may be done with mandates: lend power to a body for a term, take it back."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commonhall.actions import exemptions
from commonhall.actions.actors import Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Choice, Day, Pick
from commonhall.actions.undoing import put_back
from commonhall.core.refusals import BadInput
from commonhall.law import queries
from commonhall.law.inputs import STARTS
from commonhall.law.instruments import grounds
from commonhall.law.instruments.models import Provision
from commonhall.law.mandates.models import Mandate
from commonhall.people.bodies.models import Body
from commonhall.people.bodies.queries import active_bodies
from commonhall.ui.text import local_date

GIVE = "give-mandates"
# In how many days a recall that residents asked for takes effect, where no provision says so.
SOON = 30
# What the residents elected is entered as their result; what the law sets up stands in the charter.
GIVEN = [(Mandate.Origin.COUNCIL.value, Mandate.Origin.COUNCIL.label)]


def unit_of(mandate: Mandate) -> int:
    """Where the body holds the power that was lent to it."""
    return mandate.body.unit_id


def runs_already(body: Body, starts: date, ends: date) -> None:
    """A body has one mandate at a time. Raises BadInput."""
    others = Mandate.objects.filter(body=body, starts__lte=ends).filter(
        Q(ends=None) | Q(ends__gte=starts)
    )
    held = others.filter(Q(recalled_on=None) | Q(recalled_on__gt=starts)).order_by("-ends").first()
    if held is not None:
        last = local_date(held.ends) if held.ends else "∞"
        raise BadInput(
            "starts", _("This body has a mandate until %(day)s. Enter a later day.") % {"day": last}
        )


@action(
    "law.give_mandate",
    by=Kind.OFFICE,
    power=GIVE,
    undo=put_back,
    title=_("Give a mandate"),
    done=_("Mandate given"),
    allows=grounds.may_lend,
    second_factor=True,
)
def give_mandate(
    ctx: Context,
    provision: Provision,
    body: Annotated[
        Body, Pick(_("Which body receives it"), rows=active_bodies, key="code", place=True)
    ],
    origin: Annotated[str, Choice(_("Given by"), choices=GIVEN)],
    starts: Annotated[date, STARTS],
    ends: Annotated[date, Day(_("Last day in force"))],
) -> Mandate:
    """Lend power to a body for a term."""
    if ends < starts:
        raise BadInput("ends", _("Enter a last day after the first day."))
    grounds.within_provision(ctx, provision, starts, ends)
    grounds.within_longest(ctx, starts, ends)
    runs_already(body, starts, ends)
    return ctx.save(
        Mandate(provision=provision, body=body, origin=origin, starts=starts, ends=ends)
    )


def _soon_where_asked_for(ctx: Context, mandate: Mandate, on: date) -> None:
    """A recall for which residents sign is no recall on the mandate's last day. Raises BadInput."""
    if not mandate.recalls.filter(state__in=("open", "reached")).exists():
        return
    last = queries.due_day("answer-recall", ctx.today) or ctx.today + timedelta(days=SOON)
    if on > last:
        raise BadInput(
            "on",
            _("Residents signed for this recall. Enter %(day)s or an earlier day.")
            % {"day": local_date(last)},
        )


@action(
    "law.recall_mandate",
    by=Kind.OFFICE,
    power=GIVE,
    any_body=exemptions.LENT,
    undo=put_back,
    title=_("Recall a mandate"),
    done=_("Mandate recalled"),
    place=unit_of,
    second_factor=True,
)
def recall_mandate(
    ctx: Context,
    mandate: Mandate,
    on: Annotated[date, Day(_("First day without the mandate"))],
) -> Mandate:
    """From `on` the body no longer holds the power lent to it."""
    grounds.not_past(ctx, "on", on)
    if not mandate.starts <= on <= (mandate.ends or on):
        raise BadInput("on", _("Enter a day within the mandate."))
    _soon_where_asked_for(ctx, mandate, on)
    mandate.recalled_on = on
    return ctx.save(mandate)
