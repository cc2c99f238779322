"""What is done with tellers: name them, join with a key of one's own, hand in one's parts after the close.

A teller's private key never reaches the server. What is handed in are the teller's parts of the envelopes' content
keys; enough tellers' parts together open the envelopes.
"""

from __future__ import annotations

from typing import Annotated, Any

from django.utils.translation import gettext_lazy as _

from commonhall.actions import exemptions, owed
from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import PersonByMail, Pick, Upload, Words
from commonhall.core.refusals import BadInput, Refused
from commonhall.decisions.votes import (
    ballot_signatures,
    envelopes,
    papers,
    queries,
    teller_files,
    unopened,
)
from commonhall.decisions.votes.allowing import own_while, the_set, unit_of, while_in
from commonhall.decisions.votes.models import Election, Teller, TellerParts, trace_of
from commonhall.decisions.votes.secret_shares import MOST
from commonhall.decisions.votes.teller_files import Parts, Signature
from commonhall.law.demands.reasons import REASONS
from commonhall.people.actors import by_mail
from commonhall.people.residents.models import Person

State = Election.State


@action(
    "decisions.name_teller",
    by=Kind.OFFICE,
    power="hold-votes",
    remedy=owed.WHOLE_VOTE,
    title=_("Name a teller"),
    done=_("Teller named"),
    place=unit_of,
    allows=own_while(State.DRAFT),
)
def name_teller(
    ctx: Context,
    election: Election,
    person: Annotated[
        Person,
        PersonByMail(
            _("E-mail address of the person's account"),
            _("Choose people who are independent of each other and did not open the vote."),
            find=by_mail,
        ),
    ],
) -> Teller:
    """Name somebody who will open the ballots together with the other tellers."""
    if person.pk == ctx.actor.person_id:
        raise BadInput(
            "person", _("You are preparing this vote. Name somebody else as its teller.")
        )
    if queries.officials_of({election.body_id, ctx.actor.body}, [person.pk]):
        raise BadInput(
            "person",
            _("This person holds an office in the body that runs the vote. Name somebody else."),
        )
    if queries.teller_of(person.pk, election) is not None:
        raise BadInput("person", _("This person is already a teller for this vote."))
    number = election.tellers.count() + 1
    if number > MOST:
        raise BadInput("person", _("This vote has already had too many tellers."))
    teller = ctx.save(Teller(election=election, number=number, person=person))
    ctx.link(teller, election, "teller-of")
    return teller


def _standing(election: Election) -> Any:
    return election.tellers.filter(released=False).order_by("number")


def _any_teller() -> Any:
    return Teller.objects.all()


def _of_another_body(actor: Actor, election: Election) -> None:
    if election.body_id == actor.body:
        raise Refused(
            "segregation",
            "for-itself",
            _(
                "Tellers watch over the body that runs the vote, so another body must release them, or they step down."
            ),
        )
    while_in(State.DRAFT)(actor, election)


@action(
    "decisions.release_teller",
    by=Kind.OFFICE,
    power="release-tellers",
    any_body=exemptions.WATCHED,
    remedy=owed.WHOLE_VOTE,
    title=_("Release a teller"),
    done=_("Teller released"),
    place=unit_of,
    allows=_of_another_body,
    second_factor=True,
)
def release_teller(
    ctx: Context,
    election: Election,
    teller: Annotated[
        Teller, Pick(_("Number of the teller"), rows_of=_standing, rows=_any_teller, key="pk")
    ],
    heard: Annotated[
        str,
        Words(
            _("What the teller says about it"),
            _("Hear them first. If they say nothing, write when and how they were asked."),
            most=4000,
            long=True,
            empty=_("Hear the teller first, then enter what they say."),
        ),
    ],
    reasons: Annotated[str, REASONS],
) -> Teller:
    """Before the vote opens, somebody else is to be teller in their place. The vote's own body releases nobody."""
    if teller.election_id != election.pk or teller.released:
        raise BadInput("teller", _("This is not a teller for this vote."))
    teller.heard, teller.reasons = heard, reasons
    return _released(ctx, teller)


