"""Merging proposals: one author offers it, all authors of both agree, and one project comes of the two.

What comes of it was checked: its text is that of both, word for word, and its cost that of both.
"""

from __future__ import annotations

from typing import Annotated

from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Pick, Words
from commonhall.actions.models import Follow
from commonhall.core import clock
from commonhall.core.refusals import BadInput, Refused
from commonhall.decisions.budgets import phases
from commonhall.decisions.budgets.phases import Phase
from commonhall.decisions.proposals import search
from commonhall.decisions.proposals.actions import PROPOSE, own_proposal
from commonhall.decisions.proposals.authors import mine
from commonhall.decisions.proposals.models import (
    Merger,
    MergerConsent,
    Proposal,
    ProposalAuthor,
)
from commonhall.people.actors import system

State = Proposal.State
BY = (Kind.PERSON, Kind.ORGANISATION)
LONGEST = 8000


def _hidden(proposal: Proposal) -> bool:
    """Did moderation hide its words? Then nobody could agree to them."""
    return proposal.moderated and not (proposal.title and proposal.text)


def _merges(proposal: Proposal) -> None:
    if proposal.state != State.ADMITTED:
        raise Refused("state", "wrong-state", _("Only admitted proposals can be merged."))
    if _hidden(proposal):
        raise Refused(
            "state", "hidden", _("Moderation has hidden the words of one. They cannot be merged.")
        )
    phases.require(proposal.budget, Phase.MERGING, today=clock.today())


def _may_offer(actor: Actor, proposal: Proposal) -> None:
    own_proposal(actor, proposal)
    _merges(proposal)


def _others(proposal: Proposal) -> QuerySet[Proposal]:
    """With which it can be merged."""
    rows = Proposal.objects.filter(budget=proposal.budget_id, state=State.ADMITTED)
    return rows.exclude(pk=proposal.pk).order_by("pk")


@action(
    "decisions.offer_merger",
    by=BY,
    right=PROPOSE,
    title=_("Offer to merge it with another"),
    done=_("Merging of proposals offered"),
    allows=_may_offer,
    limit="decisions.propose_project",
)
def offer_merger(
    ctx: Context,
    proposal: Proposal,
    into: Annotated[
        Proposal,
        Pick(
            _("With which one"),
            rows=lambda: Proposal.objects.all(),
            rows_of=_others,
            empty=_("Choose the other proposal."),
        ),
    ],
    title: Annotated[
        str,
        Words(
            _("Title of both together"),
            _("The texts of both stay as they were checked, one after the other."),
            most=160,
            empty=_("Enter the title of both together."),
        ),
    ],
) -> Merger:
    """Make one project of two. It happens once all authors of both have agreed; you have with this offer."""
    if (
        into.pk == proposal.pk
        or into.budget_id != proposal.budget_id
        or into.state != State.ADMITTED
        or _hidden(into)
    ):
        raise BadInput("into", _("Choose another admitted proposal of this budget."))
    between = Merger.objects.filter(proposal__in=(proposal, into), into__in=(proposal, into))
    if between.filter(state=Merger.State.OFFERED).exists():
        raise BadInput("into", _("These two wait for their authors already."))
    _check_sum(proposal, into)
    made = ctx.save(Merger(proposal=proposal, into=into, title=title, offered_on=ctx.today))
    ctx.subject = into.ref
    _agree(ctx, made)
    return made


def _check_sum(proposal: Proposal, into: Proposal) -> None:
    if (proposal.cost or 0) + (into.cost or 0) > into.budget.dearest:
        raise BadInput(
            "into", _("Together they cost more than one project of this budget may cost.")
        )
    if len(text_of(proposal, into)) > LONGEST:
        raise BadInput("into", _("Together their texts are too long: up to 8,000 characters."))


def text_of(proposal: Proposal, into: Proposal) -> str:
    """The text of both, each under its title."""
    return "\n\n".join(f"### {one.title}\n\n{one.text}" for one in (into, proposal))


def waiting_for(merger: Merger) -> QuerySet[ProposalAuthor]:
    """Authors who have not agreed yet. An erased author can say nothing any more, and is not waited for."""
    rows = ProposalAuthor.objects.filter(proposal__in=(merger.proposal_id, merger.into_id))
    rows = rows.exclude(person=None, organisation=None)
    return rows.exclude(pk__in=merger.consents.values("author"))


