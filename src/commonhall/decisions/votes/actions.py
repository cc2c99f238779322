"""What may be done with elections: prepare, open, vote, close, count, annul."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Annotated, Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import (
    Amount,
    Choice,
    Internal,
    LastDay,
    Lines,
    Names,
    Number,
    OnOwnPage,
    Pick,
    Ref,
    Words,
)
from commonhall.core import clock
from commonhall.core.money import require_hall_currency
from commonhall.core.refusals import BadInput, Refused
from commonhall.decisions.votes import counting, envelopes, queries, rules, search
from commonhall.decisions.votes.envelopes import Ballot, PublicKey
from commonhall.decisions.votes.models import CastBallot, Election, Option, Result
from commonhall.people.bodies.models import Body
from commonhall.places.models import Unit
from commonhall.places.queries import units

State = Election.State
Kinds, Form = Election.Kind, Election.Form


def _unit_of(election: Election) -> int:
    return election.unit_id


def _while(*states: str) -> Callable[[Actor, Election], None]:
    """The election is in one of these states."""

    def check(_actor: Actor, election: Election) -> None:
        if election.state not in states:
            raise Refused(
                "state", "wrong-state", _("The vote's present state does not allow this.")
            )

    return check


def _own_while(*states: str) -> Callable[[Actor, Election], None]:
    """The election is held by the actor's body, in one of these states."""
    in_state = _while(*states)

    def check(actor: Actor, election: Election) -> None:
        if election.body_id != actor.body:
            raise Refused("state", "other-body", _("Another body holds this vote."))
        in_state(actor, election)

    return check


# --- preparing ------------------------------------------------------------------------------------
@action(
    "decisions.prepare_election",
    by=Kind.OFFICE,
    power="hold-votes",
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
    names: Annotated[dict[str, str], Names(_("Name"), empty=_("Give the vote a name."))],
    unit: Annotated[
        Unit, Pick(_("Who may vote: residents of"), rows=units, key="code", place=True)
    ],
    form: Annotated[
        str, Choice(_("Ballot"), choices=Form.choices, empty=_("Choose the form of the ballot."))
    ],
    rule: Annotated[str, Choice(_("Rule of counting"), choices=rules.choices())],
    texts: Annotated[dict[str, str] | None, Names(_("Text"), most=8000, long=True)] = None,
    budget: Annotated[int | None, Amount(_("Money to be shared"), amount=True)] = None,
    completion: Annotated[str, Internal()] = "",
    most: Annotated[
        int,
        Number(
            _("At most how many choices, or points to give"),
            _("Empty: as many as one likes."),
            least=0,
            most=1000,
        ),
    ] = 0,
    quorum: Annotated[int, Number(_("Ballots needed for a decision"), least=0, most=10**9)] = 0,
    threshold: Annotated[
        int, Number(_("Per cent of ballots an answer needs"), least=0, most=100)
    ] = 0,
) -> Election:
    """Set what is voted on, by whom, and the rule by which it will be counted; open it later."""
    counted_by = rules.rules()[rule]
    if counted_by.kind != kind:
        raise BadInput("rule", _("This rule does not count this kind of vote."))
    if (kind == Kinds.BUDGET) != (budget is not None) or (budget is not None and budget <= 0):
        raise BadInput("budget", _("A budget needs an amount above nought; a question has none."))
    if form == Form.POINTS and most <= 0:
        raise BadInput("most", _("Say how many points each voter may give."))
    election = ctx.save(
        Election(
            kind=kind,
            names=names,
            texts=texts or {},
            unit=unit,
            form=form,
            rule=rule,
            budget=budget,
            completion=completion or counted_by.completion,
            most=most,
            quorum=quorum,
            threshold=threshold,
            body_id=ctx.actor.body_id,
        )
    )
    search.index_election(election)
    ctx.note(kind=kind, rule=rule, form=form, unit=unit.code)
    return election


