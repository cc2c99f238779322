"""What the first page asks: what is open now, what was promised next, how it stands. Each a few flat queries."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commonhall.cases.cases.models import TONES, Case
from commonhall.cases.cases.queries import counts, visible
from commonhall.consultations.conversations import queries as conversations
from commonhall.consultations.drafts.models import Draft
from commonhall.consultations.initiatives import queries as initiatives
from commonhall.consultations.surveys.models import Survey
from commonhall.core import clock
from commonhall.decisions.budgets import queries as budgets
from commonhall.decisions.votes import queries as votes
from commonhall.delivery.contracts.models import Contract
from commonhall.delivery.plan.models import Item
from commonhall.delivery.plan.queries import items
from commonhall.delivery.shifts.models import Shift
from commonhall.law.promises import queries as promise_queries
from commonhall.law.promises.models import Fate
from commonhall.places.models import Unit
from commonhall.ui.charts.strips import Part

# So many of a kind are looked at: what ends first is shown first.
EACH = 4
# What is drawn on a card by its icon, where its words name nothing that can be drawn.
THEMES = {
    "vote": "vote",
    "document": "letter",
    "money": "money",
    "people": "table",
    "speech": "table",
    "question": "table",
}


@dataclass(frozen=True)
class Chance:
    """Something people can take part in now. until: the last day; icon: a name of `ui.icons`."""

    kind: Any
    icon: str
    thing: Any
    unit: Unit | None
    until: date
    days: int

    @property
    def about(self) -> Any:
        """What its cover is drawn from: its names in all languages, else what it is called."""
        return getattr(self.thing, "names", None) or str(self.thing)

    @property
    def theme(self) -> str:
        """What its cover shows where its words say nothing."""
        return THEMES.get(self.icon, "town")


def open_now(today: date, most: int) -> list[Chance]:
    """What one can take part in, what ends first first; one query for each kind."""
    found = [
        Chance(kind, icon, thing, thing.unit, until, (until - today).days)
        for kind, icon, thing, until in _open(today)
    ]
    return sorted(found, key=lambda one: one.until)[:most]


def _open(today: date) -> Iterator[tuple[Any, str, Any, date]]:
    for election in votes.elections().filter(state="open").order_by("closes_at")[:EACH]:
        if election.closes_at is not None:
            yield _("Vote"), "vote", election, _day(election.closes_at)
    for conversation in conversations.running(today)[:EACH]:
        yield _("Conversation"), "speech", conversation, conversation.closes_on
    for initiative in initiatives.running(today)[:EACH]:
        yield _("Initiative"), "edit", initiative, initiative.closes_on
    for budget in budgets.taking_part(today)[:EACH]:
        ideas = today <= budget.ideas_until
        yield (
            _("Participatory budget"),
            "money",
            budget,
            budget.ideas_until if ideas else budget.support_until,
        )
    drafts = Draft.objects.filter(state=Draft.State.OPEN, closes_on__gte=today)
    for draft in drafts.select_related("unit").order_by("closes_on", "pk")[:EACH]:
        yield _("Draft text"), "document", draft, draft.closes_on
    surveys = Survey.objects.filter(state=Survey.State.OPEN, closes_at__gte=clock.now())
    for survey in surveys.select_related("unit").order_by("closes_at", "pk")[:EACH]:
        yield _("Survey"), "question", survey, _day(survey.closes_at)
    shifts = Shift.objects.filter(cancelled=False, starts_at__gte=clock.now())
    for shift in shifts.select_related("unit").order_by("starts_at", "pk")[:EACH]:
        yield _("Volunteers needed"), "people", shift, _day(shift.starts_at)
    calls = Contract.objects.filter(state=Contract.State.TENDER, closes_on__gte=today)
    for call in calls.select_related("unit").order_by("closes_on", "pk")[:EACH]:
        yield _("Call for offers"), "money", call, call.closes_on or today


def _day(moment: datetime) -> date:
    return timezone.localdate(moment)


def promised_next(today: date, most: int) -> list[Item]:
    """Parts of the plan with a promised day, the longest overdue and the nearest first."""
    rows = items().filter(due_on__isnull=False, done_on=None).exclude(state=Item.State.STOPPED)
    return list(rows.filter(due_on__gte=today).order_by("due_on", "pk")[:most])


def overdue(today: date) -> int:
    """How many promises are broken and not done: their first day has passed, whichever was named since."""
    return promise_queries.promises(today, fate=Fate.BROKEN).count()


def newest_cases(unit: Unit | None, most: int) -> list[Case]:
    """What was raised last by people, there or everywhere."""
    rows: QuerySet[Case] = visible().select_related("category", "unit", "body")
    rows = rows.exclude(channel=Case.Channel.ALARM)
    if unit is not None:
        rows = rows.filter(Q(unit=unit) | Q(unit__path__startswith=unit.path))
    return list(rows.order_by("-id")[:most])


def case_parts(address: str) -> list[Part]:
    """Where cases stand, as parts of all; `address`: of the list, which each part narrows."""
    return [
        Part(row["label"], row["count"], TONES[row["state"]], f"{address}?state={row['state']}")
        for row in counts()
        if row["count"]
    ]
