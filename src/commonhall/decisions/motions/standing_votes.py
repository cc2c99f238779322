"""A vote is a member's own: it stands when the member leaves, and nobody votes again in the same seat or the same person
in another, until the body has concluded.

As parliaments have it: who follows takes part from the next question on, such as the next reading, or the motion as an
amendment has changed it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Actor
from commonhall.core import clock
from commonhall.core.refusals import Refused
from commonhall.decisions.motions.models import Motion, RollCallVote
from commonhall.people.actors import in_force, in_term, office_of
from commonhall.people.bodies.models import OfficeTerm
from commonhall.people.interests.models import Interest


def on(motion: Motion) -> QuerySet[RollCallVote]:
    """Votes on the present question: this reading, these words."""
    return motion.votes.filter(reading=motion.reading, wording=motion.wording)


def terms_of(votes: QuerySet[Any]) -> list[OfficeTerm]:
    """Whose votes they are."""
    rows = OfficeTerm.objects.filter(pk__in=votes.values("term"))
    return list(rows.select_related("office", "person"))


def check_free(actor: Actor, votes: QuerySet[Any]) -> None:
    """Raise `Refused` where the seat's vote is another's, or the person has voted in another seat."""
    office = office_of(actor)
    mine = votes.filter(Q(office=office) | Q(term__person=actor.person))
    cast = list(mine.values_list("office_id", "term__person_id"))
    if any(seat == office and person != actor.person for seat, person in cast):
        raise Refused(
            "state",
            "voted-before-you",
            _("The previous holder of this office has voted on this, and that vote counts."),
        )
    if any(seat != office and person == actor.person for seat, person in cast):
        raise Refused(
            "state",
            "voted-elsewhere",
            _("You have voted on this in another office. You can only vote once."),
        )


def term_of(actor: Actor) -> OfficeTerm:
    """The term in which somebody acts in an office."""
    rows = OfficeTerm.objects.filter(
        in_term(clock.today()), office=office_of(actor), person=actor.person
    )
    found: OfficeTerm = rows.latest("pk")
    return found


def seated(
    rows: Iterable[OfficeTerm], cast: Iterable[OfficeTerm], parties: list[str]
) -> list[OfficeTerm]:
    """Who decides the question: whoever has voted on it, in the seat of that vote, and for all other seats who sits
    there today. Each says by `interested` whether an interest recuses.

    rows: who sits there today, by office; cast: whose votes stand.
    """
    cast = list(cast)
    holder = {term.office_id: term.person_id for term in cast}
    seat = {term.person_id: term.office_id for term in cast}
    found: dict[int, OfficeTerm] = {}
    for term in rows:
        voted_here = holder.get(term.office_id, term.person_id) == term.person_id
        if voted_here and seat.get(term.person_id, term.office_id) == term.office_id:
            # Whoever holds two seats sits in the first of them: nobody votes twice.
            found.setdefault(term.person_id, term)
    gone: list[Any] = [term for term in cast if term.person_id not in found]
    if gone:
        mine = Interest.objects.filter(
            in_force(clock.today()),
            person__in=[term.person_id for term in gone],
            target__in=parties,
        )
        interested = set(mine.values_list("person_id", flat=True))
        for term in gone:
            term.interested = term.person_id in interested
            found[term.person_id] = term
    return sorted(found.values(), key=lambda term: term.office_id)
