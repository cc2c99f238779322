"""Recommendations of a panel: drafted, amended and voted by its members alone, with the notes of those who see it otherwise."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Annotated

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Choice, Words
from commonhall.core import clock
from commonhall.core.refusals import Refused
from commonhall.decisions.panels import law, queries, search
from commonhall.decisions.panels.models import Panel
from commonhall.decisions.panels.seats import must_sit
from commonhall.decisions.panels.spoken_models import (
    MinorityNote,
    Recommendation,
    RecommendationVote,
)
from commonhall.law.promises import ledger

State, Votes = Recommendation.State, RecommendationVote.Choice
MOST = 100
TITLE = Words(_("Title"), most=200, empty=_("Enter a title."))
TEXT = Words(
    _("What do you recommend, and why?"),
    _("Public once the panel has adopted it."),
    most=8000,
    long=True,
    empty=_("Enter what you recommend."),
)


def _drafts(actor: Actor, panel: Panel) -> None:
    must_sit(actor, panel)
    if clock.today() > panel.works_until:
        raise Refused("state", "over", _("The days of the panel’s work are over."))


@action(
    "decisions.draft_recommendation",
    by=Kind.PERSON,
    right=law.WORK,
    title=_("Draft a recommendation"),
    done=_("Recommendation drafted"),
    allows=_drafts,
)
def draft_recommendation(
    ctx: Context, panel: Panel, title: Annotated[str, TITLE], text: Annotated[str, TEXT]
) -> Recommendation:
    """Write down what the panel should recommend. Every member can amend it until it is put to the vote."""
    last = panel.recommendations.aggregate(last=Max("number"))["last"] or 0
    if last >= MOST:
        raise Refused("state", "too-many", _("This panel has drafted too many recommendations."))
    made = ctx.save(
        Recommendation(
            panel=panel,
            number=last + 1,
            title=title,
            text=text,
            member=must_sit(ctx.actor, panel),
            at=ctx.occurred_at,
        )
    )
    ctx.link(panel, made, "led-to")
    ctx.subject = panel.ref
    return made


# --- until it is put to the vote ------------------------------------------------------------------
def _is_draft(actor: Actor, one: Recommendation) -> None:
    _drafts(actor, one.panel)
    if one.state != State.DRAFT:
        raise Refused("state", "wrong-state", _("This recommendation is no longer a draft."))


@action(
    "decisions.amend_recommendation",
    by=Kind.PERSON,
    right=law.WORK,
    title=_("Amend it"),
    done=_("Draft of a recommendation amended"),
    allows=_is_draft,
    notifies=False,
)
def amend_recommendation(
    ctx: Context,
    recommendation: Recommendation,
    title: Annotated[
        str,
        Words(
            TITLE.label, most=200, empty=TITLE.empty, present=lambda one: one.title if one else ""
        ),
    ],
    text: Annotated[
        str,
        Words(
            TEXT.label,
            TEXT.help,
            most=8000,
            long=True,
            empty=TEXT.empty,
            present=lambda one: one.text if one else "",
        ),
    ],
) -> Recommendation:
    """Put other words. Each wording stays in the history; the vote is on the last one."""
    recommendation.title, recommendation.text = title, text
    recommendation.amended += 1
    made = ctx.save(recommendation)
    ctx.subject = Panel.ref_of(recommendation.panel_id)
    return made


@action(
    "decisions.put_recommendation_to_vote",
    by=Kind.PERSON,
    right=law.WORK,
    title=_("Put it to the vote"),
    done=_("Recommendation put to the vote of the panel"),
    allows=_is_draft,
)
def put_recommendation_to_vote(ctx: Context, recommendation: Recommendation) -> Recommendation:
    """From now on its words stand. Members vote for as many days as the law gives; it ends sooner once all have voted."""
    recommendation.state = State.VOTING
    recommendation.votes_until = ctx.today + timedelta(
        days=law.days(law.VOTE, ctx.today, law.VOTE_DAYS)
    )
    ctx.subject = Panel.ref_of(recommendation.panel_id)
    return ctx.save(recommendation)


# --- the vote -------------------------------------------------------------------------------------
def _votes(actor: Actor, one: Recommendation) -> None:
    must_sit(actor, one.panel)
    if not one.votes:
        raise Refused("state", "wrong-state", _("Members cannot vote on it today."))


@action(
    "decisions.vote_on_recommendation",
    by=Kind.PERSON,
    right=law.WORK,
    title=_("Vote on it"),
    done=_("A member voted on a recommendation"),
    allows=_votes,
    notifies=False,
)
def vote_on_recommendation(
    ctx: Context,
    recommendation: Recommendation,
    choice: Annotated[
        str,
        Choice(_("Your vote"), choices=Votes.choices, radio=True, empty=_("Choose how you vote.")),
    ],
) -> Recommendation:
    """One vote for each member; voting again replaces it. The sums are public once the vote is over, never who voted how."""
    member = must_sit(ctx.actor, recommendation.panel)
    rows = RecommendationVote.objects.filter(recommendation=recommendation, member=member)
    vote = rows.first() or RecommendationVote(recommendation=recommendation, member=member)
    vote.choice = choice
    ctx.save(vote)
    ctx.subject = recommendation.ref
    return recommendation


@action(
    "decisions.note_minority",
    by=Kind.PERSON,
    right=law.WORK,
    title=_("Add a minority note"),
    done=_("Minority note added to a recommendation"),
    allows=_votes,
    notifies=False,
)
def note_minority(
    ctx: Context,
    recommendation: Recommendation,
    text: Annotated[
        str,
        Words(
            _("Why you see it otherwise"),
            _("Published with the recommendation, without your number or name."),
            most=2000,
            long=True,
            empty=_("Enter why you see it otherwise."),
        ),
    ],
) -> Recommendation:
    """Say why you see it otherwise. It stands under the recommendation; writing again replaces your note."""
    member = must_sit(ctx.actor, recommendation.panel)
    rows = MinorityNote.objects.filter(recommendation=recommendation, member=member)
    note = rows.first() or MinorityNote(recommendation=recommendation, member=member)
    note.text, note.at = text, ctx.occurred_at
    ctx.save(note)
    ctx.subject = recommendation.ref
    return recommendation


def all_voted(one: Recommendation) -> bool:
    """Has every member who sits voted?"""
    sitting = queries.sitting(one.panel_id)
    voted = RecommendationVote.objects.filter(recommendation=one, member__in=sitting)
    return sitting.exists() and voted.count() >= sitting.count()


def _over(_actor: Actor, one: Recommendation) -> None:
    if one.state != State.VOTING or (one.votes and not all_voted(one)):
        raise Refused("state", "wrong-state", _("No vote of a panel is over here."))


@action(
    "decisions.count_recommendation",
    by=Kind.SYSTEM,
    power=law.RUN,
    title=_("Count the vote of a panel"),
    done=_("Vote of a panel on a recommendation counted"),
    place=lambda one: one.panel.unit_id,
    allows=_over,
)
def count_recommendation(ctx: Context, recommendation: Recommendation) -> Recommendation:
    """Adopted with the share in favour that the law asks for, of those for and against. What is adopted is owed an answer by the
    day that stands since the panel was commissioned."""
    one, panel = recommendation, recommendation.panel
    cast = Counter(one.votes_cast.values_list("choice", flat=True))
    one.yes, one.no, one.abstained = (cast[value] for value in Votes.values)
    per_cent, least = law.share(ctx.today)
    one.needed = per_cent
    enough = one.yes >= least and 100 * one.yes >= per_cent * (one.yes + one.no)
    one.state = State.ADOPTED if enough else State.REJECTED
    if enough:
        one.due_on = max(panel.answer_on, ctx.today + timedelta(days=1))
        ledger.make(ctx, one, law.PROMISE, body=panel.body_id, unit=panel.unit_id, day=one.due_on)
        ctx.link(panel, one, "recommended")
        seated = queries.sitting(panel).exclude(person=None).values_list("person__account")
        for (account,) in seated:
            ctx.follow(one, account)
    ctx.note(yes=one.yes, no=one.no, abstained=one.abstained, needed=per_cent)
    made = ctx.save(one)
    search.index_recommendation(made)
    return made
