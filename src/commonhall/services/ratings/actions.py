"""What residents who got a service say of it, in confidence."""

from __future__ import annotations

from typing import Annotated

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Choice, Flag
from commonhall.core.refusals import BadInput, Refused
from commonhall.services.applications.models import Application
from commonhall.services.ratings.models import Rating
from commonhall.services.services.actions import still_there
from commonhall.services.services.models import Service

MARKS = [
    ("5", _("5: very good")),
    ("4", _("4: good")),
    ("3", _("3: fair")),
    ("2", _("2: poor")),
    ("1", _("1: very poor")),
]


def _may_rate(actor: Actor, service: Service) -> None:
    """The service is offered; where it is applied for here, they were granted it."""
    still_there(actor, service)
    granted = Application.objects.filter(
        service=service, person=actor.person, state=Application.State.GRANTED
    )
    if service.applied_for and not granted.exists():
        raise Refused(
            "state",
            "not-used",
            _("Only residents who applied for this service and got it can rate it."),
        )


@action(
    "services.rate_service",
    by=Kind.PERSON,
    right="rate-services",
    verified=True,
    title=_("Rate this service"),
    done=_("A resident rated a service in confidence"),
    told=lambda _nothing: gettext(
        "Thank you. Your mark is not shown to anybody. It counts in the sums from next month."
    ),
    limit="services.apply",
    allows=_may_rate,
    notifies=False,
)
def rate_service(
    ctx: Context,
    service: Service,
    mark: Annotated[
        str,
        Choice(_("How was it?"), choices=MARKS, radio=True, empty=_("Choose a mark.")),
    ],
    used: Annotated[
        bool,
        Flag(
            _("I used this service in the last 12 months"),
            asked_of=lambda service: not service.applied_for,
        ),
    ] = False,
) -> None:
    """Give the service you got a mark. A later one takes its place. The entry on the record does not name the service."""
    if not service.applied_for and not used:
        raise BadInput("used", _("Only people who used it can rate it. Say that you did."))
    Rating.objects.update_or_create(
        service=service,
        person_id=ctx.actor.person_id,
        defaults={"mark": int(mark), "on": ctx.today},
    )
    # Nobody counts marks by the record: the entry names no service.
    ctx.subject = ""
