"""Who sits at a round table, and speaks from which seat."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.consultations.round_tables.models import Agreement, RoundTable, Seat
from commonhall.core.refusals import Refused

RIGHT = "take-part-in-conversations"
Open = RoundTable.State.OPEN


def seat_of(table: RoundTable, actor: Actor) -> Seat | None:
    """The seat the actor speaks from: their body's, their organisation's or their own."""
    rows = Seat.objects.filter(table=table, left_at=None).select_related("body", "organisation")
    if actor.kind is Kind.OFFICE:
        return rows.filter(body_id=actor.body_id).first()
    if actor.kind is Kind.ORGANISATION:
        return rows.filter(organisation_id=actor.organisation).first()
    return rows.filter(person_id=actor.person_id).first() if actor.person else None


def seated(table: RoundTable, actor: Actor, concluded: bool = False) -> Seat:
    if table.state != Open and not concluded:
        raise Refused("state", "over", _("This round table has been concluded."))
    seat = seat_of(table, actor)
    if seat is None:
        raise Refused("state", "no-seat", _("Each party at the table can only do this for itself."))
    return seat


def party_while(*states: str) -> Callable[[Actor, Agreement], None]:
    """The actor has a seat, and the proposal stands in one of these states."""

    def check(actor: Actor, agreement: Agreement) -> None:
        seated(agreement.item.table, actor)
        if agreement.state not in states:
            raise Refused(
                "state",
                "wrong-state",
                _("You cannot do this while the proposal is in its current state."),
            )

    return check


def seat_at(ctx: Context, table: RoundTable) -> Seat:
    """The seat the actor speaks from; who speaks has accepted the invitation by that."""
    found = seat_of(table, ctx.actor)
    assert found is not None  # the guard has seen to it
    if not found.answer:
        found.answer, found.answered_at = Seat.Answer.ACCEPTED, ctx.occurred_at
        ctx.save(found)
    return found


def convenes(actor: Actor, table: RoundTable) -> bool:
    """Does the actor speak for who convened the table?"""
    if table.organisation_id is not None:
        return actor.kind is Kind.ORGANISATION and actor.organisation == table.organisation_id
    return actor.kind is Kind.OFFICE and actor.body == table.body_id


def touch(ctx: Context, table: RoundTable) -> None:
    ctx.subject = table.ref
    ctx.follow(table, ctx.actor.account)
