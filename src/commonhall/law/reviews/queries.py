"""Questions about reviews."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from commonhall.law.caretakers import queries as caretakers
from commonhall.law.instruments.models import Instrument, Provision
from commonhall.law.mandates.models import Mandate
from commonhall.law.reviews.models import Reconsidered
from commonhall.people.actors import in_term
from commonhall.people.bodies import caretaking
from commonhall.people.bodies.models import OfficeTerm


# --- what ends ------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Term:
    """A rule, a mandate or a term of office that ends, or is due for review, on a day. follows: what is so then."""

    thing: Instrument | Provision | Mandate | OfficeTerm
    day: date
    kind: str  # "review", "ends", "mandate" or "term"
    follows: Any = ""


def terms(today: date, days: int = 365) -> tuple[list[Term], list[Term]]:
    """(what ends or is due for review within `days`, reviews that are overdue), by day; five queries."""
    until = today + timedelta(days=days)
    alive = Instrument.objects.filter(Q(ends=None) | Q(ends__gte=today))
    found = [Term(row, row.review_on, "review") for row in alive.filter(review_on__lte=until)]
    overdue = [one for one in found if one.day < today]
    coming = [one for one in found if one.day >= today]
    coming += [Term(row, row.ends, "ends") for row in alive.filter(ends__lte=until)]
    provisions = Provision.objects.filter(ends__gte=today, ends__lte=until)
    coming += [Term(row, row.ends, "ends") for row in provisions.select_related("instrument")]
    mandates = Mandate.objects.filter(ends__gte=today, ends__lte=until, recalled_on=None)
    goes_on = caretakers.days(today)
    coming += [
        Term(row, row.ends, "mandate", _after(row.ends, goes_on))
        for row in mandates.select_related("body")
        if row.ends is not None
    ]
    terms = OfficeTerm.objects.filter(
        in_term(today), stands_for=None, ends__lte=until, office__ended_on=None
    )
    coming += [Term(row, row.ends, "term", _after(row.ends, goes_on)) for row in terms]
    return sorted(coming, key=lambda one: one.day), sorted(overdue, key=lambda one: one.day)


def _after(ends: date, goes_on: int | None) -> Any:
    return caretaking.told_after(ends + timedelta(days=goes_on) if goes_on is not None else None)


def reconsidered(instrument: Instrument) -> QuerySet[Reconsidered]:
    """What was said when ends were set, provisions renewed, the instrument reviewed; newest first."""
    return instrument.reconsidered.select_related("provision", "body").order_by("-pk")
