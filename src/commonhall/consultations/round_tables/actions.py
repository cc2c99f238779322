"""What may be done at a round table: convene, state positions, propose, assent, commit, keep."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Annotated

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Choice, Pick, PickSeveral, Ref, Words
from commonhall.actions.undoing import by_action
from commonhall.consultations.askings import reports
from commonhall.consultations.conversations.actions import matter_in
from commonhall.consultations.conversations.participation import EVERYBODY
from commonhall.consultations.round_tables.gathering import (
    AGENDA,
    MOST_ITEMS,
    ORGANISATIONS,
    TITLE,
    gather,
)
from commonhall.consultations.round_tables.guests import Guests
from commonhall.consultations.round_tables.models import (
    AgendaItem,
    Agreement,
    Assent,
    Position,
    RoundTable,
)
from commonhall.consultations.round_tables.seats import (
    RIGHT,
    Open,
    party_while,
    seat_at,
    seated,
    touch,
)
from commonhall.consultations.round_tables.settling import settle
from commonhall.core.refusals import BadInput, Refused
from commonhall.law.asking.models import Way
from commonhall.people.bodies.models import Body
from commonhall.people.bodies.queries import active_bodies
from commonhall.people.organisations.models import Organisation
from commonhall.people.residents.models import Person
from commonhall.places.models import Unit
from commonhall.places.queries import units


@action(
    "consultations.convene_table",
    by=Kind.OFFICE,
    power="convene-round-tables",
    undo=by_action("consultations.annul_table"),
    title=_("Convene a round table"),
    done=_("Round table convened"),
)
def convene_table(
    ctx: Context,
    title: Annotated[str, TITLE],
    unit: Annotated[Unit, Pick(_("Place"), rows=units, key="code", place=True)],
    agenda: Annotated[Sequence[str], AGENDA],
    text: Annotated[str, Words(_("What it is about"), most=4000, long=True)] = "",
    bodies: Annotated[
        Sequence[Body],
        PickSeveral(
            _("Public bodies"),
            _("Your own body always has a seat."),
            rows=active_bodies,
            key="code",
        ),
    ] = (),
    organisations: Annotated[Sequence[Organisation], ORGANISATIONS] = (),
    residents: Annotated[
        Sequence[tuple[Person, str]],
        Guests(
            _("Residents"),
            _(
                "One per line: the e-mail address of somebody with an account, a comma, and who they speak for. Only the second part is shown."
            ),
            most=4000,
        ),
    ] = (),
    about: Annotated[str, Ref(_("Which matter it is about"))] = "",
) -> RoundTable:
    """Invite parties of more than one kind to agree on a matter. The convening body has a seat."""
    if not organisations and not residents:
        raise BadInput(
            "organisations",
            _(
                "Invite at least one organisation or resident. A body cannot hold a round table alone."
            ),
        )
    matter_in(about, unit)
    table = RoundTable(
        title=title,
        text=text,
        about=about,
        unit=unit,
        body_id=ctx.actor.body_id,
        at=ctx.occurred_at,
    )
    return gather(ctx, table, agenda, bodies, organisations, residents)


def _at_table(actor: Actor, table: RoundTable) -> None:
    seated(table, actor)


def _at_item(actor: Actor, item: AgendaItem) -> None:
    seated(item.table, actor)


def _own_while(*states: str) -> Callable[[Actor, Agreement], None]:
    """The actor's own party made the proposal, and it stands in one of these states."""
    check_party = party_while(*states)

    def check(actor: Actor, agreement: Agreement) -> None:
        check_party(actor, agreement)
        if seated(agreement.item.table, actor).pk != agreement.seat_id:
            raise Refused(
                "state", "not-yours", _("Only the party that proposed it can withdraw it.")
            )

    return check


@action(
    "consultations.add_item",
    by=EVERYBODY,
    right=RIGHT,
    title=_("Add to the agenda"),
    done=_("Agenda of a round table extended"),
    allows=_at_table,
)
def add_item(
    ctx: Context,
    table: RoundTable,
    title: Annotated[
        str, Words(_("What to talk about"), most=200, empty=_("Enter what to talk about."))
    ],
) -> AgendaItem:
    """Any party may bring a matter to the table."""
    count = table.items.count()
    if count >= MOST_ITEMS:
        raise BadInput("title", _("The agenda is full. You cannot add more."))
    return ctx.save(AgendaItem(table=table, place=count + 1, title=title))


