"""Additions to the roll of a vote after it was fixed: under four eyes, and counted in public."""

from __future__ import annotations

from typing import Annotated

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from commonhall.actions import exemptions, owed
from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import PersonByMail, Pick, Words
from commonhall.core import clock
from commonhall.core.refusals import BadInput, Refused
from commonhall.decisions.votes import queries
from commonhall.decisions.votes.allowing import unit_of, while_in
from commonhall.decisions.votes.models import Election
from commonhall.decisions.votes.roll_models import LateVoter
from commonhall.people.actors import by_mail
from commonhall.people.residents.models import Person

State = Election.State


def _fixed(actor: Actor, election: Election) -> None:
    while_in(State.SCHEDULED, State.OPEN)(actor, election)
    if election.roll_last is None:
        raise Refused("state", "roll-not-fixed", _("The roll of this vote is not fixed yet."))


@action(
    "decisions.propose_voter",
    by=Kind.OFFICE,
    power="verify-residents",
    any_body=exemptions.WATCHED,
    remedy=owed.WHOLE_VOTE,
    title=_("Propose a late voter"),
    done=_("Late voter proposed"),
    place=unit_of,
    allows=_fixed,
)
def propose_voter(
    ctx: Context,
    election: Election,
    person: Annotated[
        Person,
        PersonByMail(
            _("E-mail address of the person's account"),
            _("Somebody left off the roll by mistake who is now confirmed as a resident."),
            find=by_mail,
            concerned=True,
        ),
    ],
    reason: Annotated[
        str, Words(_("Reason"), most=500, long=True, empty=_("Enter why they were missing."))
    ],
) -> LateVoter:
    """Ask for somebody to be let into a vote after its roll was fixed; another official decides."""
    if not queries.lives_there(person.pk, election, clock.now()):
        raise BadInput(
            "person", _("This person is not confirmed as a resident of the vote's place.")
        )
    if queries.on_the_roll(person.pk, election):
        raise BadInput("person", _("This person may already vote."))
    if election.late_voters.filter(person=person).exists():
        raise BadInput("person", _("This person has already been proposed."))
    proposer = Person.objects.get(pk=ctx.actor.person_id)
    return ctx.save(LateVoter(election=election, person=person, proposer=proposer, reason=reason))


def _proposed(election: Election) -> QuerySet[LateVoter]:
    rows: QuerySet[LateVoter] = election.late_voters.filter(confirmed=False)
    return rows.exclude(person=None).select_related("person").order_by("pk")


def _anybody() -> QuerySet[LateVoter]:
    return LateVoter.objects.all()


@action(
    "decisions.admit_voter",
    by=Kind.OFFICE,
    power="verify-residents",
    any_body=exemptions.WATCHED,
    remedy=owed.WHOLE_VOTE,
    title=_("Admit a late voter"),
    done=_("Late voter admitted"),
    place=unit_of,
    allows=_fixed,
)
def admit_voter(
    ctx: Context,
    election: Election,
    late_voter: Annotated[
        LateVoter,
        Pick(
            _("Who was proposed"),
            _("You have checked the reason yourself."),
            rows_of=_proposed,
            rows=_anybody,
        ),
    ],
) -> LateVoter:
    """A second official agrees. How many were admitted is published with the result."""
    if late_voter.election_id != election.pk or late_voter.confirmed:
        raise BadInput("late_voter", _("This proposal is not waiting in this vote."))
    if late_voter.proposer_id in (None, ctx.actor.person_id):
        raise BadInput("late_voter", _("You proposed this voter. Another official must agree."))
    if late_voter.person_id == ctx.actor.person_id:
        raise BadInput("late_voter", _("You cannot admit yourself."))
    late_voter.confirmed = True
    election.admitted += 1
    election.eligible += 1
    ctx.save(election)
    ctx.note(admitted=election.admitted)
    return ctx.save(late_voter)
