"""Ballots on paper: voters are marked on the roll, ballots are read by two, and counted in the same set as all others."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from django.utils.translation import gettext_lazy as _

from commonhall.actions import exemptions, owed
from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Day, Number, Words
from commonhall.core import clock
from commonhall.core.refusals import BadInput, Refused
from commonhall.decisions.votes import casting, envelopes, paper, papers, voter_keys
from commonhall.decisions.votes.allowing import unit_of, while_in
from commonhall.decisions.votes.ballot_paper import MOST_VALUE
from commonhall.decisions.votes.envelopes import Ballot, Choice
from commonhall.decisions.votes.models import Election, Envelope
from commonhall.decisions.votes.paper_models import PaperReading, PaperVoter
from commonhall.people.residents.census import census_keys

State = Election.State
POWER = "enter-paper-ballots"


def _of_another_body(actor: Actor, election: Election) -> None:
    if election.body_id == actor.body:
        raise Refused(
            "segregation",
            "for-itself",
            _("The body that runs the vote does not enter its ballots. Another body must do it."),
        )
    while_in(State.OPEN)(actor, election)
    if election.pk not in voter_keys.there():
        raise Refused(
            "state", "key-lost", _("The key for this vote is not here, so nobody can vote now.")
        )


def _may_mark(actor: Actor, election: Election) -> None:
    _of_another_body(actor, election)
    if election.closes_at and clock.now() >= election.closes_at:
        raise Refused("state", "closed", _("This vote has closed."))


@action(
    "decisions.mark_paper_voter",
    by=Kind.OFFICE,
    power=POWER,
    any_body=exemptions.WATCHED,
    remedy=owed.WHOLE_VOTE,
    title=_("Mark somebody who votes on paper"),
    done=_("Somebody voted on paper, and is marked on the roll"),
    place=unit_of,
    allows=_may_mark,
)
def mark_paper_voter(
    ctx: Context,
    election: Election,
    number: Annotated[
        str,
        Words(
            _("Number on the residents' list"),
            _("Ask for an identity document first. It is not stored."),
            most=60,
            empty=_("Enter the number on the residents' list."),
        ),
    ],
    born: Annotated[date, Day(_("Date of birth"), _("It is not stored."))],
) -> Election:
    """Hand a paper ballot to somebody on the roll. They cannot vote here any more, on paper or online."""
    line = paper.line_on_the_roll(election, census_keys(number, born))
    if line is None:
        raise BadInput(
            "number",
            _("Nobody with this number and date of birth is on the roll of this vote."),
        )
    if paper.voted_online(election, line):
        raise BadInput(
            "number",
            _("This person has voted online. They can change that vote online until voting ends."),
        )
    name = paper.line_name(election, line.pk)
    if PaperVoter.objects.filter(election=election, line=name).exists():
        raise BadInput("number", _("This person has already voted on paper."))
    PaperVoter.objects.create(election=election, line=name)
    election.on_paper += 1
    ctx.note(on_paper=election.on_paper)
    return ctx.save(election)


@action(
    "decisions.enter_paper_ballot",
    by=Kind.OFFICE,
    power=POWER,
    any_body=exemptions.WATCHED,
    remedy=owed.WHOLE_VOTE,
    title=_("Enter a paper ballot"),
    done=_("Paper ballot read"),
    place=unit_of,
    allows=_of_another_body,
)
def enter_paper_ballot(
    ctx: Context,
    election: Election,
    number: Annotated[
        int,
        Number(
            _("Number of the ballot"),
            _("Mix the ballots first. Then write 1, 2, 3 … on them."),
            least=1,
            most=10**6,
            empty=_("Enter the number written on the ballot."),
        ),
    ],
    choices: Annotated[
        str,
        Words(
            _("What is marked on it"),
            _(
                "Codes of the options, separated by commas. With ranks, points or scores: code=number. Leave blank for a blank ballot or one that nobody can read."
            ),
            most=8000,
        ),
    ] = "",
) -> Election:
    """Enter what you read on a paper ballot. Once another person has read the same, it is sealed and counts like all
    others. Do not tell each other what you read."""
    if number > election.on_paper:
        raise BadInput(
            "number",
            _("So many people voted on paper: %(number)d. Enter a number up to that.")
            % {"number": election.on_paper},
        )
    name = paper.ballot_name(election, number)
    if Envelope.objects.filter(election=election, voter=name).exists():
        raise BadInput("number", _("This ballot has been read by two and is in."))
    read = _choices(choices, papers.of(election).codes)
    official = voter_keys.encrypted(election.pk, ctx.actor.person_id)
    reading = paper.reading_of(election, read)
    rows = PaperReading.objects.filter(election=election, number=number)
    others = list(rows.exclude(official=official).values_list("reading", flat=True))
    if others and reading not in others:
        raise BadInput(
            "choices",
            _(
                "Another person read something else on this ballot. Look at it together. If they were wrong, they enter it again first."
            ),
        )
    if not others:
        rows.update_or_create(
            election=election,
            official=official,
            number=number,
            defaults={"reading": reading},
        )
        ctx.note(ballot=number)
        return election
    rows.delete()
    digest = _hand_in(election, name, read)
    election.paper_in += 1
    ctx.note(ballot=number, envelope=digest)
    return ctx.save(election)


def _hand_in(election: Election, name: str, read: list[Choice]) -> str:
    """Seal what two read and put it among the others; its digest. Nobody gets its tracker."""
    tracker = envelopes.tracker_of(envelopes.new_mark())
    by = papers.of(election)
    sealed = by.seal(Ballot(tracker, tuple(read)))
    if not by.takes(sealed):
        raise BadInput(
            "choices",
            _("More is marked than fits. Enter one option more than allowed: it is invalid."),
        )
    digest = envelopes.digest(sealed)
    casting.hand_in(election, name, sealed, digest)
    return digest


def _choices(said: str, codes: tuple[str, ...]) -> list[Choice]:
    """The choices in "a, b" or "a=2, b=1". Raises `BadInput`."""
    found = []
    for one in filter(None, (word.strip() for word in said.split(","))):
        code, _sign, value = (one, "", "1") if one in codes else one.rpartition("=")
        if code.strip() not in codes:
            raise BadInput(
                "choices", _("%(code)s is not the code of an option.") % {"code": code or one}
            )
        if not value.strip().isascii() or not value.strip().isdecimal():
            raise BadInput("choices", _("Enter a whole number after %(code)s=.") % {"code": code})
        if not 0 < int(value) < MOST_VALUE:
            raise BadInput("choices", _("Leave out what got no rank and no points."))
        found.append((code.strip(), int(value)))
    return sorted(found)
