"""What must hold before something is done to a part of the plan or a contract."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Actor
from commonhall.core.refusals import Refused


def check_own_body(actor: Actor, thing: Any, states: tuple[str, ...]) -> None:
    """The thing is the actor's body's, and stands in one of these states."""
    if thing.body_id != actor.body:
        raise Refused("state", "other-body", _("Another body answers for this."))
    if thing.state not in states:
        raise Refused("state", "wrong-state", _("You cannot do this in its current state."))


def held_by_own_body(*states: str) -> Callable[[Actor, Any], None]:
    """For `allows`: as `check_own_body`."""

    def check(actor: Actor, thing: Any) -> None:
        check_own_body(actor, thing, states)

    return check


def carried_out_by_own_body(*states: str) -> Callable[[Actor, Any], None]:
    """For `allows`: as `held_by_own_body`, of a part of the plan that no group of residents carries out."""

    def check(actor: Actor, item: Any) -> None:
        check_own_body(actor, item, states)
        check_no_group(item)

    return check


def check_no_group(item: Any) -> None:
    """What residents carry out, they alone promise and report."""
    if getattr(item, "resident_project", None) is not None:
        raise Refused(
            "state",
            "group-reports",
            _(
                "Residents carry this out, so only their group reports on it. If it is not as they say, contradict them on the page of their project."
            ),
        )