@action(
    "decisions.add_option",
    by=Kind.OFFICE,
    power="hold-votes",
    title=_("Add an option"),
    done=_("Option put to the vote"),
    place=_unit_of,
    allows=_own_while(State.DRAFT),
)
def add_option(
    ctx: Context,
    election: Election,
    code: Annotated[
        str, Words(_("Short code"), _("Ties go to the first code in text order."), most=40)
    ],
    names: Annotated[dict[str, str], Names(_("Name"), empty=_("Give the option a name."))],
    texts: Annotated[dict[str, str] | None, Names(_("Text"), most=8000, long=True)] = None,
    cost: Annotated[int | None, Amount(_("Cost"))] = None,
    unit: Annotated[Unit | None, Pick(_("Place"), rows=units, key="code")] = None,
    category: Annotated[str, Words(_("Category"), most=60)] = "",
    about: Annotated[
        str, Ref(_("Comes from"), _("What on the record the project or the answer comes from."))
    ] = "",
) -> Option:
    """Put a project or an answer on the ballot."""
    if ";" in code or "," in code:
        raise BadInput("code", _("Give a short code without commas or semicolons."))
    if election.options.filter(code=code).exists():
        raise BadInput("code", _("This code stands on the ballot already."))
    if election.kind == Kinds.BUDGET:
        if cost is None or cost <= 0:
            raise BadInput("cost", _("A project needs a cost above nought."))
        require_hall_currency(election.currency, "cost")
        if cost > (election.budget or 0):
            raise BadInput("cost", _("This costs more than there is: it could never win."))
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
    title=_("Withdraw an option"),
    done=_("Option withdrawn"),
    place=_unit_of,
    allows=_own_while(State.DRAFT),
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


@action(
    "decisions.open_election",
    by=Kind.OFFICE,
    power="hold-votes",
    title=_("Open the vote"),
    done=_("Vote opened"),
    place=_unit_of,
    allows=_own_while(State.DRAFT),
)
def open_election(
    ctx: Context,
    election: Election,
    closes_at: Annotated[datetime, LastDay(_("Last day of voting"))],
    key: Annotated[
        PublicKey,
        Lines(
            _("The tellers' key"),
            _("The contents of key.json, made by “commonhall tellers keys”."),
            read=PublicKey.read,
        ),
    ],
) -> Election:
    """From now until the last day those who live there may vote, sealed to the tellers' key."""
    if closes_at <= ctx.occurred_at:
        raise BadInput("closes_at", _("The vote must close after it opens."))
    if election.options.filter(withdrawn=False).count() < 2:
        raise BadInput("options", _("A vote needs at least two options."))
    key.check()
    ctx.note(public_key=key.public_key, tellers=len(key.prints), need=key.need)
    election.state = State.OPEN
    election.opens_at = ctx.occurred_at
    election.closes_at = closes_at
    election.public_key = key.public_key
    election.need = key.need
    election.prints = list(key.prints)
    election.eligible = queries.eligible(election, ctx.today)
    return ctx.save(election)


# --- voting ---------------------------------------------------------------------------------------
def _may_vote(actor: Actor, election: Election) -> None:
    _while(State.OPEN)(actor, election)
    now = clock.now()
    if election.closes_at and now >= election.closes_at:
        raise Refused("state", "closed", _("This vote has closed."))
    if not queries.lives_there(actor.person_id, election, now):
        raise Refused(
            "standing", "lives-elsewhere", _("This vote is for those who live in its place.")
        )


@action(
    "decisions.cast_ballot",
    by=Kind.PERSON,
    right="vote",
    verified=True,
    title=_("Vote"),
    done=_("Sealed envelope handed in"),
    allows=_may_vote,
    notifies=False,
    own_page=True,
)
def cast_ballot(
    ctx: Context,
    election: Election,
    choices: Annotated[list[envelopes.Choice], OnOwnPage(_("Your choice"))],
) -> str:
    """Seal the ballot and put it in; an envelope handed in before is replaced. Gives the tracker.

    The record sees a hash of the sealed envelope; the choices are in this process for the moment of
    sealing only, and nowhere afterwards until the tellers open all envelopes together.
    """
    if not counting.valid(choices, queries.terms(election), queries.on_ballot(election)):
        raise BadInput("choices", election.ballot_rule)
    ballot = Ballot(
        envelopes.new_tracker(),
        tuple(sorted(choices)),
        queries.group_of(ctx.actor.person_id, election),
    )
    sealed = envelopes.seal(ballot, election.public_key, election.ref)
    queries.hand_in(election, ctx.actor.person_id, sealed)
    ctx.note(envelope=envelopes.digest(sealed))
    return ballot.tracker


