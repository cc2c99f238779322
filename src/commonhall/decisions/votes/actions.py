"""What may be done with elections: prepare, open, vote. Tellers and the count: the files beside this one."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from commonhall.actions import owed
from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import (
    Amount,
    Choice,
    Names,
    Number,
    OnOwnPage,
    Pick,
    Ref,
    Words,
)
from commonhall.actions.undoing import by_action
from commonhall.core import clock
from commonhall.core.money import require_hall_currency
from commonhall.core.refusals import BadInput, Refused
from commonhall.decisions.votes import (
    casting,
    envelopes,
    opening,
    paper,
    preparing,
    queries,
    rules,
    search,
    voter_keys,
)
from commonhall.decisions.votes.allowing import own_ballot, unit_of, while_in
from commonhall.decisions.votes.basket import BASKET
from commonhall.decisions.votes.models import COMPLETIONS, Election, Option
from commonhall.places.models import Unit
from commonhall.places.queries import units

State = Election.State
Kinds, Form = Election.Kind, Election.Form


# --- preparing ------------------------------------------------------------------------------------
@action(
    "decisions.prepare_election",
    by=Kind.OFFICE,
    power="hold-votes",
    undo=by_action("decisions.annul_election"),
    title=_("Prepare a vote"),
    done=_("Vote prepared"),
)
def prepare_election(
    ctx: Context,
    kind: Annotated[
        str,
        Choice(
            _("What is voted on?"),
            choices=Kinds.choices,
            empty=_("Choose a participatory budget or a question."),
        ),
    ],
    names: Annotated[dict[str, str], Names(_("Name"), empty=_("Enter a name for the vote."))],
    unit: Annotated[
        Unit, Pick(_("Who may vote: residents of"), rows=units, key="code", place=True)
    ],
    form: Annotated[
        str, Choice(_("Ballot"), choices=Form.choices, empty=_("Choose the form of the ballot."))
    ],
    rule: Annotated[
        str,
        Choice(
            _("Counting rule"),
            choices=rules.explained(),
            radio=True,
            empty=_("Choose the rule for counting the ballots."),
        ),
    ],
    texts: Annotated[dict[str, str] | None, Names(_("Text"), most=8000, long=True)] = None,
    budget: Annotated[int | None, Amount(_("Money to share out"), amount=True)] = None,
    completion: Annotated[
        str,
        Choice(
            _("What to do with money left over by Equal Shares"),
            choices=list(COMPLETIONS.items()),
            radio=True,
            unsaid=_("default: everybody's share is raised, then the most votes decide"),
        ),
    ] = "",
    most: Annotated[int, preparing.MOST] = 0,
    most_per_place: Annotated[int, preparing.MOST_PER_PLACE] = 0,
    within_budget: Annotated[bool, BASKET] = False,
    need: Annotated[
        int,
        Number(
            _("How many tellers must open the ballots together"),
            _("At least two. Name one or more extra tellers in case somebody is away."),
            least=2,
            most=20,
        ),
    ] = 2,
    quorum: Annotated[int, Number(_("Ballots needed for a decision"), least=0, most=10**9)] = 0,
    threshold: Annotated[
        int, Number(_("Share of ballots an answer needs, in per cent"), least=0, most=100)
    ] = 0,
    seats: Annotated[int, preparing.SEATS] = 1,
    by_lot: Annotated[bool, preparing.BY_LOT] = False,
) -> Election:
    """Set what is voted on, by whom, and the rule by which it will be counted; open it later."""
    most = preparing.most_of(kind, form, most)
    preparing.check_money(kind, form, budget, completion, rule, within_budget=within_budget)
    preparing.check_rule(
        kind, form, rule, most=most, seats=seats, threshold=threshold, by_lot=by_lot
    )
    election = ctx.save(
        Election(
            kind=kind,
            names=names,
            texts=texts or {},
            unit=unit,
            form=form,
            rule=rule,
            budget=budget,
            completion=completion or rules.rules()[rule].completion,
            most=most,
            most_per_place=most_per_place,
            within_budget=within_budget,
            need=need,
            quorum=quorum,
            threshold=threshold,
            seats=seats,
            by_lot=by_lot,
            body_id=ctx.actor.body_id,
            prepared_on=ctx.today,
        )
    )
    search.index_election(election)
    ctx.note(kind=kind, rule=rule, form=form, unit=unit.code)
    return election


@action(
    "decisions.add_option",
    by=Kind.OFFICE,
    power="hold-votes",
    remedy=owed.WHOLE_VOTE,
    title=_("Add an option"),
    done=_("Option added to the ballot"),
    place=unit_of,
    allows=own_ballot,
)
def add_option(
    ctx: Context,
    election: Election,
    code: Annotated[
        str, Words(_("Short code"), _("Ties are won by the first code in text order."), most=40)
    ],
    names: Annotated[
        dict[str, str], Names(_("Name"), most=500, empty=_("Enter a name for the option."))
    ],
    texts: Annotated[dict[str, str] | None, Names(_("Text"), most=8000, long=True)] = None,
    cost: Annotated[int | None, Amount(_("Cost"))] = None,
    unit: Annotated[Unit | None, Pick(_("Place"), rows=units, key="code")] = None,
    category: Annotated[str, Words(_("Category"), most=60)] = "",
    about: Annotated[
        str, Ref(_("Based on"), _("The matter on the record behind this project or answer."))
    ] = "",
) -> Option:
    """Put a project or an answer on the ballot."""
    if ";" in code or "," in code:
        raise BadInput("code", _("Enter a short code without commas or semicolons."))
    if election.options.filter(code=code).exists():
        raise BadInput("code", _("This code is already on the ballot. Enter another."))
    if election.kind == Kinds.BUDGET:
        if cost is None or cost <= 0:
            raise BadInput("cost", _("Enter a cost above zero for a project."))
        require_hall_currency(election.currency, "cost")
        if cost > (election.budget or 0):
            raise BadInput(
                "cost",
                _(
                    "This costs more than the whole budget, so it could never win. Enter a lower cost."
                ),
            )
    option = ctx.save(
        Option(
            election=election,
            code=code,
            names=names,
            texts=texts or {},
            cost=cost,
            unit=unit,
            category=category,
            about=about,
        )
    )
    if about:
        ctx.link(about, option, "put-to-vote")
    ctx.link(option, election, "voted-in")
    search.index_option(option)
    ctx.note(option=option.ref)
    return option


def _standing(election: Election) -> QuerySet[Option]:
    return queries.options(election).filter(withdrawn=False)


def _any_option() -> QuerySet[Option]:
    return Option.objects.all()


@action(
    "decisions.withdraw_option",
    by=Kind.OFFICE,
    power="hold-votes",
    remedy=owed.WHOLE_VOTE,
    title=_("Withdraw an option"),
    done=_("Option withdrawn"),
    place=unit_of,
    allows=own_ballot,
)
def withdraw_option(
    ctx: Context,
    election: Election,
    option: Annotated[Option, Pick(_("Option"), rows_of=_standing, rows=_any_option, key="code")],
) -> Option:
    """Take an option off the ballot before it opens; it stays visible as withdrawn."""
    if option.election_id != election.pk or option.withdrawn:
        raise BadInput("option", _("This option is not on the ballot."))
    ctx.note(option=option.ref)
    option.withdrawn = True
    return ctx.save(option)


def _may_open(actor: Actor, election: Election) -> None:
    if election.persons:
        raise Refused(
            "state", "persons", _("This vote elects people. It is opened as an election is.")
        )
    opening.may_open(actor, election)


@action(
    "decisions.open_election",
    by=Kind.OFFICE,
    power="call-votes",
    undo=by_action("decisions.annul_election"),
    title=_("Open the vote"),
    done=_("Vote opened, or its opening set"),
    place=unit_of,
    allows=_may_open,
)
def open_election(
    ctx: Context,
    election: Election,
    closes_at: Annotated[datetime, opening.CLOSES],
    opens_at: Annotated[datetime | None, opening.OPENS] = None,
    roll_day: Annotated[date | None, opening.ROLL_DAY] = None,
) -> Election:
    """Set when voting begins and ends. From then on nobody can change what is voted on, or by whom."""
    return opening.opened(ctx, election, closes_at, opens_at, roll_day)


# --- voting ---------------------------------------------------------------------------------------
def _may_vote(actor: Actor, election: Election) -> None:
    while_in(State.OPEN)(actor, election)
    now = clock.now()
    if election.closes_at and now >= election.closes_at:
        raise Refused("state", "closed", _("This vote has closed."))
    if paper.has_voted(actor.person_id, election):
        raise Refused("state", "voted-on-paper", _("You voted on paper in this vote."))
    if not queries.lives_there(actor.person_id, election, now):
        raise Refused(
            "standing", "lives-elsewhere", _("This vote is for people who live in its place.")
        )
    if not queries.on_the_roll(actor.person_id, election):
        raise Refused(
            "standing",
            "not-on-the-roll",
            _("You joined the roll after the day that counts for this vote."),
        )


@action(
    "decisions.cast_ballot",
    by=Kind.PERSON,
    right="vote",
    verified=True,
    title=_("Vote"),
    done=_("Sealed envelope cast"),
    allows=_may_vote,
    notifies=False,
    own_page=True,
    at_once=True,
)
def cast_ballot(
    ctx: Context,
    election: Election,
    choices: Annotated[list[envelopes.Choice] | None, OnOwnPage(_("Your choice"))] = None,
    mark: Annotated[str, OnOwnPage(_("Your own characters"))] = "",
    envelope: Annotated[bytes | None, OnOwnPage(_("Your sealed envelope"))] = None,
) -> str:
    """Put in a ballot that your browser sealed, or let it be sealed here. One handed in before is replaced. Gives the
    tracker of a ballot sealed here; the tracker of one that your browser sealed is known to your browser only.

    The record sees a hash of the sealed envelope. Choices to be sealed here are in this process for that moment only,
    and nowhere afterwards until the tellers open all envelopes together.
    """
    tracker = ""
    if envelope is None:
        envelope, tracker = casting.sealed_here(election, choices or (), mark)
    else:
        casting.check(election, envelope)
    try:
        name = voter_keys.encrypted(election.pk, ctx.actor.person_id)
    except voter_keys.KeyLostError as error:
        raise Refused(
            "state", "key-lost", _("The key for this vote is not here, so nobody can vote now.")
        ) from error
    digest = envelopes.digest(envelope)
    replaced = casting.hand_in(election, name, envelope, digest)
    ctx.note(envelope=digest, replaces=replaced or None)
    # The entry names the envelope: nothing must tie it to the person.
    ctx.forget_actor = True
    return tracker