def _may_step_down(actor: Actor, election: Election) -> None:
    must_be_teller(actor, election)
    while_in(State.DRAFT)(actor, election)


@action(
    "decisions.step_down_as_teller",
    by=Kind.PERSON,
    right="be-teller",
    title=_("Step down as a teller"),
    done=_("A teller stepped down"),
    place=unit_of,
    allows=_may_step_down,
)
def step_down_as_teller(ctx: Context, election: Election) -> Teller:
    """You cannot do it after all; somebody else is named before the vote opens."""
    return _released(ctx, must_be_teller(ctx.actor, election))


def _released(ctx: Context, teller: Teller) -> Teller:
    teller.released, teller.public_key = True, ""
    return ctx.save(teller)


def must_be_teller(actor: Actor, election: Election) -> Teller:
    teller = queries.teller_of(actor.person_id, election)
    if teller is None:
        raise Refused("standing", "no-teller", _("You are not a teller for this vote."))
    return teller


def _may_join(actor: Actor, election: Election) -> None:
    must_be_teller(actor, election)
    while_in(State.DRAFT)(actor, election)


@action(
    "decisions.join_as_teller",
    by=Kind.PERSON,
    right="be-teller",
    title=_("Join as a teller"),
    done=_("You have joined. Keep your key file until the vote is counted"),
    place=unit_of,
    allows=_may_join,
)
def join_as_teller(
    ctx: Context,
    election: Election,
    public_key: Annotated[
        str,
        Words(
            _("Public half of your key"),
            _("Your browser fills this in when it makes your key."),
            most=130,
            empty=_("Make your key first."),
        ),
    ],
) -> Teller:
    """Give the public half of a key made on your own device; the private half stays there."""
    public_key = public_key.strip().lower()
    try:
        envelopes.public_key(public_key)
    except ValueError as error:
        raise BadInput(
            "public_key", _("Enter a public key of 130 characters that begins with 04.")
        ) from error
    if election.tellers.filter(public_key=public_key).exists():
        raise BadInput("public_key", _("This key has already been used. Make a new one."))
    teller = must_be_teller(ctx.actor, election)
    teller.public_key = public_key
    ctx.note(teller=teller.number, public_key=public_key)
    return ctx.save(teller)


def _may_hand_in(actor: Actor, election: Election) -> None:
    teller = must_be_teller(actor, election)
    while_in(State.CLOSED)(actor, election)
    if teller.handed_in_at is not None:
        raise Refused("state", "handed-in", _("You have already sent your parts."))


def _read_parts(file: Any) -> Parts:
    try:
        return teller_files.read_parts(file.read().decode())
    except (UnicodeDecodeError, teller_files.FileError) as error:
        raise BadInput(
            "file", _("This is not a parts file. Choose the file that your teller's page made.")
        ) from error


@action(
    "decisions.hand_in_parts",
    by=Kind.PERSON,
    right="be-teller",
    title=_("Send your parts"),
    done=_("Parts sent"),
    place=unit_of,
    allows=_may_hand_in,
)
def hand_in_parts(
    ctx: Context,
    election: Election,
    file: Annotated[
        Any,
        Upload(
            _("Parts file"),
            _("Made by your teller's page or by the file for working offline."),
            kinds=("json",),
            empty=_("Choose the parts file."),
        ),
    ],
) -> Teller:
    """Give your part of every envelope. Alone it opens nothing; enough tellers' parts open them all."""
    given = file if isinstance(file, Parts) else _read_parts(file)
    teller = must_be_teller(ctx.actor, election)
    if (given.vote, given.teller) != (election.ref, teller.number):
        raise BadInput("file", _("These parts belong to another vote or another teller."))
    place, parts = list(election.keys).index(teller.number), teller_files.cut_parts(given.parts)
    rows = election.envelopes.order_by("digest").values_list("digest", "sealed")
    the_set(election)
    there = [(digest, bytes(sealed)) for digest, sealed in rows]
    if len(parts) != len(there) or given.set != election.set_root:
        raise BadInput(
            "file",
            _(
                "%(there)d envelopes were cast. These parts belong to other envelopes, or some are missing."
            )
            % {"there": len(there)},
        )
    wrong = sum(
        not _is_own(teller, place, digest, sealed, part, given)
        for (digest, sealed), part in zip(there, parts, strict=True)
    )
    if wrong:
        raise BadInput(
            "file",
            _("%(wrong)d of these parts are not the ones sealed for you.") % {"wrong": wrong},
        )
    proofs = {one: given.unopened[one] for one, _sealed in there if one in given.unopened}
    TellerParts.objects.create(
        teller=teller, parts=given.parts, trace=trace_of(election.pk), unopened=proofs
    )
    teller.handed_in_at = ctx.occurred_at
    ctx.note(
        teller=teller.number, set=given.set, envelopes=len(there), unopened=len(proofs) or None
    )
    return ctx.save(teller)


