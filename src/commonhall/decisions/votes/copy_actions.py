"""A second copy of the sealed envelopes, without names, with the tellers: taken while a vote runs, compared and deleted later.

An envelope that is lost here is put back from it; one that a teller was given and the record does not name is told in
public. After the count each teller says on the record that their copy is gone.
"""

from __future__ import annotations

from typing import Annotated, Any

from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Flag, Upload
from commonhall.core.refusals import BadInput, Refused
from commonhall.decisions.votes import queries, teller_files
from commonhall.decisions.votes.allowing import unit_of, while_in
from commonhall.decisions.votes.envelope_set import root_of
from commonhall.decisions.votes.models import Election, Envelope, Teller, trace_of
from commonhall.decisions.votes.teller_actions import must_be_teller
from commonhall.decisions.votes.teller_files import Copy

State = Election.State


def _may_take(actor: Actor, election: Election) -> None:
    # The state first: it asks nothing.
    while_in(State.OPEN)(actor, election)
    must_be_teller(actor, election)


@action(
    "decisions.take_copy",
    by=Kind.PERSON,
    right="be-teller",
    title=_("Take a copy of the envelopes"),
    done=_("A teller took a copy of the sealed envelopes"),
    place=unit_of,
    allows=_may_take,
    own_page=True,
)
def take_copy(ctx: Context, election: Election) -> Copy:
    """Keep the sealed envelopes on your own device, without names. If some are lost or taken away, your copy shows it."""
    teller = must_be_teller(ctx.actor, election)
    rows = list(election.envelopes.order_by("digest").values_list("digest", "sealed"))
    pairs = tuple((digest, bytes(sealed)) for digest, sealed in rows)
    made = Copy(election.ref, teller.number, root_of(digest for digest, _one in pairs), pairs)
    teller.copied_at, teller.copy_gone_at = ctx.occurred_at, None
    ctx.note(teller=teller.number, set=made.set, envelopes=len(pairs))
    ctx.save(teller)
    return made


def _may_compare(actor: Actor, election: Election) -> None:
    while_in(State.CLOSED)(actor, election)
    teller = must_be_teller(actor, election)
    if teller.copied_at is None:
        raise Refused("state", "no-copy", _("You took no copy of the envelopes."))


def _read_copy(file: Any) -> Copy:
    try:
        return teller_files.read_copy(file.read().decode())
    except (UnicodeDecodeError, teller_files.FileError) as error:
        raise BadInput(
            "file", _("This is not a copy of envelopes. Choose the file that you downloaded.")
        ) from error


@action(
    "decisions.compare_copy",
    by=Kind.PERSON,
    right="be-teller",
    title=_("Compare your copy"),
    done=_("A teller compared their copy of the envelopes"),
    place=unit_of,
    allows=_may_compare,
)
def compare_copy(
    ctx: Context,
    election: Election,
    file: Annotated[
        Any,
        Upload(
            _("Your copy of the envelopes"),
            _("Downloaded while the vote was running."),
            kinds=("json",),
            empty=_("Choose your copy of the envelopes."),
        ),
    ],
) -> Teller:
    """Envelopes of your copy that were cast and are missing here are put back. Those that the record does not name are
    told in public."""
    given = file if isinstance(file, Copy) else _read_copy(file)
    teller = must_be_teller(ctx.actor, election)
    if given.vote != election.ref:
        raise BadInput("file", _("This copy belongs to another vote."))
    cast, here = queries.cast_on_record(election), set(queries.digests(election))
    standing = set(cast.standing)
    named = {one.hex() for one in cast.named}
    lost = [(one, sealed) for one, sealed in given.envelopes if one in standing - here]
    Envelope.objects.bulk_create(
        [
            Envelope(
                election=election,
                voter=f"restored {digest[:36]}",
                trace=trace_of(election.pk),
                digest=digest,
                sealed=sealed,
            )
            for digest, sealed in lost
        ],
        batch_size=500,
    )
    unknown = sum(digest not in named for digest, _sealed in given.envelopes)
    teller.copy_restored, teller.copy_unknown = len(lost), unknown
    ctx.note(teller=teller.number, set=given.set, restored=len(lost), unknown=unknown)
    return ctx.save(teller)


def _may_confirm(actor: Actor, election: Election) -> None:
    while_in(State.COUNTED, State.ANNULLED)(actor, election)
    teller = must_be_teller(actor, election)
    if teller.copied_at is None:
        raise Refused("state", "no-copy", _("You took no copy of the envelopes."))
    if teller.copy_gone_at is not None:
        raise Refused("state", "copy-gone", _("You have already said that your copy is deleted."))


@action(
    "decisions.confirm_copy_deleted",
    by=Kind.PERSON,
    right="be-teller",
    title=_("Say that your copy is deleted"),
    done=_("A teller deleted their copy of the envelopes"),
    place=unit_of,
    allows=_may_confirm,
)
def confirm_copy_deleted(
    ctx: Context,
    election: Election,
    deleted: Annotated[
        bool,
        Flag(_("I have deleted every copy of the envelopes and my key file, from backups too.")),
    ] = False,
) -> Teller:
    """The count is final, so nobody needs your copy any more. The record keeps that you said so."""
    if not deleted:
        raise BadInput("deleted", _("Delete your copies first. Then tick this."))
    teller = must_be_teller(ctx.actor, election)
    teller.copy_gone_at = ctx.occurred_at
    ctx.note(teller=teller.number)
    return ctx.save(teller)
