"""Lists are put up by organisations, or by residents whom others support; people join them themselves, and stand in the
order that the list gives."""

from __future__ import annotations

from typing import Annotated

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Lines, Words
from commonhall.core import clock
from commonhall.core.refusals import BadInput, Refused
from commonhall.decisions.seats import candidacy_actions, law, lists
from commonhall.decisions.seats.models import Candidacy, CandidateList, ListSupport
from commonhall.decisions.seats.queries import seat_vote_of
from commonhall.decisions.votes import queries as votes
from commonhall.decisions.votes import search
from commonhall.decisions.votes.models import Election, Option
from commonhall.law import queries as law_queries
from commonhall.ui import languages

State = Election.State
BY = (Kind.PERSON, Kind.ORGANISATION)


def election_of(one: CandidateList) -> Election:
    election: Election = one.seat_vote.election
    return election


def _still_open(election: Election) -> None:
    """Raises `Refused` once candidates are closed: nothing about lists changes after the vote is opened or set."""
    if election.state != State.DRAFT:
        raise Refused(
            "state",
            "candidates-closed",
            _("Candidates are closed. Lists cannot be changed any more."),
        )


def _may_put_up(actor: Actor, election: Election) -> None:
    seat_vote = seat_vote_of(election)
    lists.require_lists(election, wanted=True)
    _still_open(election)
    if seat_vote.lists.filter(withdrawn_on=None, **lists.put_up_by(actor)).exists():
        raise Refused("state", "list-there", _("You have already put up a list here."))
    if actor.kind is not Kind.PERSON:
        return
    _lives_here(actor, election)
    if votes.officials_of({election.body_id}, [actor.person_id]):
        raise Refused(
            "standing",
            "holds-it",
            _("You hold an office in the body that runs this election, so you cannot do this."),
        )


def _lives_here(actor: Actor, election: Election) -> None:
    here = law_queries.residents(election.unit, clock.today())
    if not here.filter(person_id=actor.person_id).exists():
        raise Refused(
            "standing", "lives-elsewhere", _("This vote is for people who live in its place.")
        )


@action(
    "decisions.put_up_list",
    by=BY,
    right=law.PUT_UP,
    verified=True,
    title=_("Put up a list"),
    done=_("List of candidates put up"),
    allows=_may_put_up,
)
def put_up_list(
    ctx: Context,
    election: Election,
    name: Annotated[
        str,
        Words(
            _("Name of the list"),
            _("It stays public for ever, as the result does."),
            most=120,
            empty=_("Enter the name of the list."),
        ),
    ],
    text: Annotated[
        str,
        Words(
            _("What the list stands for"),
            most=4000,
            long=True,
            empty=_("Enter what the list stands for."),
        ),
    ],
) -> CandidateList:
    """Put a list on the ballot. People join it themselves, and you set their order. A list of a resident needs supporters; one of an organisation does not. Nothing about it can change once the vote is opened."""
    seat_vote = seat_vote_of(election)
    _check_name(election, name)
    needed = 0
    if ctx.actor.kind is Kind.PERSON:
        needed = law.supporters(election.unit, ctx.today) or 0
    own = languages.own().code
    option = ctx.save(
        Option(
            election=election,
            code=f"l{seat_vote.lists.count() + 1:02}",
            names={own: name},
        )
    )
    made = ctx.save(
        CandidateList(
            seat_vote=seat_vote,
            option=option,
            text=text,
            needed=needed,
            put_up_on=ctx.today,
            **lists.put_up_by(ctx.actor),
        )
    )
    ctx.link(option, election, "voted-in")
    ctx.follow(election, ctx.actor.account)
    search.index_option(option)
    ctx.subject = made.ref
    ctx.note(option=option.ref, needed=needed)
    return made


def _check_name(election: Election, name: str) -> None:
    taken = {word.casefold() for one in election.options.all() for word in one.names.values()}
    if name.casefold() in taken:
        raise BadInput("name", _("A list has this name. Add something that tells them apart."))


# --- supporters -----------------------------------------------------------------------------------
def _may_support(actor: Actor, one: CandidateList) -> None:
    election = election_of(one)
    _still_open(election)
    if one.withdrawn_on is not None:
        raise Refused("state", "list-withdrawn", _("This list was withdrawn."))
    if not one.needed:
        raise Refused("state", "needs-none", _("An organisation’s list needs no supporters."))
    if actor.person is None:
        return
    _lives_here(actor, election)
    if (mine := lists.own_support(actor, one.seat_vote)) is not None:
        raise Refused(
            "state",
            "supports",
            _("You support this list already.")
            if mine.list_id == one.pk
            else _("You support another list. Take your support back there first."),
        )


@action(
    "decisions.support_list",
    by=Kind.PERSON,
    right=law.SUPPORT,
    verified=True,
    title=_("Support this list"),
    done=_("List of candidates supported"),
    told=lambda _made: gettext("Thank you. Your support is counted, and your name is not shown."),
    allows=_may_support,
    notifies=False,
)
def support_list(ctx: Context, one: CandidateList) -> ListSupport:
    """Help it onto the ballot. Each resident supports one list, and nobody sees who supports which. You may vote as you like."""
    made = ListSupport(
        seat_vote=one.seat_vote, list=one, person_id=ctx.actor.person_id, on=ctx.today
    )
    return ctx.save(made)