def _is_over(actor: Actor, election: Election) -> None:
    _while(State.OPEN)(actor, election)
    if election.closes_at is None or clock.now() < election.closes_at:
        raise Refused("state", "not-over", _("The vote runs on: nobody can close it early."))


@action(
    "decisions.close_election",
    by=(Kind.SYSTEM, Kind.OFFICE),
    power="close-votes",
    title=_("Close the vote"),
    done=_("Vote closed"),
    place=_unit_of,
    allows=_is_over,
)
def close_election(ctx: Context, election: Election) -> Election:
    """The time is over: no envelope is taken any more."""
    ctx.note(envelopes=election.envelopes.count())
    election.state = State.CLOSED
    return ctx.save(election)


# --- counting -------------------------------------------------------------------------------------
@action(
    "decisions.count_election",
    by=(Kind.SYSTEM, Kind.OFFICE),
    power="count-votes",
    title=_("Count the vote"),
    done=_("Vote counted and published"),
    place=_unit_of,
    allows=_while(State.CLOSED),
    batch=True,
    no_door="done by the tellers together, with commonhall tellers tally",
)
def count_election(
    ctx: Context, election: Election, ballots: Annotated[Sequence[Ballot], Internal()]
) -> Result:
    """Publish the ballots the tellers opened, count them, and destroy the envelopes.

    ballots: all of them, sorted by tracker. There must be as many as envelopes were handed in.
    """
    handed_in = election.envelopes.count()
    if len(ballots) != handed_in:
        raise Refused(
            "state",
            "ballots-missing",
            _("%(found)d ballots came out of %(there)d envelopes: nothing is counted.")
            % {"found": len(ballots), "there": handed_in},
        )
    trackers = [ballot.tracker for ballot in ballots]
    if trackers != sorted(set(trackers)):
        raise Refused(
            "state", "ballots-doubled", _("The ballots are not sorted, or two have one tracker.")
        )
    terms = queries.terms(election)
    options = list(election.options.filter(withdrawn=False).select_related("unit").order_by("code"))
    codes = {option.code for option in options}
    good = [ballot for ballot in ballots if counting.valid(ballot.choices, terms, codes)]
    groups = counting.coarse([ballot.group for ballot in good])
    ctx.save_all(
        [
            CastBallot(
                election=election,
                tracker=ballot.tracker,
                choices=[list(one) for one in ballot.choices],
                group=group,
            )
            for ballot, group in zip(good, groups, strict=True)
        ]
    )
    outcome = counting.count(terms, queries.option_rows(options), [one.choices for one in good])
    return conclude(ctx, election, options, outcome, len(good), len(ballots) - len(good))


def conclude(
    ctx: Context,
    election: Election,
    options: Sequence[Option],
    outcome: dict[str, Any],
    ballots: int,
    spoilt: int,
) -> Result:
    """Write the result, say of each option whether it won, destroy the envelopes."""
    result = ctx.save(Result(election=election, outcome=outcome, ballots=ballots, spoilt=spoilt))
    winners = set(outcome["winners"])
    for option in options:
        option.won = option.code in winners
        ctx.save(option)
    election.state = State.COUNTED
    election.counted_at = ctx.occurred_at
    ctx.save(election)
    election.envelopes.all().delete()
    ctx.note(ballots=ballots, spoilt=spoilt, winners=len(winners))
    return result


@action(
    "decisions.annul_election",
    by=Kind.OFFICE,
    power="review-decisions",
    title=_("Annul the vote"),
    done=_("Vote annulled"),
    place=_unit_of,
    concerns=lambda election: [Body.ref_of(election.body_id)],
    allows=_while(State.OPEN, State.CLOSED, State.COUNTED),
)
def annul_election(ctx: Context, election: Election) -> Election:
    """An independent review found that the vote cannot stand; what was done stays on the record."""
    for option in election.options.filter(won=True):
        option.won = None
        ctx.save(option)
    election.state = State.ANNULLED
    return ctx.save(election)
