"""People stand for election themselves, and give up when they wish."""

from __future__ import annotations

from typing import Annotated

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Words
from commonhall.core import clock
from commonhall.core.refusals import BadInput, Refused
from commonhall.decisions.seats import law, lists
from commonhall.decisions.seats.models import Candidacy, SeatVote
from commonhall.decisions.seats.queries import seat_vote_of
from commonhall.decisions.votes import queries as votes
from commonhall.decisions.votes import search
from commonhall.decisions.votes.allowing import while_in
from commonhall.decisions.votes.models import Election, Option
from commonhall.law import queries as law_queries
from commonhall.ui import languages

State = Election.State
NAME = Words(
    _("Your name on the ballot"),
    _("It stays public for ever, as the result does."),
    most=120,
    empty=_("Enter your name as it should stand on the ballot."),
)
TEXT = Words(
    _("What you stand for"),
    most=4000,
    long=True,
    empty=_("Enter what you stand for."),
)


def _may_stand(actor: Actor, election: Election) -> None:
    seat_vote = seat_vote_of(election)
    while_in(State.DRAFT)(actor, election)
    lists.require_lists(election, wanted=False)
    may_be_candidate(actor, seat_vote)


def may_be_candidate(actor: Actor, seat_vote: SeatVote) -> None:
    """Raises `Refused` where somebody may not stand: twice, from elsewhere, or where they run it or count its ballots."""
    election = seat_vote.election
    stood = seat_vote.candidacies.filter(person_id=actor.person_id)
    if stood.filter(Q(given_up_on=None) | Q(list=None)).exists():
        raise Refused("state", "stands", _("You have already stood for this election."))
    here = law_queries.residents(election.unit, clock.today())
    if not here.filter(person_id=actor.person_id).exists():
        raise Refused(
            "standing", "lives-elsewhere", _("This vote is for people who live in its place.")
        )
    if votes.officials_of({election.body_id}, [actor.person_id]):
        raise Refused(
            "standing",
            "holds-it",
            _("You hold an office in the body that runs this election, so you cannot stand."),
        )
    if votes.teller_of(actor.person_id, election) is not None:
        raise Refused(
            "standing", "teller", _("You are a teller for this vote, so you cannot stand.")
        )


@action(
    "decisions.stand_for_election",
    by=Kind.PERSON,
    right=law.STAND,
    verified=True,
    title=_("Stand for election"),
    done=_("Candidacy put on the ballot"),
    allows=_may_stand,
)
def stand_for_election(
    ctx: Context,
    election: Election,
    name: Annotated[str, NAME],
    text: Annotated[str, TEXT],
) -> Candidacy:
    """Put yourself on the ballot. You can withdraw at any time until you hold the office."""
    seat_vote = seat_vote_of(election)
    own = languages.own().code
    if any(
        name.casefold() in map(str.casefold, one.names.values()) for one in election.options.all()
    ):
        raise BadInput(
            "name", _("Somebody stands under this name. Add something that tells you apart.")
        )
    option = ctx.save(
        Option(
            election=election,
            code=f"p{election.options.count() + 1:03}",
            names={own: name},
        )
    )
    made = ctx.save(
        Candidacy(
            seat_vote=seat_vote,
            option=option,
            person_id=ctx.actor.person_id,
            own_name=name,
            text=text,
        )
    )
    ctx.link(option, election, "voted-in")
    ctx.follow(election, ctx.actor.account)
    search.index_option(option)
    ctx.note(option=option.ref)
    return made


def _may_give_up(actor: Actor, election: Election) -> None:
    seat_vote = seat_vote_of(election)
    if not seat_vote.candidacies.filter(person_id=actor.person_id, given_up_on=None).exists():
        raise Refused("state", "stands-not", _("You do not stand in this election."))
    if seat_vote.result_id is not None or election.state == State.ANNULLED:
        raise Refused("state", "wrong-state", _("This election is over."))


@action(
    "decisions.give_up_candidacy",
    by=Kind.PERSON,
    right=law.STAND,
    title=_("Withdraw, or decline the office"),
    done=_("Candidacy given up"),
    allows=_may_give_up,
)
def give_up_candidacy(ctx: Context, election: Election) -> Candidacy:
    """Before the vote opens your name leaves the ballot. Afterwards it stays there, but you are given no office: the person whom the count puts next follows."""
    mine: Candidacy = (
        seat_vote_of(election)
        .candidacies.select_related("option")
        .get(person_id=ctx.actor.person_id, given_up_on=None)
    )
    mine.given_up_on = ctx.today
    if mine.option is not None:
        if election.state == State.DRAFT:
            mine.option.withdrawn = True
            ctx.save(mine.option)
        ctx.note(option=mine.option.ref)
    return ctx.save(mine)
