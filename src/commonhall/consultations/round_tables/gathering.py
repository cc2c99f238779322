"""Setting a round table up: its parties, each invited by name, and its agenda."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from commonhall.actions.context import Context
from commonhall.actions.inputs import Lines, PickSeveral, Words
from commonhall.consultations.conversations.actions import read_list
from commonhall.consultations.round_tables import search
from commonhall.consultations.round_tables.models import AgendaItem, RoundTable, Seat
from commonhall.consultations.speakers import Speaker
from commonhall.core.refusals import BadInput
from commonhall.law.queries import due_day
from commonhall.people.actors import in_term
from commonhall.people.bodies.models import Body, OfficeTerm
from commonhall.people.bodies.queries import active_bodies
from commonhall.people.organisations.models import Membership, Organisation
from commonhall.people.residents.models import Person

MOST_SEATS, MOST_ITEMS = 40, 60
INVITATION = "answer-table-invitation"
NO_AGENDA = _("Enter what to talk about, one item per line.")
AGENDA = Lines(_("Agenda"), _("One item per line."), read=read_list, empty=NO_AGENDA)
TITLE = Words(_("Title"), most=160, empty=_("Enter a name for the round table."))


def with_standing() -> QuerySet[Organisation]:
    """Organisations that may be invited."""
    return Organisation.objects.filter(state=Organisation.State.RECOGNISED).order_by("pk")


ORGANISATIONS = PickSeveral(_("Organisations with standing"), rows=with_standing)
BODIES = PickSeveral(_("Other public bodies"), rows=active_bodies, key="code")


def gather(
    ctx: Context,
    table: RoundTable,
    agenda: Sequence[str],
    bodies: Iterable[Body] = (),
    organisations: Iterable[Organisation] = (),
    residents: Iterable[tuple[Person, str]] = (),
) -> RoundTable:
    """Save a table with its seats and agenda. The convener has come by convening; all others answer by the law's day."""
    items = [one.strip()[:200] for one in agenda if one.strip()]
    if not 0 < len(items) <= MOST_ITEMS:
        raise BadInput("agenda", NO_AGENDA)
    organisations = list(organisations)
    if any(one.state != Organisation.State.RECOGNISED for one in organisations):
        raise BadInput("organisations", _("Choose organisations that have standing."))
    ctx.save(table)
    seats = [
        Seat(table=table, speaker=Speaker.OFFICIAL, body_id=pk)
        for pk in sorted({table.body_id, *(one.pk for one in bodies)})
    ]
    seats += [
        Seat(table=table, speaker=Speaker.ORGANISATION, organisation_id=pk)
        for pk in sorted(
            {*(one.pk for one in organisations), *filter(None, [table.organisation_id])}
        )
    ]
    seats += [
        Seat(table=table, speaker=Speaker.RESIDENT, person=one, label=label.strip()[:120])
        for one, label in residents
    ]
    if len(seats) > MOST_SEATS:
        raise BadInput("bodies", _("Choose up to 40 parties."))
    day = due_day(INVITATION, ctx.today)
    for seat in seats:
        if _convenes(seat, table):
            seat.answer, seat.answered_at = Seat.Answer.ACCEPTED, ctx.occurred_at
        else:
            seat.answer_by = day
        ctx.save(seat)
    for place, words in enumerate(items, 1):
        ctx.save(AgendaItem(table=table, place=place, title=words))
    for account in _accounts(seats, ctx):
        ctx.follow(table, account)
    if table.about:
        ctx.link(table.about, table, "talked-about")
    search.index_table(table)
    ctx.subject = table.ref
    ctx.note(unit=table.unit.code, parties=len(seats))
    return table


def _convenes(seat: Seat, table: RoundTable) -> bool:
    if table.organisation_id is not None:
        return seat.organisation_id == table.organisation_id
    return seat.body_id == table.body_id


def _accounts(seats: Sequence[Seat], ctx: Context) -> list[int]:
    """Accounts of those invited: each is told, and hears what becomes of the table."""
    bodies = [one.body_id for one in seats if one.body_id]
    organisations = [one.organisation_id for one in seats if one.organisation_id]
    persons = [one.person_id for one in seats if one.person_id]
    terms = OfficeTerm.objects.filter(in_term(ctx.today), office__body__in=bodies)
    speaks = Membership.objects.filter(
        Q(ends=None) | Q(ends__gte=ctx.today), organisation__in=organisations
    )
    found = Person.objects.filter(
        Q(pk__in=persons) | Q(pk__in=terms.values("person")) | Q(pk__in=speaks.values("person"))
    )
    accounts = found.exclude(account=None).values_list("account", flat=True).distinct()
    return sorted(set(accounts))
