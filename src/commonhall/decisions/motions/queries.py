"""Questions about motions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.utils import timezone

from commonhall.actions import registry as actions_registry
from commonhall.core import clock, refs
from commonhall.decisions.motions import standing_votes
from commonhall.decisions.motions.majorities import Count, Rule
from commonhall.decisions.motions.models import Motion
from commonhall.decisions.sittings.models import Sitting
from commonhall.law import queries as law_queries
from commonhall.law.instruments.models import Majority, Provision
from commonhall.people.actors import in_force, in_term
from commonhall.people.bodies.models import Office, OfficeTerm
from commonhall.people.interests.models import Interest

DECIDE = "decide-matters"
# How long members may vote where no provision says otherwise, in days.
VOTE, DAYS = "vote-on-motion", 3
STRICTNESS = [
    Majority.SIMPLE.value,
    Majority.TWO_THIRDS.value,
    Majority.THREE_QUARTERS.value,
    Majority.MEMBERS.value,
    Majority.TWO_THIRDS_MEMBERS.value,
]


# --- motions --------------------------------------------------------------------------------------
def motions() -> QuerySet[Motion]:
    return Motion.objects.select_related("body", "unit", "sitting", "urgent", "after", "among")


@dataclass(frozen=True)
class Present:
    """Who sits in the motion's body today: filled offices, those who may vote, and those who are recused."""

    filled: list[OfficeTerm]
    recused: list[OfficeTerm]
    seats: int

    @property
    def voters(self) -> list[OfficeTerm]:
        out = {term.pk for term in self.recused}
        return [term for term in self.filled if term.pk not in out]


def filled(body: int, day: date) -> list[OfficeTerm]:
    """Who sits in a body on a day."""
    return list(_seated(body, day))


def _seated(body: int, day: date) -> QuerySet[OfficeTerm]:
    # Who stands in for a member does not vote, unless the charter says so: then they do in the member's place.
    instead = OfficeTerm.objects.filter(in_term(day), stands_for=OuterRef("pk"), votes=True)
    terms = OfficeTerm.objects.filter(
        ~Exists(instead), in_term(day), votes=True, office__body_id=body
    )
    return terms.select_related("office", "person").order_by("office_id")


def sitting(motion: Motion, cast: Iterable[OfficeTerm] | None = None) -> Present:
    """The body as it decides: as it sits today, and whoever has voted and left since (`standing_votes`). An interest in
    a party to the matter recuses. One query, where it is said whose votes stand.

    cast: whose votes on the question stand; None: those on the motion are looked up.
    """
    day = clock.today()
    declared = Interest.objects.filter(
        in_force(day), person_id=OuterRef("person_id"), target__in=motion.parties
    )
    seats = Office.objects.filter(body_id=motion.body_id, ended_on=None).order_by()
    counted = seats.values("body").annotate(number=models.Count("pk")).values("number")
    rows = _seated(motion.body_id, day).annotate(
        interested=Exists(declared), seats=Subquery(counted)
    )
    sits = list(rows)
    voted = standing_votes.terms_of(standing_votes.on(motion)) if cast is None else cast
    terms: list[Any] = standing_votes.seated(sits, voted, motion.parties)
    return Present(
        list(terms),
        [term for term in terms if term.interested],
        sits[0].seats if sits else seats.count(),
    )


def power_of(motion: Motion) -> str:
    """The power a body uses by deciding: of the action the motion holds, or to decide matters."""
    found = actions_registry.actions().get(motion.action) if motion.action else None
    return found.power if found is not None else DECIDE


def rule_of(motion: Motion) -> Rule:
    """By what quorum and majority, in how many readings the body decides this today: the strictest of each that
    stands in what grants it the power, and in what it changes."""
    rows = law_queries.competences(motion.body_id, [power_of(motion)], clock.today())
    if motion.action:
        rows = rows.filter(together=True)
    rules = [
        Rule(
            row.majority,
            row.quorum,
            row.readings,
            row.casting_id,
            Provision.ref_of(row.provision_id),
        )
        for row in rows
    ]
    if changed := _own_majority(motion):
        rules += [replace(rule, majority=changed) for rule in rules or [Rule()]]
    strictest = max(
        rules, key=lambda rule: (STRICTNESS.index(rule.majority), rule.quorum), default=Rule()
    )
    return replace(
        strictest,
        quorum=max((rule.quorum for rule in rules), default=strictest.quorum),
        readings=max((rule.readings for rule in rules), default=strictest.readings),
    )


def _own_majority(motion: Motion) -> str:
    """The majority that what the motion changes states for its own change, as the action's declaration reads it."""
    found = actions_registry.actions().get(motion.action) if motion.action else None
    if found is None or found.own_majority is None or not motion.thing:
        return ""
    thing = refs.thing(motion.thing)
    return found.own_majority(thing, motion.given) if thing is not None else ""


def count(motion: Motion, rule: Rule, present: Present) -> Count:
    """The roll-call of the present reading and wording."""
    votes = standing_votes.on(motion)
    return count_of(dict(votes.values_list("office_id", "choice")), rule, present)


def count_of(votes: dict[int, str], rule: Rule, present: Present) -> Count:
    """Votes by office, counted. Those of whoever is recused are left out."""
    may = {term.office_id for term in present.voters}
    said = Counter(choice for office, choice in votes.items() if office in may)
    casting = votes.get(rule.casting, "") if rule.casting in may and rule.casting else ""
    return Count(
        said["yes"],
        said["no"],
        said["abstain"],
        len(may),
        len(present.filled),
        present.seats,
        casting,
    )


def vote_days() -> int:
    """For how many days members may vote today."""
    found = law_queries.deadline_days(VOTE, clock.today())
    return found[0] if found else DAYS


def votes_until(motion: Motion, since: datetime, days: int | None = None) -> date | None:
    """The last day on which members may vote before anybody may conclude; None: it may be concluded now.

    days: as `vote_days` says, where that was asked for many.
    """
    if motion.sitting is not None and motion.sitting.state == Sitting.State.OPEN:
        return None
    days = vote_days() if days is None else days
    begun = max(filter(None, [motion.read_on, timezone.localdate(since)]))
    last = begun + timedelta(days=days)
    return last if clock.today() <= last else None
