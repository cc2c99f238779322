"""What may be done at a round table: convene, state positions, propose, assent, commit, keep."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Annotated

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Choice, Day, Lines, Pick, PickSeveral, Ref, Words
from commonhall.actions.undoing import by_action
from commonhall.consultations.askings import reports
from commonhall.consultations.conversations.actions import matter_in, read_list
from commonhall.consultations.conversations.participation import EVERYBODY
from commonhall.consultations.round_tables import search
from commonhall.consultations.round_tables.guests import Guests
from commonhall.consultations.round_tables.models import (
    AgendaItem,
    Agreement,
    Assent,
    Commitment,
    Position,
    RoundTable,
    Seat,
)
from commonhall.consultations.speakers import Speaker
from commonhall.core.refusals import BadInput, Refused
from commonhall.law.asking.models import Way
from commonhall.law.promises import ledger
from commonhall.people.bodies.models import Body
from commonhall.people.bodies.queries import active_bodies
from commonhall.people.organisations.models import Organisation
from commonhall.people.residents.models import Person
from commonhall.places.models import Unit
from commonhall.places.queries import units

MOST_SEATS, MOST_ITEMS = 40, 60
RIGHT = "take-part-in-conversations"
Open = RoundTable.State.OPEN
_NO_AGENDA = _("Write what is to be talked about, one thing a line.")


def with_standing() -> QuerySet[Organisation]:
    """Organisations that may be invited."""
    return Organisation.objects.filter(state=Organisation.State.RECOGNISED).order_by("pk")


def seat_of(table: RoundTable, actor: Actor) -> Seat | None:
    """The seat the actor speaks from: their body's, their organisation's or their own."""
    rows = Seat.objects.filter(table=table, left_at=None).select_related("body", "organisation")
    if actor.kind is Kind.OFFICE:
        return rows.filter(body_id=actor.body_id).first()
    if actor.kind is Kind.ORGANISATION:
        return rows.filter(organisation_id=actor.organisation).first()
    return rows.filter(person_id=actor.person_id).first() if actor.person else None


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
    title: Annotated[str, Words(_("Title"), most=160, empty=_("Give the round table a name."))],
    unit: Annotated[Unit, Pick(_("Place"), rows=units, key="code", place=True)],
    agenda: Annotated[
        Sequence[str],
        Lines(_("Agenda"), _("One thing a line."), read=read_list, empty=_NO_AGENDA),
    ],
    text: Annotated[str, Words(_("What it is about"), most=4000, long=True)] = "",
    bodies: Annotated[
        Sequence[Body],
        PickSeveral(
            _("Public bodies"), _("Yours has a seat in any case."), rows=active_bodies, key="code"
        ),
    ] = (),
    organisations: Annotated[
        Sequence[Organisation],
        PickSeveral(_("Organisations with standing"), rows=with_standing),
    ] = (),
    residents: Annotated[
        Sequence[tuple[Person, str]],
        Guests(
            _("Residents"),
            _(
                "One a line: the e-mail address of somebody with an account, a comma, for whom they "
                "speak. Only the latter is shown."
            ),
            most=4000,
        ),
    ] = (),
    about: Annotated[str, Ref(_("About which matter"))] = "",
) -> RoundTable:
    """Invite parties of more than one kind to agree on a matter. The convening body has a seat."""
    items = [one.strip() for one in agenda if one.strip()]
    if not 0 < len(items) <= MOST_ITEMS:
        raise BadInput("agenda", _NO_AGENDA)
    if not organisations and not residents:
        raise BadInput(
            "organisations",
            _("Invite at least one organisation or resident: a body alone is none."),
        )
    if any(one.state != Organisation.State.RECOGNISED for one in organisations):
        raise BadInput("organisations", _("Invite organisations that have standing."))
    matter_in(about, unit)
    table = ctx.save(
        RoundTable(
            title=title,
            text=text,
            about=about,
            unit=unit,
            body_id=ctx.actor.body_id,
            at=ctx.occurred_at,
        )
    )
    seated = {ctx.actor.body_id, *(one.pk for one in bodies)}
    seats = [Seat(table=table, speaker=Speaker.OFFICIAL, body_id=pk) for pk in sorted(seated)]
    seats += [
        Seat(table=table, speaker=Speaker.ORGANISATION, organisation=one) for one in organisations
    ]
    seats += [
        Seat(table=table, speaker=Speaker.RESIDENT, person=one, label=label.strip()[:120])
        for one, label in residents
    ]
    if len(seats) > MOST_SEATS:
        raise BadInput("bodies", _("At most 40 parties can sit at one table."))
    for seat in seats:
        ctx.save(seat)
        if seat.person_id and seat.person and seat.person.account_id:
            ctx.follow(table, seat.person.account_id)
    for place, words in enumerate(items, 1):
        ctx.save(AgendaItem(table=table, place=place, title=words[:200]))
    if about:
        ctx.link(about, table, "talked-about")
    search.index_table(table)
    ctx.subject = table.ref
    ctx.note(unit=unit.code, parties=len(seats))
    return table


def _seated(table: RoundTable, actor: Actor, concluded: bool = False) -> Seat:
    if table.state != Open and not concluded:
        raise Refused("state", "over", _("This round table is concluded."))
    seat = seat_of(table, actor)
    if seat is None:
        raise Refused(
            "state", "no-seat", _("Only the parties at the table can do this, each for itself.")
        )
    return seat


def _at_table(actor: Actor, table: RoundTable) -> None:
    _seated(table, actor)


def _at_item(actor: Actor, item: AgendaItem) -> None:
    _seated(item.table, actor)


def _party_while(*states: str) -> Callable[[Actor, Agreement], None]:
    """The actor has a seat, and the proposal stands in one of these states."""

    def check(actor: Actor, agreement: Agreement) -> None:
        _seated(agreement.item.table, actor)
        if agreement.state not in states:
            raise Refused(
                "state", "wrong-state", _("The proposal's present state does not allow this.")
            )

    return check


def _own_while(*states: str) -> Callable[[Actor, Agreement], None]:
    """The actor's own party made the proposal, and it stands in one of these states."""
    party_while = _party_while(*states)

    def check(actor: Actor, agreement: Agreement) -> None:
        party_while(actor, agreement)
        if _seated(agreement.item.table, actor).pk != agreement.seat_id:
            raise Refused(
                "state", "not-yours", _("Only the party that proposed it can withdraw it.")
            )

    return check


