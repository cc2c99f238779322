"""Moderation of proposals: words or image hidden for a published reason. Support, check and place on the ballot stay."""

from __future__ import annotations

from typing import Annotated

from django.utils.translation import gettext_lazy as _

from commonhall.actions import exemptions
from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.models import Link
from commonhall.actions.undoing import put_back
from commonhall.consultations.moderation.joining import hides
from commonhall.consultations.moderation.judging import REASON
from commonhall.consultations.moderation.kinds import Hideable
from commonhall.consultations.moderation.models import Withheld
from commonhall.consultations.moderation.withheld_actions import WHAT, hide, may_hide
from commonhall.core import refs, search
from commonhall.core.models import Governed
from commonhall.decisions.proposals.authors import own_authorship, parties
from commonhall.decisions.proposals.models import Proposal
from commonhall.decisions.proposals.search import index_proposal
from commonhall.decisions.proposals.system_actions import PLANNED
from commonhall.decisions.votes.models import Option


@action(
    "decisions.hide_proposal",
    by=Kind.OFFICE,
    power="moderate-conversations",
    any_body=exemptions.MODERATED,
    undo=put_back,
    title=_("Hide its text or image"),
    done=_("Text or image of a proposal hidden by moderation"),
    place=lambda proposal: proposal.unit_id,
    concerns=parties,
    allows=may_hide,
)
def hide_proposal(
    ctx: Context,
    proposal: Proposal,
    what: Annotated[str, WHAT],
    reason: Annotated[str, REASON],
) -> Withheld:
    """Hide the words or the image of a proposal for one of the published reasons. It keeps its supporters and its place on
    the ballot; its authors are told and may appeal once."""
    return hide(ctx, proposal, what, reason)


def _carry(ctx: Context, proposal: Proposal) -> None:
    """What was made from its words says what it says now: the search, its option on the ballot, its part of the plan."""
    index_proposal(proposal)
    # An annulled vote has an option of it, too.
    for option in Option.objects.filter(about=proposal.ref).order_by("pk"):
        before = {"names": option.names, "texts": option.texts}
        option.names, option.texts = proposal.ballot_names, proposal.ballot_texts
        _save_found(ctx, option)
        for link in Link.objects.filter(from_ref=option.ref, kind=PLANNED).order_by("pk"):
            item = refs.thing(link.to_ref)
            # If the body has written new words since, they are its own.
            for name, words in before.items():
                if getattr(item, name, None) == words:
                    setattr(item, name, getattr(option, name))
            if item is not None:
                _save_found(ctx, item)


def _save_found(ctx: Context, thing: Governed) -> None:
    saved = ctx.save(thing)
    words = " ".join([*getattr(saved, "names").values(), *getattr(saved, "texts").values()])  # noqa: B009
    search.index(saved._meta.label_lower, [(saved.pk, words)])


def _own(actor: Actor, proposal: Proposal) -> bool:
    return own_authorship(proposal, actor) is not None


hides(
    hide_proposal.code,
    Hideable(
        Proposal,
        text=("title", "text", "why"),
        photos=("image", "image_words"),
        changed=_carry,
        own=_own,
        parties=parties,
    ),
)
