"""Questions about urgent decisions: what the charter allows, who has agreed, what is in force."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.utils import timezone

from commonhall.actions.declaration import Action
from commonhall.actions.undoing import PutBack
from commonhall.core import clock
from commonhall.decisions.motions.models import Motion
from commonhall.decisions.motions.queries import Present
from commonhall.decisions.urgent.models import UrgentDecision
from commonhall.law import queries as law_queries
from commonhall.law.instruments.models import Provision
from commonhall.people.actors import in_term
from commonhall.people.bodies.models import OfficeTerm

State = UrgentDecision.State


@dataclass(frozen=True)
class UrgentRule:
    """What the charter says of urgent decisions by a power. most: what it may cost, in minor units."""

    members: int
    days: int
    most: int
    provision: str


def urgents() -> QuerySet[UrgentDecision]:
    return UrgentDecision.objects.select_related("motion__body")


def of_motion(motion: Motion) -> UrgentDecision | None:
    """The urgent decision about a motion; None where nobody called it urgent."""
    return getattr(motion, "urgent", None)


def rule_of(body: int, power: str, day: date) -> UrgentRule | None:
    """Who may use a body's power when it cannot wait: the strictest of all that grants it; None: nobody."""
    rows = list(law_queries.competences(body, [power], day).filter(together=True))
    if not rows or not all(row.urgent for row in rows):
        return None
    strictest = max(rows, key=lambda row: row.urgent)
    return UrgentRule(
        strictest.urgent,
        min(row.urgent_days for row in rows),
        min(row.urgent_most for row in rows),
        Provision.ref_of(strictest.provision_id),
    )


def can_be_undone(action: Action[..., object]) -> bool:
    """Can what was done lapse by itself, with everything as it was before?"""
    return isinstance(action.undo, PutBack)


def term_begins(body: int, day: date) -> date | None:
    """The first day of the mandate under which a body acts today."""
    rows = law_queries.MANDATES.rows(body=body, day=day)
    return max((row.starts for row in rows), default=None)


def decided_before(motion: Motion) -> UrgentDecision | None:
    """An urgent decision of the same kind, on the same thing, in the same term of the body.

    Where the action makes something new, there is no thing: until the body has confirmed the one, there is no other.
    """
    rows = urgents().filter(motion__body_id=motion.body_id, motion__action=motion.action)
    rows = rows.exclude(done_at=None).exclude(motion=motion)
    if begun := term_begins(motion.body_id, clock.today()):
        rows = rows.filter(done_at__date__gte=begun)
    rows = rows.filter(motion__thing=motion.thing)
    if not motion.thing:
        rows = rows.exclude(state=State.CONFIRMED)
    return rows.order_by("-pk").first()


def people_who_agreed(urgent: UrgentDecision) -> set[int]:
    """Ids of the people who agreed, in whichever office."""
    found: set[int] = set()
    for office, at in urgent.agreements.values_list("office_id", "at"):
        day = timezone.localdate(at)
        terms = OfficeTerm.objects.filter(in_term(day), votes=True, office_id=office)
        found |= set(terms.values_list("person_id", flat=True))
    return found


def still_agree(urgent: UrgentDecision, present: Present) -> set[int]:
    """Ids of people who agreed, sit in the body today, and are not recused."""
    return people_who_agreed(urgent) & {term.person_id for term in present.voters}


def in_force_on(ref: str) -> list[UrgentDecision]:
    """Urgent decisions that touch or made a thing and wait for their body."""
    rows = urgents().filter(Q(motion__thing=ref) | Q(motion__result=ref), state=State.IN_FORCE)
    return list(rows.order_by("pk")[:5])


def in_force_of(body: int) -> QuerySet[UrgentDecision]:
    """Urgent decisions of members of a body that it has not voted on."""
    rows = urgents().filter(motion__body_id=body, state=State.IN_FORCE)
    return rows.order_by("confirm_by", "pk")


def held_on_agenda(body: int, besides: Iterable[int]) -> UrgentDecision | None:
    """One that must stand on the body's agenda and is not among these motions."""
    return in_force_of(body).exclude(motion__in=list(besides)).first()
