"""Questions about alternatives: which there are, who ranks them, what the orders give."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from commonhall.actions.actors import Actor
from commonhall.decisions.alternatives.models import Alternatives, AlternativesRanking
from commonhall.decisions.motions import queries as motion_queries
from commonhall.decisions.motions import standing_votes
from commonhall.decisions.motions.majorities import Count
from commonhall.decisions.motions.models import Motion
from commonhall.people.actors import office_of
from commonhall.people.bodies.models import OfficeTerm


def alternatives() -> QuerySet[Alternatives]:
    return Alternatives.objects.select_related("body", "unit")


def motions_of(alternatives: Alternatives) -> list[Motion]:
    """The motions in the order in which they were put before the body."""
    return list(alternatives.motions.select_related("body", "unit").order_by("pk"))


def rankings(alternatives: Alternatives) -> QuerySet[AlternativesRanking]:
    rows = alternatives.rankings.select_related("office", "term__person", "term__office")
    return rows.order_by("office__code")


def own(alternatives: Alternatives, actor: Actor) -> AlternativesRanking | None:
    """How the actor's office has ranked them."""
    return alternatives.rankings.filter(office_id=office_of(actor) or 0).first()


@dataclass(frozen=True)
class RollCall:
    """Who may rank, and whose order counts: of whoever has no interest in any of the motions."""

    may: list[OfficeTerm]
    counted: list[AlternativesRanking]
    count: Count


def roll_call(alternatives: Alternatives, motions: list[Motion]) -> RollCall:
    """The body as it decides on all of them: an interest in one recuses from the order of all."""
    given = list(rankings(alternatives))
    cast = standing_votes.terms_of(alternatives.rankings.all())
    present = [motion_queries.sitting(one, cast) for one in motions]
    out = {term.office_id for one in present for term in one.recused}
    may = [term for term in present[0].filled if term.office_id not in out]
    offices = {term.office_id for term in may}
    counted = [one for one in given if one.office_id in offices]
    return RollCall(
        may,
        counted,
        Count(
            yes=len(counted),
            no=0,
            abstained=0,
            may=len(may),
            members=len(present[0].filled),
            seats=present[0].seats,
        ),
    )