def _agree(ctx: Context, merger: Merger) -> None:
    """The actor agrees for whatever they are an author of; the last one makes it so."""
    for author in waiting_for(merger).filter(**(mine(ctx.actor) or {})).order_by("pk"):
        ctx.save(MergerConsent(merger=merger, author=author, on=ctx.today))
    if not waiting_for(merger).exists():
        ctx.perform_as(system(), merge_proposals, merger=merger)


def _may_answer(actor: Actor, merger: Merger) -> None:
    which = mine(actor)
    if merger.state != Merger.State.OFFERED:
        raise Refused("state", "wrong-state", _("This offer has already been answered."))
    if which is None or not waiting_for(merger).filter(**which).exists():
        raise Refused("state", "not-yours", _("Only its authors can do this."))
    _merges(merger.into)
    _merges(merger.proposal)


def _about_it(ctx: Context, merger: Merger) -> None:
    ctx.subject = merger.proposal.ref


@action(
    "decisions.agree_to_merger",
    by=BY,
    right=PROPOSE,
    title=_("Agree to merge"),
    done=_("An author agreed to merge proposals"),
    allows=_may_answer,
)
def agree_to_merger(ctx: Context, merger: Merger) -> Merger:
    """You agree to the offer. Once all authors have, the two proposals are one."""
    _check_sum(merger.proposal, merger.into)
    _about_it(ctx, merger)
    _agree(ctx, merger)
    return merger


@action(
    "decisions.decline_merger",
    by=BY,
    right=PROPOSE,
    title=_("Do not merge"),
    done=_("Merging of proposals declined"),
    told=lambda _made: gettext("The two stay apart."),
    allows=_may_answer,
)
def decline_merger(ctx: Context, merger: Merger) -> Merger:
    """The two proposals stay apart, and both go on the ballot."""
    merger.state, merger.decided_on = Merger.State.DECLINED, ctx.today
    _about_it(ctx, merger)
    return ctx.save(merger)


def _all_agreed(_actor: Actor, merger: Merger) -> None:
    if merger.state != Merger.State.OFFERED or waiting_for(merger).exists():
        raise Refused("state", "wrong-state", _("Not all authors have agreed."))


@action(
    "decisions.merge_proposals",
    by=Kind.SYSTEM,
    power="watch-deadlines",
    title=_("Merge proposals whose authors all agreed"),
    done=_("Proposals merged"),
    place=lambda merger: merger.into.unit_id,
    allows=_all_agreed,
)
def merge_proposals(ctx: Context, merger: Merger) -> Proposal:
    """All authors agreed: one project with the text, the cost and the authors of both."""
    gone, kept = merger.proposal, merger.into
    kept.text = text_of(gone, kept)
    kept.title = merger.title
    kept.cost = (kept.cost or 0) + (gone.cost or 0)
    kept.reasons = "\n\n".join(one for one in (kept.reasons, gone.reasons) if one)[:4000]
    if kept.unit_id != gone.unit_id:
        kept.unit = kept.budget.unit
    there = {(one.person_id, one.organisation_id) for one in kept.authors.all()}
    for author in gone.authors.order_by("pk"):
        if (author.person_id, author.organisation_id) not in there:
            ctx.save(
                ProposalAuthor(
                    proposal=kept,
                    person_id=author.person_id,
                    organisation_id=author.organisation_id,
                    name=author.name,
                )
            )
    gone.state, gone.merged_into = State.MERGED, kept
    merger.state, merger.decided_on = Merger.State.AGREED, ctx.today
    ctx.save(merger)
    ctx.save(gone)
    made = ctx.save(kept)
    ctx.link(gone, kept, "merged-into")
    search.index_proposal(made)
    # Those who followed the one that is gone hear of the other from now on.
    for account in follower_accounts(gone):
        ctx.follow(kept, account)
    ctx.subject = gone.ref
    return made


def follower_accounts(proposal: Proposal) -> list[int]:
    """Accounts that follow it."""
    rows = Follow.objects.filter(ref=proposal.ref).order_by("account_id")
    return list(rows.values_list("account_id", flat=True))