def _seat(ctx: Context, table: RoundTable) -> Seat:
    found = seat_of(table, ctx.actor)
    assert found is not None  # the guard has seen to it
    return found


def _touch(ctx: Context, table: RoundTable) -> None:
    ctx.subject = table.ref
    ctx.follow(table, ctx.actor.account)


@action(
    "consultations.add_item",
    by=EVERYBODY,
    right=RIGHT,
    title=_("Put something on the agenda"),
    done=_("Agenda of a round table extended"),
    allows=_at_table,
)
def add_item(
    ctx: Context,
    table: RoundTable,
    title: Annotated[
        str, Words(_("What to talk about"), most=200, empty=_("Say what to talk about."))
    ],
) -> AgendaItem:
    """Any party may bring a matter to the table."""
    count = table.items.count()
    if count >= MOST_ITEMS:
        raise BadInput("title", _("The agenda is full."))
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
        str, Words(_("In your words"), most=2000, long=True, empty=_("A position needs words."))
    ],
) -> Position:
    """State what your party holds. A new position replaces it; the earlier words stay on the record."""
    seat = _seat(ctx, item.table)
    _touch(ctx, item.table)
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
        str, Words(_("In your words"), most=2000, long=True, empty=_("A proposal needs words."))
    ],
) -> Agreement:
    """Propose words all parties could agree to. The party that proposes them agrees to them."""
    seat = _seat(ctx, item.table)
    _touch(ctx, item.table)
    made = ctx.save(Agreement(item=item, seat=seat, text=text, at=ctx.occurred_at))
    ctx.save(Assent(agreement=made, seat=seat, verdict="assent", at=ctx.occurred_at))
    return made