def _may_take_back(actor: Actor, one: CandidateList) -> None:
    _still_open(election_of(one))
    mine = lists.own_support(actor, one.seat_vote)
    if mine is None or mine.list_id != one.pk:
        raise Refused("state", "supports-not", _("You do not support this list."))


@action(
    "decisions.unsupport_list",
    by=Kind.PERSON,
    right=law.SUPPORT,
    title=_("Take your support back"),
    done=_("Support for a list taken back"),
    told=lambda _made: gettext("Your support is taken back."),
    allows=_may_take_back,
    notifies=False,
)
def unsupport_list(ctx: Context, one: CandidateList) -> ListSupport:
    """It counts no more. You can support this or another list until the vote is opened."""
    mine = lists.own_support(ctx.actor, one.seat_vote)
    assert mine is not None  # the guard has seen to it
    mine.taken_back_on = ctx.today
    return ctx.save(mine)


# --- who stands on it -----------------------------------------------------------------------------
def _may_join(actor: Actor, one: CandidateList) -> None:
    if one.withdrawn_on is not None:
        raise Refused("state", "list-withdrawn", _("This list was withdrawn."))
    _still_open(election_of(one))
    candidacy_actions.may_be_candidate(actor, one.seat_vote)


@action(
    "decisions.stand_on_list",
    by=Kind.PERSON,
    right=law.STAND,
    verified=True,
    title=_("Stand on this list"),
    done=_("Wish to stand on a list put on record"),
    told=lambda _made: gettext("You will stand once the list gives you a place."),
    allows=_may_join,
)
def stand_on_list(
    ctx: Context,
    one: CandidateList,
    name: Annotated[str, candidacy_actions.NAME],
    text: Annotated[str, candidacy_actions.TEXT],
) -> Candidacy:
    """Say that you want to stand on this list, and on no other. Whoever put it up gives you a place. Nobody is put on a list by others, and you can withdraw at any time."""
    names = one.seat_vote.candidacies.filter(given_up_on=None).values_list("own_name", flat=True)
    if name.casefold() in {other.casefold() for other in names}:
        raise BadInput(
            "name", _("Somebody stands under this name. Add something that tells you apart.")
        )
    made = ctx.save(
        Candidacy(
            seat_vote=one.seat_vote,
            list=one,
            person_id=ctx.actor.person_id,
            own_name=name,
            text=text,
        )
    )
    ctx.follow(election_of(one), ctx.actor.account)
    return made


def _read_numbers(text: str) -> list[int]:
    """Numbers of candidates, one a line. Raises ValidationError."""
    said = [line.strip() for line in text.splitlines() if line.strip()]
    if not all(one.isdecimal() and len(one) < 10 for one in said):
        raise ValidationError(gettext("Enter one number of a candidate per line."))
    found = [int(one) for one in said]
    if len(set(found)) < len(found):
        raise ValidationError(gettext("Two lines name the same candidate. Remove one."))
    return found


def _may_change(actor: Actor, one: CandidateList) -> None:
    lists.require_own(actor, one)
    _still_open(election_of(one))


@action(
    "decisions.order_list",
    by=BY,
    right=law.PUT_UP,
    title=_("Set the order of the list"),
    done=_("Order of a list of candidates set"),
    allows=_may_change,
)
def order_list(
    ctx: Context,
    one: CandidateList,
    candidates: Annotated[
        list[int],
        Lines(
            _("Candidates in their order"),
            _(
                "One number of a candidate per line, the first place first. The page of the list shows the numbers. People you leave out have no place."
            ),
            read=_read_numbers,
            most=4000,
            empty=_("Enter the numbers of the candidates."),
        ),
    ],
) -> CandidateList:
    """Give places to those who want to stand on your list: two at least, and at most twice as many as there are seats."""
    known = set(one.candidacies.filter(given_up_on=None).values_list("pk", flat=True))
    if unknown := [number for number in candidates if number not in known]:
        raise BadInput(
            "candidates",
            _(
                "Nobody with the number %(number)d wants to stand on this list. They must ask for it themselves."
            )
            % {"number": unknown[0]},
        )
    if len(set(candidates)) < len(candidates):
        raise BadInput("candidates", _("Two lines name the same candidate. Remove one."))
    most = lists.most_candidates(election_of(one).seats)
    if not law.FEWEST <= len(candidates) <= most:
        raise BadInput(
            "candidates",
            _("Enter %(fewest)d to %(most)d candidates. You entered %(number)d.")
            % {"fewest": law.FEWEST, "most": most, "number": len(candidates)},
        )
    one.candidates = candidates
    ctx.note(candidates=len(candidates))
    return ctx.save(one)


@action(
    "decisions.withdraw_list",
    by=BY,
    right=law.PUT_UP,
    title=_("Withdraw the list"),
    done=_("List of candidates withdrawn"),
    allows=_may_change,
)
def withdraw_list(ctx: Context, one: CandidateList) -> CandidateList:
    """Take it off the ballot before the vote opens. Those who wanted to stand on it, and its supporters, are free for another."""
    one.withdrawn_on = ctx.today
    one.option.withdrawn = True
    ctx.save(one.option)
    for candidacy in one.candidacies.filter(given_up_on=None).order_by("pk"):
        candidacy.given_up_on = ctx.today
        ctx.save(candidacy)
    for support in one.supports.filter(taken_back_on=None).order_by("pk"):
        support.taken_back_on = ctx.today
        ctx.save(support)
    return ctx.save(one)
