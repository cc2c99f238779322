"""Nobody sits in a body and in the one that reviews it: not appointed, not invited, not elected without giving one up."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from commonhall.core import clock
from commonhall.core.refusals import Refused
from commonhall.law import queries
from commonhall.law.instruments.models import Provision
from commonhall.law.segregation.models import Reviewing
from commonhall.people.bodies import holding
from commonhall.people.bodies.holding import Clash
from commonhall.people.bodies.models import Office, OfficeTerm
from commonhall.ui.text import local_date

CHOOSE = "choose-office"
DAYS = 14


def days_to_choose(day: date) -> int:
    """In how many days somebody elected to the second body chooses."""
    found = queries.deadline_days(CHOOSE, day)
    return found[0] if found else DAYS


def between(body: int, day: date) -> dict[int, Reviewing]:
    """Bodies that review a body, and those that it reviews, with the provision's word."""
    rows = Reviewing.objects.filter(Q(body=body) | Q(reviewer=body), queries.granted(day))
    return {
        row.body_id if row.reviewer_id == body else row.reviewer_id: row
        for row in rows.order_by("-pk")
        if row.body_id != row.reviewer_id
    }


def clashing(person: int, office: Office, starts: date, ends: date) -> Iterator[Clash]:
    """Terms of a person on the other side of a review, on any of these days.

    Whoever stands in for somebody stops doing so when they get an office of another body (`law.stand_ins.stages`).
    """
    other_side = between(office.body_id, clock.today())
    if not other_side:
        return
    runs = Q(ended_early_on=None) | Q(ended_early_on__gt=starts)
    terms = OfficeTerm.objects.filter(
        runs,
        person=person,
        stands_for=None,
        office__body__in=other_side,
        starts__lte=ends,
        ends__gte=starts,
    ).select_related("office__body")
    for term in terms.order_by("pk"):
        row = other_side[term.office.body_id]
        yield Clash(term, _refused(term, office, row))


def _refused(term: OfficeTerm, office: Office, row: Reviewing) -> Refused:
    words = (
        _(
            "This person holds an office of %(other)s until %(day)s, which reviews %(body)s. Nobody sits in both: choose somebody else, or end that term first."
        )
        if row.reviewer_id == term.office.body_id
        else _(
            "This person holds an office of %(other)s until %(day)s, which %(body)s reviews. Nobody sits in both: choose somebody else, or end that term first."
        )
    )
    said = {
        "other": term.office.body.name,
        "day": local_date(term.ends),
        "body": office.body.name,
    }
    return Refused("segregation", "both-sides", words % said, Provision.ref_of(row.provision_id))


def register() -> None:
    """Answer whoever gives an office."""
    holding.ask_of_holders(clashing, days_to_choose)
