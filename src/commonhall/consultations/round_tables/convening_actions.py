"""Round tables that an organisation convenes, or that enough residents called for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Pick, Ref, Words
from commonhall.actions.undoing import by_action
from commonhall.consultations.conversations.actions import matter_in
from commonhall.consultations.initiatives import answer_actions, kinds
from commonhall.consultations.initiatives.models import Initiative, Promoter
from commonhall.consultations.round_tables.gathering import (
    AGENDA,
    BODIES,
    ORGANISATIONS,
    TITLE,
    gather,
)
from commonhall.consultations.round_tables.models import RoundTable
from commonhall.consultations.round_tables.seats import Open
from commonhall.core.refusals import BadInput, Refused
from commonhall.people.bodies.models import Body
from commonhall.people.bodies.queries import active_bodies
from commonhall.people.organisations.models import Organisation
from commonhall.places.models import Unit
from commonhall.places.queries import units

CONVENE = "convene-tables"


# --- by an organisation ---------------------------------------------------------------------------
@action(
    "consultations.invite_to_table",
    by=Kind.ORGANISATION,
    right=CONVENE,
    title=_("Convene a round table as an organisation"),
    done=_("Round table convened by an organisation"),
    limit="consultations.begin_initiative",
)
def invite_to_table(
    ctx: Context,
    title: Annotated[str, TITLE],
    unit: Annotated[Unit, Pick(_("Place"), rows=units, key="code")],
    body: Annotated[
        Body,
        Pick(
            _("Public body you ask to come"),
            _("It answers by the day that the law gives, and may decline with its reasons."),
            rows=active_bodies,
            key="code",
            empty=_("Choose the public body you ask to come."),
        ),
    ],
    agenda: Annotated[Sequence[str], AGENDA],
    text: Annotated[str, Words(_("What it is about"), most=4000, long=True)] = "",
    bodies: Annotated[Sequence[Body], BODIES] = (),
    organisations: Annotated[Sequence[Organisation], ORGANISATIONS] = (),
    about: Annotated[str, Ref(_("Which matter it is about"))] = "",
) -> RoundTable:
    """Invite a public body and others to agree on a matter. All parties are equal. It does not count as asking residents
    before a decision: only a body can do that."""
    matter_in(about, unit)
    table = RoundTable(
        title=title,
        text=text,
        about=about,
        unit=unit,
        body=body,
        organisation_id=ctx.actor.organisation,
        at=ctx.occurred_at,
    )
    return gather(ctx, table, agenda, bodies, organisations)


def _own(actor: Actor, table: RoundTable) -> None:
    if table.organisation_id is None or table.organisation_id != actor.organisation:
        raise Refused(
            "state", "not-yours", _("Only the organisation that convened it can do this.")
        )
    if table.state != Open:
        raise Refused("state", "wrong-state", _("This round table has been concluded."))


@action(
    "consultations.end_table",
    by=Kind.ORGANISATION,
    right=CONVENE,
    title=_("Conclude our round table"),
    done=_("Round table concluded by the organisation that convened it"),
    allows=_own,
)
def end_table(ctx: Context, table: RoundTable) -> RoundTable:
    """End the talks you convened. What was agreed stands; what was not is shown as it is."""
    table.state = RoundTable.State.CONCLUDED
    return ctx.save(table)


# --- because residents called for it --------------------------------------------------------------
def _called_for(actor: Actor, initiative: Initiative) -> None:
    if initiative.kind != kinds.Kind.TABLE:
        raise Refused("state", "wrong-state", _("This does not call for a round table."))
    answer_actions.owes(actor, initiative)
    if initiative.is_hidden:
        raise Refused("state", "hidden", _("This initiative is hidden by moderation."))


def _title(initiative: Initiative | None) -> str:
    return initiative.title if initiative is not None else ""


@action(
    "consultations.convene_demanded",
    by=Kind.OFFICE,
    power=kinds.CONVENES,
    undo=by_action("consultations.annul_table"),
    title=_("Convene the round table"),
    done=_("Round table convened that residents called for"),
    place=lambda initiative: initiative.unit_id,
    allows=_called_for,
)
def convene_demanded(
    ctx: Context,
    initiative: Initiative,
    title: Annotated[str, Words(TITLE.label, most=160, empty=TITLE.empty, present=_title)],
    agenda: Annotated[Sequence[str], AGENDA],
    text: Annotated[
        str,
        Words(
            _("What it is about"),
            most=4000,
            long=True,
            present=lambda initiative: initiative.text[:4000] if initiative else "",
        ),
    ] = "",
    bodies: Annotated[Sequence[Body], BODIES] = (),
    organisations: Annotated[Sequence[Organisation], ORGANISATIONS] = (),
) -> RoundTable:
    """Enough residents called for a round table. Those who stand behind the call are invited with the others."""
    behind = Promoter.objects.filter(initiative=initiative, left_on=None).exclude(accepted_on=None)
    rows = list(behind.select_related("person", "organisation").order_by("-first", "pk"))
    guests = [(one.person, one.name) for one in rows if one.person is not None]
    callers = [one.organisation for one in rows if one.organisation is not None]
    invited = [*organisations, *(one for one in callers if one.state == "recognised")]
    if not guests and not invited:
        raise BadInput(
            "organisations",
            _("Nobody stands behind the call any more. Invite at least one organisation."),
        )
    table = RoundTable(
        title=title,
        text=text,
        about=initiative.about or initiative.ref,
        unit=initiative.unit,
        body_id=ctx.actor.body_id,
        demand=initiative,
        at=ctx.occurred_at,
    )
    gather(ctx, table, agenda, bodies, invited, guests)
    words = gettext("The round table is convened.")
    answer_actions.give(ctx, initiative, kinds.Outcome.ASKING, words, table.ref)
    if initiative.about:
        ctx.link(initiative, table, "talked-about")
    ctx.subject = table.ref
    return table
