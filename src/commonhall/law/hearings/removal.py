"""Part of the stage "segregation": nobody ends a reviewer's term, or takes the mandate of whoever reviews, unheard: whoever does it, in any charter.

In the founding period the terms that one office began alone may lapse without it.
"""

from __future__ import annotations

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Kind
from commonhall.actions.stages import ActionRequest
from commonhall.core.refusals import Refused
from commonhall.law.founding.queries import founding_period
from commonhall.law.hearings import queries
from commonhall.law.instruments.models import Provision
from commonhall.law.mandates.models import Mandate
from commonhall.people.bodies.models import OfficeTerm

REMOVES = {"people.end_term", "law.recall_mandate"}


def check_heard(request: ActionRequest) -> None:
    """Raise `Refused` unless the reviewer was heard, where this would remove them."""
    if request.action.code not in REMOVES or request.actor.kind is Kind.SYSTEM:
        return
    day = timezone.localdate(request.at)
    for thing in request.arguments.values():
        if isinstance(thing, OfficeTerm):
            _check(request, thing.office.body_id, thing.pk, day)
        elif isinstance(thing, Mandate):
            _check(request, thing.body_id, None, day)


def _check(request: ActionRequest, body: int, term: int | None, day: date) -> None:
    provision = queries.provision_of_review(body, day)
    by = request.actor.body
    if provision is None or by is None:
        return
    period = founding_period()
    if period is not None and period.runs:
        return
    if not queries.was_heard(body, by, term, day):
        raise Refused(
            "segregation",
            "not-heard",
            _(
                "A reviewer is heard before being removed. Open a hearing with public reasons on the page of their body, "
                "and wait for the answer or for the last day to give one."
            ),
            Provision.ref_of(provision),
        )
