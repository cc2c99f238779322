"""Questions about motions."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from commonhall.actions import registry as actions_registry
from commonhall.core import clock, refs
from commonhall.decisions.motions.majorities import Count, Rule
from commonhall.decisions.motions.models import Motion
from commonhall.decisions.sittings.models import Sitting
from commonhall.law import queries as law_queries
from commonhall.law.amendments.models import CharterAmendment
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
    return Motion.objects.select_related("body", "unit", "sitting")


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


def sitting(motion: Motion) -> Present:
    """The body as it sits today; an interest in a party to the matter recuses."""
    day = clock.today()
    terms = OfficeTerm.objects.filter(in_term(day), office__body_id=motion.body_id)
    # Whoever holds two seats sits in the first of them: nobody votes twice.
    seated: dict[int, OfficeTerm] = {}
    for term in terms.select_related("office", "person").order_by("office_id"):
        seated.setdefault(term.person_id, term)
    filled = list(seated.values())
    interested = set(
        Interest.objects.filter(
            in_force(day),
            person_id__in=[term.person_id for term in filled],
            target__in=motion.parties,
        ).values_list("person_id", flat=True)
    )
    seats = Office.objects.filter(body_id=motion.body_id, ended_on=None).count()
    return Present(filled, [term for term in filled if term.person_id in interested], seats)


def power_of(motion: Motion) -> str:
    """The power a body uses by deciding: of the action the motion holds, or to decide matters."""
    found = actions_registry.actions().get(motion.action) if motion.action else None
    return found.power if found is not None else DECIDE


def rule_of(motion: Motion) -> Rule:
    """By what quorum and majority the body decides this today: the strictest of what grants it the power."""
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
    if of_article := _of_article(motion):
        rules += [replace(rule, majority=of_article) for rule in rules or [Rule()]]
    return max(
        rules, key=lambda rule: (STRICTNESS.index(rule.majority), rule.quorum), default=Rule()
    )


def _of_article(motion: Motion) -> str:
    """The majority that an article of the charter takes, where the motion changes one."""
    if motion.action != "law.enact_charter_amendment":
        return ""
    amendment = refs.thing(motion.thing)
    return amendment.provision.majority if isinstance(amendment, CharterAmendment) else ""


def count(motion: Motion, rule: Rule, present: Present) -> Count:
    """The roll-call of the present reading and wording."""
    votes = motion.votes.filter(reading=motion.reading, wording=motion.wording)
    return count_of(dict(votes.values_list("office_id", "choice")), rule, present)


def count_of(votes: dict[int, str], rule: Rule, present: Present) -> Count:
    """Votes by office, counted. Those of whoever is no longer in office, or is recused, are left out."""
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


def votes_until(motion: Motion, since: datetime) -> date | None:
    """The last day on which members may vote before anybody may conclude; None: it may be concluded now."""
    if motion.sitting is not None and motion.sitting.state == Sitting.State.OPEN:
        return None
    found = law_queries.deadline_days(VOTE, clock.today())
    begun = max(filter(None, [motion.read_on, timezone.localdate(since)]))
    last = begun + timedelta(days=found[0] if found else DAYS)
    return last if clock.today() <= last else None


def roll_call(motion: Motion) -> tuple[int, int, int, int]:
    """(yes, no, abstained, how many offices may vote: filled ones of the body, less the recused)."""
    found = count(motion, rule_of(motion), sitting(motion))
    return found.yes, found.no, found.abstained, found.may


def recused(motion: Motion) -> list[Office]:
    """Offices of the body whose holder has a declared interest in the matter."""
    return [term.office for term in sitting(motion).recused]
