"""Moderation of what candidates and lists say: words hidden for a published reason. Names and places on the ballot stay."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from django.utils.translation import gettext_lazy as _

from commonhall.actions import exemptions
from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.undoing import put_back
from commonhall.consultations.moderation.joining import hides
from commonhall.consultations.moderation.judging import REASON
from commonhall.consultations.moderation.kinds import Hideable
from commonhall.consultations.moderation.models import Withheld
from commonhall.consultations.moderation.withheld_actions import hide, may_hide
from commonhall.core.refusals import Refused
from commonhall.decisions.seats.models import Candidacy, CandidateList
from commonhall.people.organisations.models import Organisation


def _rivals(thing: Candidacy | CandidateList) -> Sequence[str]:
    """Whoever wrote it, and everybody else who stands: no candidate judges what a rival says."""
    seat_vote = thing.seat_vote
    people = set(seat_vote.candidacies.values_list("person", flat=True))
    people |= set(seat_vote.lists.values_list("person", flat=True))
    organisations = set(seat_vote.lists.values_list("organisation", flat=True))
    found = [f"people.person:{one}" for one in sorted(people - {None})]
    return found + [Organisation.ref_of(one) for one in sorted(organisations - {None})]


def _may_hide(actor: Actor, thing: Candidacy | CandidateList) -> None:
    """Raises `Refused` for the body elected: those who hold its offices do not judge those who want them."""
    if actor.body == thing.body_id:
        raise Refused(
            "state",
            "own-election",
            _(
                "This body is being elected, so it does not judge what candidates say. Another must."
            ),
        )
    may_hide(actor, thing)


@action(
    "decisions.hide_candidacy",
    by=Kind.OFFICE,
    power="moderate-conversations",
    any_body=exemptions.MODERATED,
    undo=put_back,
    title=_("Hide what they stand for"),
    done=_("Words of a candidate hidden by moderation"),
    place=lambda one: one.unit_id,
    concerns=_rivals,
    allows=_may_hide,
)
def hide_candidacy(ctx: Context, candidacy: Candidacy, reason: Annotated[str, REASON]) -> Withheld:
    """Hide what a candidate stands for, for one of the published reasons. Their name and their place on the ballot stay. They are told and may appeal once."""
    return hide(ctx, candidacy, Withheld.What.TEXT, reason)


@action(
    "decisions.hide_list",
    by=Kind.OFFICE,
    power="moderate-conversations",
    any_body=exemptions.MODERATED,
    undo=put_back,
    title=_("Hide what it stands for"),
    done=_("Words of a list of candidates hidden by moderation"),
    place=lambda one: one.unit_id,
    concerns=_rivals,
    allows=_may_hide,
)
def hide_list(ctx: Context, one: CandidateList, reason: Annotated[str, REASON]) -> Withheld:
    """Hide what a list stands for, for one of the published reasons. Its name, its candidates and its place on the ballot stay. Whoever put it up is told and may appeal once."""
    return hide(ctx, one, Withheld.What.TEXT, reason)


hides(
    hide_candidacy.code,
    Hideable(Candidacy, text=("text",), parties=_rivals, body_reads=False),
)
hides(
    hide_list.code,
    Hideable(CandidateList, text=("text",), parties=_rivals, body_reads=False),
)
