"""Whose first days in the hall these are: they may write less a day, so that nobody floods a debate with fresh accounts."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import ngettext_lazy

from commonhall.actions.actors import Actor, Kind
from commonhall.consultations.comments.models import Remark
from commonhall.core import clock, rate_limits
from commonhall.core.refusals import Refused
from commonhall.law import queries
from commonhall.people.residents.models import Verification

# The days are set by a provision, the number a day by the installation.
DUTY = "newcomer"
LIMIT = "consultations.newcomers_comments"


def is_newcomer(person: int) -> bool:
    """Was somebody first confirmed so few days ago as the law says?"""
    rows = Verification.objects.filter(person_id=person).order_by("starts")
    first = rows.values_list("starts", flat=True).first()
    last = queries.due_day(DUTY, first) if first is not None else None
    return last is not None and clock.today() <= last


def keep_within(actor: Actor) -> None:
    """Raises `Refused` once a newcomer has written as much in a day as newcomers may."""
    if actor.kind is not Kind.PERSON or actor.person is None or not rate_limits.is_set(LIMIT):
        return
    most = rate_limits.most(LIMIT)
    day = clock.now() - timedelta(days=1)
    if Remark.objects.filter(person_id=actor.person, at__gt=day).count() < most:
        return
    if is_newcomer(actor.person):
        raise Refused(
            "rate",
            "newcomer",
            ngettext_lazy(
                "In the first days after you are confirmed you can write %(most)d comment a day. Go on tomorrow.",
                "In the first days after you are confirmed you can write %(most)d comments a day. Go on tomorrow.",
                most,
            )
            % {"most": most},
        )