@action(
    "consultations.take_position",
    by=EVERYBODY,
    right=RIGHT,
    title=_("State our position"),
    done=_("Position stated at a round table"),
    allows=_at_item,
)
def take_position(
    ctx: Context,
    item: AgendaItem,
    text: Annotated[
        str, Words(_("In your own words"), most=2000, long=True, empty=_("Enter a position."))
    ],
) -> Position:
    """State what your party holds. A new position replaces it; the earlier words stay on the record."""
    seat = seat_at(ctx, item.table)
    touch(ctx, item.table)
    known: Position | None = Position.objects.filter(item=item, seat=seat).first()
    if known is not None:
        known.text = text
        known.at = ctx.occurred_at
        return ctx.save(known)
    return ctx.save(Position(item=item, seat=seat, text=text, at=ctx.occurred_at))


@action(
    "consultations.propose",
    by=EVERYBODY,
    right=RIGHT,
    title=_("Propose an agreement"),
    done=_("Agreement proposed at a round table"),
    allows=_at_item,
)
def propose(
    ctx: Context,
    item: AgendaItem,
    text: Annotated[
        str, Words(_("In your own words"), most=2000, long=True, empty=_("Enter a proposal."))
    ],
) -> Agreement:
    """Propose words all parties could agree to. The party that proposes them agrees to them."""
    seat = seat_at(ctx, item.table)
    touch(ctx, item.table)
    made = ctx.save(Agreement(item=item, seat=seat, text=text, at=ctx.occurred_at))
    ctx.save(Assent(agreement=made, seat=seat, verdict="assent", at=ctx.occurred_at))
    return made


@action(
    "consultations.assent",
    by=EVERYBODY,
    right=RIGHT,
    title=_("Agree or object"),
    done=_("A party responded to a proposed agreement"),
    allows=party_while(Agreement.State.PROPOSED, Agreement.State.OBJECTED),
)
def assent(
    ctx: Context,
    agreement: Agreement,
    verdict: Annotated[
        str,
        Choice(
            _("Our response"), choices=Assent.Verdict.choices, empty=_("Choose agree or object.")
        ),
    ],
    text: Annotated[str, Words(_("Why"), most=1000, long=True)] = "",
) -> Assent:
    """Assent or object for one's party. It is agreed when every party has assented, never before."""
    if verdict == Assent.Verdict.OBJECT and not text:
        raise BadInput("text", _("Enter why you object."))
    table = agreement.item.table
    seat = seat_at(ctx, table)
    touch(ctx, table)
    known = Assent.objects.filter(agreement=agreement, seat=seat).first()
    row = known or Assent(agreement=agreement, seat=seat)
    row.verdict = verdict
    row.text = text
    row.at = ctx.occurred_at
    row = ctx.save(row)
    settle(ctx, agreement)
    ctx.note(verdict=verdict, agreed=agreement.state == Agreement.State.AGREED)
    return row


@action(
    "consultations.withdraw_proposal",
    by=EVERYBODY,
    right=RIGHT,
    title=_("Withdraw our proposal"),
    done=_("Proposal at a round table withdrawn"),
    allows=_own_while(Agreement.State.PROPOSED, Agreement.State.OBJECTED),
)
def withdraw_proposal(ctx: Context, agreement: Agreement) -> Agreement:
    """Take back what one's own party proposed, while it is not agreed."""
    touch(ctx, agreement.item.table)
    agreement.state = Agreement.State.WITHDRAWN
    return ctx.save(agreement)


def _convener(actor: Actor, table: RoundTable) -> None:
    if table.organisation_id is not None:
        raise Refused(
            "state", "not-yours", _("Only the organisation that convened it can do this.")
        )
    if table.body_id != actor.body:
        raise Refused("state", "other-body", _("Another body convened this round table."))
    if table.state != Open:
        raise Refused("state", "wrong-state", _("This round table has been concluded."))


@action(
    "consultations.conclude_table",
    by=Kind.OFFICE,
    power="convene-round-tables",
    undo=by_action("consultations.annul_table"),
    title=_("Conclude the round table"),
    done=_("Round table concluded"),
    place=lambda table: table.unit_id,
    allows=_convener,
)
def conclude_table(ctx: Context, table: RoundTable) -> RoundTable:
    """End the talks. What was agreed stands; what was not is shown as it is."""
    table.state = RoundTable.State.CONCLUDED
    reports.publish(ctx, Way.ROUND_TABLE, table, timezone.localdate(table.at), ctx.today)
    return ctx.save(table)
