"""What may be done with elections: prepare, open, vote, close, count, annul."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.stages import ActionRequest
from commonhall.core.models import in_language
from commonhall.core.refusals import BadInput, Refused
from commonhall.decisions.votes import counting, envelopes, queries, search
from commonhall.decisions.votes.envelopes import Ballot
from commonhall.decisions.votes.models import CastBallot, Election, Option, Result
from commonhall.people.bodies.models import Body
from commonhall.places.models import Unit

State = Election.State
Kinds, Form, Rule = Election.Kind, Election.Form, Election.Rule
RULES = {
    Kinds.BUDGET: (Rule.EQUAL_SHARES, Rule.PHRAGMEN, Rule.GREEDY),
    Kinds.QUESTION: (Rule.MOST,),
}


def _where(election: Election, **_arguments: Any) -> int:
    return election.unit_id


def _in_state(*states: str) -> Any:
    def check(request: ActionRequest) -> None:
        election: Election = request.arguments["election"]
        if election.state not in states:
            raise Refused(
                "state", "wrong-state", _("The vote's present state does not allow this.")
            )

    return check


def _own(*states: str) -> Any:
    """The election is held by the actor's body, in one of these states."""
    in_state = _in_state(*states)

    def check(request: ActionRequest) -> None:
        if request.arguments["election"].body_id != request.actor.body:
            raise Refused("state", "other-body", _("Another body holds this vote."))
        in_state(request)

    return check


# --- preparing ------------------------------------------------------------------------------------
@action(
    "decisions.prepare_election",
    by=Kind.OFFICE,
    power="hold-votes",
    title=_("Prepare a vote"),
    done=_("Vote prepared"),
    place=lambda unit, **_arguments: unit.pk,
    amount=lambda budget=None, **_arguments: budget,
)
def prepare_election(
    ctx: Context,
    kind: str,
    names: dict[str, str],
    texts: dict[str, str],
    unit: Unit,
    form: str,
    rule: str,
    budget: int | None = None,
    completion: str = "",
    most: int = 0,
    quorum: int = 0,
    threshold: int = 0,
) -> Election:
    """Set what is voted on, by whom, and the rule by which it will be counted; open it later."""
    if kind not in Kinds.values:
        raise BadInput("kind", _("Choose a participatory budget or a question."))
    if not in_language(names).strip():
        raise BadInput("names", _("Give the vote a name."))
    if rule not in RULES[Kinds(kind)]:
        raise BadInput("rule", _("This rule does not count this kind of vote."))
    if form not in Form.values:
        raise BadInput("form", _("Choose the form of the ballot."))
    if (kind == Kinds.BUDGET) != (budget is not None) or (budget is not None and budget <= 0):
        raise BadInput("budget", _("A budget needs an amount above nought; a question has none."))
    if form == Form.POINTS and most <= 0:
        raise BadInput("most", _("Say how many points each voter may give."))
    if not 0 <= threshold <= 100:
        raise BadInput("threshold", _("A threshold is a per cent from 0 to 100."))
    election = ctx.save(
        Election(
            kind=kind, names=names, texts=texts, unit=unit, form=form, rule=rule, budget=budget,
            completion=completion or ("add1u" if rule == Rule.EQUAL_SHARES else ""),
            currency=settings.CURRENCY, most=most, quorum=quorum, threshold=threshold, body_id=ctx.actor.body_id,
        )
    )  # fmt: skip
    search.index_election(election)
    ctx.note(kind=kind, rule=rule, form=form, unit=unit.code)
    return election


@action(
    "decisions.add_option",
    by=Kind.OFFICE,
    power="hold-votes",
    title=_("Add an option"),
    done=_("Option put to the vote"),
    subject="election",
    place=_where,
    guard=_own(State.DRAFT),
)
def add_option(
    ctx: Context,
    election: Election,
    code: str,
    names: dict[str, str],
    texts: dict[str, str] | None = None,
    cost: int | None = None,
    unit: Unit | None = None,
    category: str = "",
    about: str = "",
) -> Option:
    """Put a project or an answer on the ballot. `about`: the ref of what it comes from."""
    code = code.strip()
    if not code or len(code) > 40 or ";" in code or "," in code:
        raise BadInput("code", _("Give a short code without commas or semicolons."))
    if election.options.filter(code=code).exists():
        raise BadInput("code", _("This code stands on the ballot already."))
    if not in_language(names).strip():
        raise BadInput("names", _("Give the option a name."))
    if election.kind == Kinds.BUDGET:
        if cost is None or cost <= 0:
            raise BadInput("cost", _("A project needs a cost above nought."))
        if cost > (election.budget or 0):
            raise BadInput("cost", _("This costs more than there is: it could never win."))
    option = ctx.save(
        Option(
            election=election, code=code, names=names, texts=texts or {}, cost=cost, unit=unit,
            category=category[:60], about=about,
        )
    )  # fmt: skip
    if about:
        ctx.link(about, option, "put-to-vote")
    ctx.link(option, election, "voted-in")
    search.index_option(option)
    ctx.note(option=option.ref)
    return option


