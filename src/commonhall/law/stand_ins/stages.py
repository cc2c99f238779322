"""What the gate asks of a stand-in: no office of another body, and no vote that is the holder's alone."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commonhall.actions.stages import ActionRequest
from commonhall.core.refusals import Refused
from commonhall.law.instruments.models import Competence
from commonhall.law.segregation.queries import reviewers
from commonhall.law.stand_ins import queries
from commonhall.people.bodies.models import OfficeTerm

VOTE = "vote-in-body"


def check_reviewer(request: ActionRequest) -> None:
    """Raise `Refused` where a body would name, or end, a stand-in of its own reviewer."""
    own, day = request.actor.body, timezone.localdate(request.at)
    if request.action.power != queries.NAME or own is None:
        return
    for thing in request.arguments.values():
        body = (
            thing.office.body_id if isinstance(thing, OfficeTerm) else getattr(thing, "body_id", 0)
        )
        if body in reviewers(own, day, request.memo):
            raise Refused(
                "segregation",
                "for-itself",
                _("No body names or ends a stand-in of its own reviewer."),
                queries.provision_of(day),
            )


def check(request: ActionRequest) -> None:
    """Raise `Refused` where a stand-in may not use a power that the holder of the office may."""
    check_reviewer(request)
    term: OfficeTerm | None = request.memo.get(("stand_in", request.actor))
    power, body = request.action.power, request.actor.body
    if term is None or body is None or not power:
        return
    day = timezone.localdate(request.at)
    if power == queries.NAME:
        raise Refused(
            "segregation",
            "passes-on",
            _("You stand in for somebody. Their office is not yours to give to others."),
            queries.provision_of(day),
        )
    key = ("other body", request.actor.person, day)
    if key not in request.memo:
        request.memo[key] = queries.other_body(request.actor.person_id, body, day)
    other = request.memo[key]
    if other is not None:
        raise Refused(
            "segregation",
            "two-bodies",
            _(
                "You hold an office of %(body)s, too. Nobody acts for two bodies, so you cannot stand in here."
            )
            % {"body": other.name},
            queries.provision_of(day),
        )
    grant: Competence | None = request.memo.get(("competence", power, body))
    together = grant is not None and grant.together
    if not term.votes and (power == VOTE or together):
        raise Refused(
            "segregation",
            "no-vote",
            _("The members decide this themselves. A stand-in has no vote here."),
            queries.provision_of(day),
        )
