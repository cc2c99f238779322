"""What may be done while an appeal waits and after it: an interim order, a new decision, what is owed instead."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from commonhall.actions import exemptions
from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Either, Internal, Words
from commonhall.actions.undoing import put_back
from commonhall.core import refs
from commonhall.core.refusals import BadInput, Refused
from commonhall.law import entries
from commonhall.law.appeals.actions import check_no_part, parties, unit_of
from commonhall.law.appeals.models import Appeal
from commonhall.law.demands.reasons import MOST_WORDS, REASONS
from commonhall.law.inputs import EntryOfRecord
from commonhall.law.instruments.models import Provision
from commonhall.record.models import Entry

State = Appeal.State


@action(
    "law.order_on_appeal",
    by=Kind.OFFICE,
    power=entries.REVIEW,
    any_body=exemptions.REVIEWED,
    title=_("Suspend the act or let it continue"),
    done=_("Interim order on an appeal"),
    place=unit_of,
    concerns=parties,
    allows=check_no_part,
)
def order_on_appeal(
    ctx: Context,
    appeal: Appeal,
    suspend: Annotated[
        bool,
        Either(
            _("Until the appeal is decided"),
            yes=_("suspended"),
            no=_("continues"),
        ),
    ],
    text: Annotated[str, REASONS],
) -> Appeal:
    """Suspend what was appealed until the decision, or lift a suspension, with public reasons."""
    if suspend is appeal.suspended:
        raise BadInput(
            "suspend",
            _("It is already suspended.") if suspend else _("It is not suspended."),
        )
    appeal.suspended, appeal.order, appeal.order_on = suspend, text, ctx.today
    if suspend:
        # Whoever is refused by it is told on what it rests: the law that lets the reviewer order.
        number = refs.split(ctx.basis[0].provision)[1]
        appeal.suspension = Provision.objects.get(pk=number)
    ctx.note(suspended=suspend)
    return ctx.save(appeal)


# --- what is sent back ------------------------------------------------------------------------------
def _owed(actor: Actor, appeal: Appeal) -> None:
    if actor.body != appeal.body_id:
        raise Refused(
            "state", "other-body", _("The body that made the first decision decides again.")
        )
    if not appeal.owed_anew or appeal.state != State.SENT_BACK:
        raise Refused("state", "wrong-state", _("No new decision is due here."))


@action(
    "law.name_new_decision",
    by=Kind.OFFICE,
    power="decide-anew",
    undo=put_back,
    title=_("Record the new decision"),
    done=_("New decision recorded after a review sent the first one back"),
    place=unit_of,
    concerns=lambda appeal: [appeal.about],
    allows=_owed,
)
def name_new_decision(
    ctx: Context,
    appeal: Appeal,
    entry: Annotated[Entry, EntryOfRecord(_("The entry in the record of the new decision"))],
) -> Appeal:
    """Say by which act it was decided anew. The same act on the same thing is found without being named."""
    body = entries.acting_body(entry)
    if not entries.is_public_power(entry) or body is None or body.pk != appeal.body_id:
        raise BadInput("entry", _("Choose an act of public power by this body."))
    if appeal.decided_at is None or entry.occurred_at < appeal.decided_at:
        raise BadInput("entry", _("This was done before the review was decided."))
    return keep_new_decision(ctx, appeal, entry.pk, entry.subject)


def keep_new_decision(ctx: Context, appeal: Appeal, entry: UUID, about: str) -> Appeal:
    """It was decided anew: no day runs any more."""
    appeal.anew_on, appeal.anew_entry = ctx.today, entry
    ctx.link(appeal, about, "decided-anew")
    return ctx.save(appeal)


@action(
    "law.find_new_decision",
    by=Kind.SYSTEM,
    power="watch-deadlines",
    title=_("Record the act by which it was decided again"),
    done=_("Decided again after a review sent it back"),
    place=unit_of,
)
def find_new_decision(ctx: Context, appeal: Appeal, entry: Annotated[UUID, Internal()]) -> Appeal:
    """The same body did the same thing anew: no day runs any more."""
    return keep_new_decision(ctx, appeal, entry, appeal.about)


# --- what cannot be undone --------------------------------------------------------------------------
def _owes_remedy(actor: Actor, appeal: Appeal) -> None:
    if actor.body != appeal.body_id:
        raise Refused("state", "other-body", _("The body that acted must put it right."))
    if not appeal.owes_remedy:
        raise Refused("state", "wrong-state", _("Nothing else is due here."))


@action(
    "law.make_good",
    by=Kind.OFFICE,
    power="decide-anew",
    undo=put_back,
    title=_("Report what was done instead"),
    done=_("Put right after a review, as the act cannot be undone"),
    place=unit_of,
    concerns=lambda appeal: [appeal.about],
    allows=_owes_remedy,
)
def make_good(
    ctx: Context,
    appeal: Appeal,
    text: Annotated[
        str,
        Words(
            _("What was done instead"),
            _(
                "This is public. The person who appealed can read it, and can appeal it if it is not true."
            ),
            most=MOST_WORDS,
            long=True,
            empty=_("Enter what was done instead."),
        ),
    ],
) -> Appeal:
    """Say in public what the body did, because its act could not be undone. The day for it then no longer runs."""
    appeal.made_good, appeal.anew_on = text, ctx.today
    return ctx.save(appeal)