def _is_own(
    teller: Teller, place: int, digest: str, sealed: bytes, part: bytes, given: Parts
) -> bool:
    """Is it the part that was sealed for the teller, or one that is proven not to open?"""
    if digest not in given.unopened:
        return envelopes.fits(sealed, place, part)
    try:
        proof = bytes.fromhex(given.unopened[digest])
    except ValueError:
        return False
    cut = envelopes.for_teller(sealed, place)
    return unopened.is_proven(proof, cut, teller.public_key, teller.number, given.vote)


def _may_sign(actor: Actor, election: Election) -> None:
    must_be_teller(actor, election)
    while_in(State.CLOSED)(actor, election)
    if not election.set_size:
        raise Refused("state", "nobody-voted", _("Nobody voted, so there is nothing to open."))
    if len(queries.parts_given(election)) < election.need:
        raise Refused(
            "state",
            "parts-missing",
            _("Not enough tellers have sent their parts yet. Sign the ballots later."),
        )


def _read_signature(file: Any) -> Signature:
    try:
        return teller_files.read_signature(file.read().decode())
    except (UnicodeDecodeError, teller_files.FileError) as error:
        raise BadInput(
            "file",
            _("This is not a signature file. Choose the file that your teller's page made."),
        ) from error


@action(
    "decisions.sign_ballots",
    by=Kind.PERSON,
    right="be-teller",
    title=_("Sign the ballots"),
    done=_("Ballots signed"),
    place=unit_of,
    allows=_may_sign,
)
def sign_ballots(
    ctx: Context,
    election: Election,
    file: Annotated[
        Any,
        Upload(
            _("Signature file"),
            _("Made by your teller's page or by the file for working offline."),
            kinds=("json",),
            empty=_("Choose the signature file."),
        ),
    ],
) -> Teller:
    """Say which ballots came out of the envelopes when you opened them all on your own device.

    The vote is counted when as many tellers as open the envelopes have signed the same ballots. A teller who was
    mistaken signs again before the count.
    """
    given = file if isinstance(file, Signature) else _read_signature(file)
    teller = must_be_teller(ctx.actor, election)
    if (given.vote, given.teller) != (election.ref, teller.number):
        raise BadInput("file", _("This signature belongs to another vote or another teller."))
    if (given.set, given.number + given.void) != (election.set_root, election.set_size):
        raise BadInput("file", _("You opened envelopes other than those that were cast."))
    if given.paper != papers.of(election).digest:
        raise BadInput("file", _("You opened them by a ballot paper other than that of this vote."))
    if not ballot_signatures.is_signed(teller.public_key, given.signature, given.statement):
        raise BadInput("file", _("This is not signed with the key you joined with."))
    teller.ballots_root, teller.signature = given.ballots, given.signature.lower()
    ctx.note(
        teller=teller.number,
        set=given.set,
        ballots=given.ballots,
        number=given.number,
        void=given.void,
        paper=given.paper,
        signature=teller.signature,
    )
    return ctx.save(teller)
