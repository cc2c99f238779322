"""A body that still owes something is not ended: nobody would be left who owes it."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commonhall.core.refusals import Refused
from commonhall.law.appeals.models import Appeal
from commonhall.law.promises.models import Promise
from commonhall.people.bodies.actions import before_somebody_ends
from commonhall.people.bodies.models import Body


def owes_nothing(body: Body) -> None:
    """Raise `Refused` while a promise is open, a word is owed about a broken one, or a review is not followed."""
    to_do = Q(kept_on=None) | Q(undone_on__isnull=False) | Q(broken_on__isnull=False)
    open_ones = Promise.objects.filter(to_do, body=body, withdrawn_on=None, said_on=None)
    anew = Appeal.objects.filter(body=body, anew_by__isnull=False, anew_on=None)
    if open_ones.exists() or anew.exists():
        raise Refused(
            "state",
            "owes",
            _(
                "First this body must keep what it promised and do what a review demands, or say in public why not. Then it can end."
            ),
        )


def register() -> None:
    before_somebody_ends(owes_nothing)
