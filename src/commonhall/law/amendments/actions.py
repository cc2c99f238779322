"""How the charter is changed: proposed with its words, put to the residents where entrenched, then enacted."""

from __future__ import annotations

from typing import Annotated

from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Flag, Names
from commonhall.actions.undoing import put_back
from commonhall.core import clock
from commonhall.core.refusals import BadInput, Refused
from commonhall.law import search
from commonhall.law.amendments import approvals
from commonhall.law.amendments.models import CharterAmendment
from commonhall.law.inputs import MOST_WORDS
from commonhall.law.instruments.models import Provision
from commonhall.law.instruments.own_law import own_majority, unit_of
from commonhall.law.segregation import watched
from commonhall.people.bodies.models import Body

AMEND = "amend-charter"
State = CharterAmendment.State


def _of_charter(_actor: Actor, provision: Provision) -> None:
    if not provision.instrument.is_charter:
        raise Refused(
            "rights",
            "not-the-charter",
            _("Only the hall's own charter can be changed this way."),
            provision.ref,
        )
    if provision.ends is not None and provision.ends < clock.today():
        raise Refused("state", "ended", _("It has ended. Adopt it again instead."), provision.ref)


def _place(amendment: CharterAmendment) -> int | None:
    return unit_of(amendment.provision)


def _is_proposed(_actor: Actor, amendment: CharterAmendment) -> None:
    if amendment.state != State.PROPOSED:
        raise Refused("state", "wrong-state", _("This amendment has already been decided."))


def _is_agreed(actor: Actor, amendment: CharterAmendment) -> None:
    _is_proposed(actor, amendment)
    provision = amendment.provision
    if provision.texts != amendment.before:
        raise Refused(
            "state",
            "changed-meanwhile",
            _(
                "The article has changed since you began. Propose the amendment again, based on the current text."
            ),
            provision.ref,
        )
    agreed = approvals.vote_for(amendment.ref)
    ends = not amendment.texts and not provision.entrenched
    if ends and not agreed:
        watched.refuse(provision, actor.body, clock.today(), {})
    if provision.entrenched and not agreed:
        raise Refused(
            "rights",
            "no-vote",
            _(
                "This article is entrenched, so residents must vote on this exact amendment first. Hold a vote of the whole place with an answer that is based on the amendment and a threshold of at least 50 per cent."
            ),
            provision.ref,
        )


@action(
    "law.withdraw_charter_amendment",
    by=Kind.OFFICE,
    undo=put_back,
    power=AMEND,
    title=_("Withdraw the amendment"),
    done=_("Amendment of the charter withdrawn"),
    place=_place,
    allows=_is_proposed,
)
def withdraw_charter_amendment(ctx: Context, amendment: CharterAmendment) -> CharterAmendment:
    """The article stays as it is."""
    amendment.state, amendment.decided_on = State.WITHDRAWN, ctx.today
    return ctx.save(amendment)


@action(
    "law.propose_charter_amendment",
    by=Kind.OFFICE,
    power=AMEND,
    title=_("Propose an amendment"),
    done=_("Amendment of the charter proposed"),
    place=unit_of,
    allows=_of_charter,
    undo=withdraw_charter_amendment,
    second_factor=True,
)
def propose_charter_amendment(
    ctx: Context,
    provision: Provision,
    texts: Annotated[
        dict[str, str] | None,
        Names(
            _("New text"),
            _("If you leave a language blank, its text is removed."),
            most=MOST_WORDS,
            long=True,
            present=lambda provision: provision.texts,
        ),
    ] = None,
    repeal: Annotated[
        bool,
        Flag(_("Repeal the article"), _("Everything based on it stops. The new text is ignored.")),
    ] = False,
) -> CharterAmendment:
    """Say how an article of the charter shall read. An entrenched one changes only once the residents have voted for it."""
    said = {} if repeal else dict(texts or {})
    if not repeal and not said:
        raise BadInput("texts", _("Enter the new text of the article."))
    if said == provision.texts:
        raise BadInput("texts", _("This is already the text of the article."))
    amendment = ctx.save(
        CharterAmendment(
            provision=provision,
            before=provision.texts,
            texts=said,
            body=Body.objects.get(pk=ctx.actor.body_id),
            proposed_on=ctx.today,
        )
    )
    ctx.link(provision, amendment, "amended-by")
    ctx.subject = amendment.ref
    return amendment


@action(
    "law.enact_charter_amendment",
    by=Kind.OFFICE,
    undo=put_back,
    power=AMEND,
    title=_("Enact the amendment"),
    done=_("Charter amended"),
    place=_place,
    allows=_is_agreed,
    own_majority=lambda amendment, _sent: own_majority(amendment.provision),
    second_factor=True,
)
def enact_charter_amendment(ctx: Context, amendment: CharterAmendment) -> CharterAmendment:
    """The article reads so from now on, or ends today. The majority it takes stands on the article."""
    provision = amendment.provision
    if amendment.texts:
        provision.texts = amendment.texts
    else:
        provision.ends = ctx.today
    ctx.save(provision)
    if approvals.vote_for(amendment.ref):
        amendment.vote = approvals.vote_for(amendment.ref)
        ctx.link(amendment.vote, amendment, "agreed")
        ctx.note(vote=amendment.vote)
    amendment.state, amendment.decided_on = State.ENACTED, ctx.today
    search.index_provisions(provision.instrument)
    return ctx.save(amendment)
