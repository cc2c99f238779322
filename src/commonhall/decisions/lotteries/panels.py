"""Panels that were drawn, told to the meetings that ask them."""

from __future__ import annotations

from commonhall.consultations.meetings.panels import Panel, register
from commonhall.decisions.lotteries import queries
from commonhall.decisions.lotteries.models import Lottery, Ticket


def find(number: int) -> Panel | None:
    """A panel whose members were drawn; each sits once they have accepted."""
    lottery = Lottery.objects.filter(
        pk=number, kind=Lottery.Kind.PANEL, state=Lottery.State.COMPLETE
    ).first()
    if lottery is None:
        return None

    def sits(person: int) -> bool:
        ticket = queries.ticket_of(person, lottery)
        return ticket is not None and ticket.state == Ticket.State.ACCEPTED

    accepted = lottery.tickets.filter(state=Ticket.State.ACCEPTED).count()
    return Panel(lottery.ref, lottery.name, lottery.unit_id, lottery.about, accepted, sits)


def tell() -> None:
    """Let meetings find them."""
    register("decisions.lottery", find)
