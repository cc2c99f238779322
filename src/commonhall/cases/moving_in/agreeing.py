"""May the System bring in a file of another system now?

While the hall is set up it may, by a grant that has a last day. Afterwards only what an office handed in on the page,
and a second body agreed to there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Actor
from commonhall.actions.context import Context
from commonhall.actions.declaration import Action
from commonhall.cases.moving_in.models import CaseImport
from commonhall.core import clock
from commonhall.core.refusals import Refused
from commonhall.law.founding.queries import founding_period
from commonhall.law.queries import competences
from commonhall.people.actors import system

# The number of the import that is being carried out; 0: one by command.
_at_hand: ContextVar[int] = ContextVar("commonhall_import_at_hand", default=0)


def one_begins_alone() -> bool:
    """Does the founding period run, in which one office does alone what others look at afterwards?"""
    period = founding_period()
    return period is not None and period.runs


@contextmanager
def agreed_to(case_import: CaseImport) -> Iterator[None]:
    """Within it, the System brings in what this import holds."""
    token = _at_hand.set(case_import.pk)
    try:
        yield
    finally:
        _at_hand.reset(token)


def only_agreed(power: str) -> Callable[[Actor, Any], None]:
    """For `allows=` of what the System does with this power."""

    def allows(actor: Actor, _thing: Any) -> None:
        being_set_up = competences(actor.body or 0, [power], clock.today()).exclude(ends=None)
        agreed = CaseImport.objects.filter(pk=_at_hand.get(), approved_at__isnull=False)
        if not (being_set_up.exists() or agreed.exists()):
            raise Refused(
                "state",
                "not-agreed",
                _(
                    "The hall is no longer being set up. Upload the file under “Imports from other systems”. It is imported once a second body has agreed to it."
                ),
            )

    return allows


def may_begin(action: Action[..., Any]) -> None:
    """Raise `Refused` before the first row is written, where the System could not finish with this action."""
    answer = action.check(system())
    if answer.refusal is not None:
        raise answer.refusal


def name_agreed(ctx: Context) -> None:
    """Say in the closing entry which import was agreed to."""
    if number := _at_hand.get():
        ctx.note(agreed=CaseImport(pk=number).ref)