@action(
    "consultations.assent",
    by=EVERYBODY,
    right=RIGHT,
    title=_("Assent or object"),
    done=_("A party spoke on a proposed agreement"),
    allows=_party_while(Agreement.State.PROPOSED, Agreement.State.OBJECTED),
)
def assent(
    ctx: Context,
    agreement: Agreement,
    verdict: Annotated[
        str, Choice(_("Our word"), choices=Assent.Verdict.choices, empty=_("Assent or object."))
    ],
    text: Annotated[str, Words(_("Why"), most=1000, long=True)] = "",
) -> Assent:
    """Assent or object for one's party. It is agreed when every party has assented, never before."""
    if verdict == Assent.Verdict.OBJECT and not text:
        raise BadInput("text", _("Say what stands against it."))
    table = agreement.item.table
    seat = _seat(ctx, table)
    _touch(ctx, table)
    known = Assent.objects.filter(agreement=agreement, seat=seat).first()
    row = known or Assent(agreement=agreement, seat=seat)
    row.verdict = verdict
    row.text = text
    row.at = ctx.occurred_at
    row = ctx.save(row)
    said = dict(Assent.objects.filter(agreement=agreement).values_list("seat_id", "verdict"))
    parties = Seat.objects.filter(table=table, left_at=None).values_list("pk", flat=True)
    if "object" in said.values():
        agreement.state = Agreement.State.OBJECTED
        ctx.save(agreement)
    elif all(said.get(pk) == "assent" for pk in parties):
        agreement.state = Agreement.State.AGREED
        agreement.agreed_at = ctx.occurred_at
        ctx.save(agreement)
        if table.about:
            ctx.link(table.about, table, "agreed-on")
        for commitment in agreement.commitments.filter(state=Commitment.State.PENDING):
            _promise(ctx, commitment, table)
    else:
        agreement.state = Agreement.State.PROPOSED
        ctx.save(agreement)
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
    _touch(ctx, agreement.item.table)
    agreement.state = Agreement.State.WITHDRAWN
    return ctx.save(agreement)


@action(
    "consultations.commit",
    by=EVERYBODY,
    right=RIGHT,
    title=_("Commit ourselves"),
    done=_("A party committed itself at a round table"),
    allows=_party_while(Agreement.State.PROPOSED, Agreement.State.AGREED),
)
def commit(
    ctx: Context,
    agreement: Agreement,
    text: Annotated[
        str, Words(_("What we will do"), most=500, long=True, empty=_("Say what you will do."))
    ],
    due_on: Annotated[date, Day(_("By when"))],
) -> Commitment:
    """Say what one's own party will do, and by when. Nobody commits another."""
    if due_on < ctx.today:
        raise BadInput("due_on", _("Name a day from today on."))
    table = agreement.item.table
    seat = _seat(ctx, table)
    _touch(ctx, table)
    ctx.note(due_on=str(due_on))
    made = ctx.save(Commitment(agreement=agreement, seat=seat, text=text, due_on=due_on))
    if agreement.state == Agreement.State.AGREED:
        _promise(ctx, made, table)
    return made


def _promise(ctx: Context, commitment: Commitment, table: RoundTable) -> None:
    """What a body commits itself to, and all have agreed, enters the ledger of promises."""
    body = commitment.seat.body_id
    if body is not None:
        ledger.make(
            ctx, commitment, "commitment", body=body, unit=table.unit_id, day=commitment.due_on
        )


def _another_party(actor: Actor, commitment: Commitment) -> None:
    seat = _seated(commitment.agreement.item.table, actor, concluded=True)
    if seat.pk == commitment.seat_id:
        raise Refused("state", "own", _("Whether it was kept is for the other parties to say."))
    if commitment.agreement.state != Agreement.State.AGREED:
        raise Refused("state", "not-agreed", _("It binds once the proposal is agreed by all."))


@action(
    "consultations.mark_commitment",
    by=EVERYBODY,
    right=RIGHT,
    title=_("Say whether it was kept"),
    done=_("Commitment marked kept or broken"),
    allows=_another_party,
)
def mark_commitment(
    ctx: Context,
    commitment: Commitment,
    verdict: Annotated[
        str,
        Choice(
            _("Was it kept?"),
            choices=[
                (one.value, one.label) for one in (Commitment.State.KEPT, Commitment.State.BROKEN)
            ],
            empty=_("Kept or broken."),
        ),
    ],
    text: Annotated[
        str, Words(_("How we know"), most=1000, long=True, empty=_("Say how you know."))
    ],
) -> Commitment:
    """Another party says whether a commitment was kept; broken only after its day."""
    if verdict == Commitment.State.BROKEN and ctx.today <= commitment.due_on:
        raise BadInput("verdict", _("Its day has not passed: it cannot be broken yet."))
    table = commitment.agreement.item.table
    _touch(ctx, table)
    ctx.note(verdict=verdict)
    if verdict == Commitment.State.KEPT:
        # It counts as kept on the day on which another party says so.
        ledger.keep(ctx, commitment)
    commitment.state = verdict
    commitment.word = text
    commitment.marked_by = _seat(ctx, table)
    commitment.marked_at = ctx.occurred_at
    return ctx.save(commitment)


def _convener(actor: Actor, table: RoundTable) -> None:
    if table.body_id != actor.body:
        raise Refused("state", "other-body", _("Another body convened this table."))
    if table.state != Open:
        raise Refused("state", "wrong-state", _("This round table is concluded."))


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
