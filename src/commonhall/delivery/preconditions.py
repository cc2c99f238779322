"""Guards that acts of the plan and of contracts share."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext_lazy as _

from commonhall.actions.stages import ActionRequest
from commonhall.core.refusals import Refused


def held_by_own_body(argument: str, *states: str) -> Callable[[ActionRequest], None]:
    """What is given as `argument` is the actor's body's, and stands in one of these states."""

    def check(request: ActionRequest) -> None:
        thing = request.arguments[argument]
        if thing.body_id != request.actor.body:
            raise Refused("state", "other-body", _("Another body answers for this."))
        if thing.state not in states:
            raise Refused("state", "wrong-state", _("Its present state does not allow this."))

    return check
