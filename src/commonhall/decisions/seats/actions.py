"""Elections held here: called by a body that is not elected in them, stood for by residents, opened for all on the roll."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Annotated

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commonhall.actions import exemptions
from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Choice, Day, Lines, Names, Number, Words
from commonhall.actions.undoing import by_action, put_back
from commonhall.core import clock
from commonhall.core.refusals import BadInput, Refused
from commonhall.decisions.seats import law, lists, opening_lists, queries
from commonhall.decisions.seats.models import SeatVote
from commonhall.decisions.votes import opening, preparing, rules, search
from commonhall.decisions.votes import queries as votes
from commonhall.decisions.votes.allowing import own_while, unit_of
from commonhall.decisions.votes.models import Election
from commonhall.law.instruments import grounds
from commonhall.law.results import taking_effect
from commonhall.law.results.actions import may_be_elected
from commonhall.people.bodies.actions import body_place
from commonhall.people.bodies.models import Body, Office
from commonhall.ui.text import local_date

State, Kinds = Election.State, SeatVote.Kind
RULES = [(code, rule.title) for code, rule in rules.rules().items() if rule.kind == rules.QUESTION]


def read_codes(text: str) -> list[str]:
    """Codes of offices, one a line. Raises ValidationError."""
    found = [line.strip() for line in text.splitlines() if line.strip()]
    if len(set(found)) < len(found):
        raise ValidationError(gettext("Two lines name the same office. Remove one."))
    return found


# --- calling it -----------------------------------------------------------------------------------
def _may_call(actor: Actor, body: Body) -> None:
    may_be_elected(actor, body)
    if body.pk == actor.body:
        raise Refused(
            "segregation", "for-itself", _("No body holds its own election. Another body must.")
        )
    law.days(law.TO_OBJECT, clock.today())
    if queries.running(body).exists():
        raise Refused("state", "called", _("An election of this body is already being held here."))


@action(
    "decisions.call_seat_vote",
    by=Kind.OFFICE,
    power=law.HOLD,
    any_body=exemptions.LENT,
    undo=by_action("decisions.annul_election"),
    title=_("Hold an election here"),
    done=_("Election called"),
    place=body_place,
    allows=_may_call,
    second_factor=True,
)
def call_seat_vote(
    ctx: Context,
    body: Body,
    kind: Annotated[str, Choice(_("What is elected"), choices=Kinds.choices)],
    names: Annotated[dict[str, str], Names(_("Name"), empty=_("Enter a name for the vote."))],
    rule: Annotated[
        str,
        Choice(
            _("Counting rule"), choices=RULES, empty=_("Choose the rule for counting the ballots.")
        ),
    ],
    starts: Annotated[
        date,
        Day(
            _("First day of the new term"),
            _("If the result stands only later, the term begins on that day."),
        ),
    ],
    ends: Annotated[
        date | None,
        Day(
            _("Last day of the new term"),
            _("Leave blank for a by-election: it covers the rest of the term."),
        ),
    ] = None,
    offices: Annotated[
        list[str],
        Lines(
            _("Offices to be filled in a by-election"),
            _(
                "One code of an office per line, in the order in which the people elected take them. Leave blank for an election of the whole body: it fills all offices."
            ),
            read=read_codes,
            most=10_000,
        ),
    ] = (),  # type: ignore[assignment]
    texts: Annotated[dict[str, str] | None, Names(_("Text"), most=8000, long=True)] = None,
    need: Annotated[
        int,
        Number(
            _("How many tellers must open the ballots together"),
            _("At least two. Name one or more extra tellers in case somebody is away."),
            least=2,
            most=20,
        ),
    ] = 2,
    by_lot: Annotated[bool, preparing.BY_LOT] = False,
) -> Election:
    """Let residents elect people to the offices of a body here, by secret ballot. Residents then stand for election themselves. Once nobody can object any more, the result gives the offices and the mandate by itself."""
    grounds.not_past(ctx, "starts", starts)
    filled = _filled(body, kind, offices)
    last = _term(ctx, body, kind, starts, ends)
    if taken := set(queries.held(filled, starts, last)) if kind == Kinds.BY_ELECTION else set():
        held = next(one for one in filled if one.pk in taken)
        raise BadInput(
            "offices",
            _("%(office)s is held by somebody then. A by-election only fills what is empty.")
            % {"office": held.code},
        )
    form = rules.rules()[rule].forms[0]
    seats = len(filled)
    most = preparing.most_of(Election.Kind.QUESTION, form, seats if form == "approval" else 0)
    of_lists = rules.rules()[rule].lists is not None
    if of_lists:
        _check_lists(body, seats, ctx.today)
        most = 1
    if seats > preparing.MOST_SEATS:
        raise BadInput(
            "offices",
            _("Enter up to %(most)d offices.") % {"most": preparing.MOST_SEATS},
        )
    if seats > 1 and not rules.rules()[rule].several:
        raise BadInput("rule", _("This rule elects one. Choose a rule that fills several seats."))
    election = ctx.save(
        Election(
            kind=Election.Kind.QUESTION,
            names=names,
            texts=texts or {},
            unit_id=body.unit_id,
            form=form,
            rule=rule,
            most=most,
            need=need,
            seats=seats,
            by_lot=by_lot,
            threshold=law.per_cent(law.SEATS_FROM, ctx.today) if of_lists else 0,
            preference=law.per_cent(law.PREFERRED_FROM, ctx.today) if of_lists else 0,
            persons=True,
            body_id=ctx.actor.body_id,
            prepared_on=ctx.today,
        )
    )
    seat_vote = ctx.save(
        SeatVote(
            election=election,
            body=body,
            kind=kind,
            codes=[one.code for one in filled],
            starts=starts,
            ends=last,
            called_on=ctx.today,
        )
    )
    ctx.link(body, election, "elected-in")
    search.index_election(election)
    ctx.subject = election.ref
    ctx.note(seats=seats, rule=rule, body=body.ref, seat_vote=seat_vote.ref)
    return election


def _check_lists(body: Body, seats: int, today: date) -> None:
    """Raises `BadInput` where lists cannot be elected: for one seat, or where the law knows none."""
    if law.supporters(body.unit, today) is None:
        raise BadInput(
            "rule", _("No provision in force allows lists of candidates. Choose another rule.")
        )
    if seats < law.FEWEST:
        raise BadInput("rule", _("A list needs at least two seats. Choose another rule."))


def _filled(body: Body, kind: str, codes: list[str]) -> list[Office]:
    """The offices it fills, in order. Raises BadInput."""
    known = {one.code: one for one in body.offices.filter(ended_on=None).order_by("pk")}
    if kind == Kinds.ELECTION:
        if codes:
            raise BadInput(
                "offices", _("An election of the whole body fills all offices. Leave this blank.")
            )
        if not known:
            raise BadInput("kind", _("This body has no offices. Establish them first."))
        return list(known.values())
    if not codes:
        raise BadInput("offices", _("Enter the codes of the offices to be filled."))
    for code in codes:
        if code not in known:
            raise BadInput(
                "offices",
                _("%(body)s has no office with the code %(code)s. Its codes are: %(codes)s.")
                % {"body": body.name, "code": code, "codes": ", ".join(known)},
            )
    return [known[code] for code in codes]


def _term(ctx: Context, body: Body, kind: str, starts: date, ends: date | None) -> date:
    """The last day of the term. A mandate that runs is not cut short by an election. Raises BadInput."""
    until = queries.mandate_until(body, starts)
    if kind == Kinds.ELECTION and until is not None:
        raise BadInput(
            "starts",
            _("The present mandate runs until %(day)s. Enter a later day.")
            % {"day": local_date(until)},
        )
    last = taking_effect.last_day(body, kind, starts, ends)
    if last < starts:
        raise BadInput("ends", _("Enter a last day after the first day."))
    grounds.within_longest(ctx, starts, last)
    return last


def _may_call_off(actor: Actor, election: Election) -> None:
    queries.seat_vote_of(election)
    own_while(State.DRAFT)(actor, election)


@action(
    "decisions.call_off_seat_vote",
    by=Kind.OFFICE,
    power=law.HOLD,
    undo=put_back,
    title=_("Call the election off"),
    done=_("Election called off before it opened"),
    place=unit_of,
    allows=_may_call_off,
)
def call_off_seat_vote(
    ctx: Context,
    election: Election,
    reason: Annotated[
        str,
        Words(_("Why"), _("This is public."), most=2000, long=True, empty=_("Enter the reasons.")),
    ],
) -> Election:
    """It goes no further, in the open. Another one can be called for the body."""
    election.state = State.ANNULLED
    seat_vote = queries.seat_vote_of(election)
    seat_vote.reason = reason
    ctx.save(seat_vote)
    return ctx.save(election)


# --- opening --------------------------------------------------------------------------------------
def _may_open(actor: Actor, election: Election) -> None:
    seat_vote = queries.seat_vote_of(election)
    opening.may_open(actor, election)
    last = seat_vote.called_on + timedelta(days=law.days(law.TO_STAND, clock.today()))
    if clock.today() <= last:
        raise Refused(
            "state",
            "still-standing",
            _("Residents can stand for election until %(day)s. It can open after that day.")
            % {"day": local_date(last)},
        )
    standing = seat_vote.candidacies.filter(given_up_on=None).exclude(person=None)
    if votes.officials_of({election.body_id}, list(standing.values_list("person_id", flat=True))):
        raise Refused(
            "standing",
            "official-stands",
            _("Somebody who stands holds an office in the body that runs this election by now."),
        )
    if lists.of_lists(election):
        opening_lists.check(seat_vote)
    tellers = [one.person_id for one in votes.tellers(election)]
    if standing.filter(person__in=tellers).exists():
        raise Refused(
            "standing", "teller-stands", _("A teller stands for election. Name somebody else.")
        )


@action(
    "decisions.open_seat_vote",
    by=Kind.OFFICE,
    power=law.HOLD,
    undo=by_action("decisions.annul_election"),
    title=_("Open the election"),
    done=_("Election opened, or its opening set"),
    place=unit_of,
    allows=_may_open,
    second_factor=True,
)
def open_seat_vote(
    ctx: Context,
    election: Election,
    closes_at: Annotated[datetime, opening.CLOSES],
    opens_at: Annotated[datetime | None, opening.OPENS] = None,
    roll_day: Annotated[date | None, opening.ROLL_DAY] = None,
) -> Election:
    """Set when voting begins and ends. From then on nobody can stand, or change who is elected by whom."""
    least = law.days(law.TO_VOTE, ctx.today)
    if closes_at < (opens_at or ctx.occurred_at) + timedelta(days=least):
        raise BadInput(
            "closes_at",
            _("By law, people can vote for at least %(days)d days. Enter a later time.")
            % {"days": least},
        )
    if timezone.localdate(closes_at) > queries.seat_vote_of(election).ends:
        raise BadInput("closes_at", _("The term is over by then. Enter an earlier time."))
    if lists.of_lists(election):
        opening_lists.close(ctx, queries.seat_vote_of(election))
    return opening.opened(ctx, election, closes_at, opens_at, roll_day)