@action(
    "decisions.withdraw_option",
    by=Kind.OFFICE,
    power="hold-votes",
    title=_("Withdraw an option"),
    done=_("Option withdrawn"),
    subject="election",
    place=_where,
    guard=_own(State.DRAFT),
)
def withdraw_option(ctx: Context, election: Election, option: Option) -> Option:
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
    subject="election",
    place=_where,
    guard=_own(State.DRAFT),
)
def open_election(
    ctx: Context,
    election: Election,
    closes_at: datetime,
    public_key: str,
    need: int,
    prints: list[str],
) -> Election:
    """From now until `closes_at` those who live there may vote, sealed to the tellers' key."""
    if closes_at <= ctx.occurred_at:
        raise BadInput("closes_at", _("The vote must close after it opens."))
    if election.options.filter(withdrawn=False).count() < 2:
        raise BadInput("options", _("A vote needs at least two options."))
    if len(public_key) != 64 or any(sign not in "0123456789abcdef" for sign in public_key):
        raise BadInput("public_key", _("This is no public key of the tellers."))
    if not 1 <= need <= len(prints):
        raise BadInput("need", _("The tellers needed must be between one and all of them."))
    ctx.note(public_key=public_key, tellers=len(prints), need=need)
    election.state = State.OPEN
    election.opens_at = ctx.occurred_at
    election.closes_at = closes_at
    election.public_key = public_key
    election.need = need
    election.prints = prints
    election.eligible = queries.eligible(election, ctx.today)
    return ctx.save(election)


# --- voting ---------------------------------------------------------------------------------------
def _may_vote(request: ActionRequest) -> None:
    election: Election = request.arguments["election"]
    _in_state(State.OPEN)(request)
    if election.closes_at and request.at >= election.closes_at:
        raise Refused("state", "closed", _("This vote has closed."))
    if not queries.lives_there(request.actor.person_id, election, request.at):
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
    subject="election",
    guard=_may_vote,
    notifies=False,
)
def cast_ballot(ctx: Context, election: Election, choices: list[envelopes.Choice]) -> str:
    """Seal the ballot and put it in; an envelope handed in before is replaced. Gives the tracker.

    The record sees a hash of the sealed envelope; the choices are in this process for the moment of
    sealing only, and nowhere afterwards until the tellers open all envelopes together.
    """
    if not counting.valid(choices, queries.terms(election), queries.on_ballot(election)):
        raise BadInput("choices", ballot_rule(election))
    ballot = Ballot(
        envelopes.new_tracker(),
        tuple(sorted(choices)),
        queries.group_of(ctx.actor.person_id, election),
    )
    sealed = envelopes.seal(ballot, election.public_key, election.ref)
    queries.hand_in(election, ctx.actor.person_id, sealed)
    ctx.note(envelope=envelopes.digest(sealed))
    return ballot.tracker


def ballot_rule(election: Election) -> Any:
    """What a ballot of this election may hold, in words."""
    if election.form == Form.POINTS:
        return _("Share at most %(most)d points.") % {"most": election.most}
    if election.form == Form.RANKED:
        return _("Give the ranks 1, 2, 3 … each once, without a gap.")
    if election.most == 1:
        return _("Choose one, or none.")
    if election.most:
        return _("Choose at most %(most)d.") % {"most": election.most}
    return _("Choose among the options on the ballot.")


@action(
    "decisions.close_election",
    by=(Kind.SYSTEM, Kind.OFFICE),
    power="close-votes",
    title=_("Close the vote"),
    done=_("Vote closed"),
    subject="election",
    place=_where,
    guard=lambda request: _is_over(request),
)
def close_election(ctx: Context, election: Election) -> Election:
    """The time is over: no envelope is taken any more."""
    ctx.note(envelopes=election.envelopes.count())
    election.state = State.CLOSED
    return ctx.save(election)


def _is_over(request: ActionRequest) -> None:
    _in_state(State.OPEN)(request)
    closes_at = request.arguments["election"].closes_at
    if closes_at is None or request.at < closes_at:
        raise Refused("state", "not-over", _("The vote runs on: nobody can close it early."))


# --- counting -------------------------------------------------------------------------------------
@action(
    "decisions.count_election",
    by=(Kind.SYSTEM, Kind.OFFICE),
    power="count-votes",
    title=_("Count the vote"),
    done=_("Vote counted and published"),
    subject="election",
    place=_where,
    guard=_in_state(State.CLOSED),
    batch=True,
)
def count_election(ctx: Context, election: Election, ballots: Sequence[Ballot]) -> Result:
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
    subject="election",
    place=_where,
    concerns=lambda election, **_arguments: [Body.ref_of(election.body_id)],
    guard=_in_state(State.OPEN, State.CLOSED, State.COUNTED),
)
def annul_election(ctx: Context, election: Election) -> Election:
    """An independent review found that the vote cannot stand; what was done stays on the record."""
    for option in election.options.filter(won=True):
        option.won = None
        ctx.save(option)
    election.state = State.ANNULLED
    return ctx.save(election)
