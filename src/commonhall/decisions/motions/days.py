"""Days that a motion names: what it does is never back-dated, however late the body decides."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import formats, timezone
from django.utils.translation import gettext_lazy as _

from commonhall.actions import resolutions
from commonhall.actions.declaration import Action
from commonhall.actions.inputs import Day
from commonhall.core import clock
from commonhall.core.refusals import BadInput, Refused
from commonhall.decisions.motions import held, queries
from commonhall.decisions.motions.models import Motion


def _named(
    motion: Motion, action: Action[..., Any], arguments: Mapping[str, Any]
) -> Iterator[tuple[str, date]]:
    """Days that lay ahead when the motion was put before the body; what was past then is told as past."""
    tabled = timezone.localdate(motion.tabled_at)
    for name, asked in action.inputs.items():
        value = arguments.get(name)
        if not isinstance(asked.input, Day) or isinstance(value, datetime):
            continue
        if isinstance(value, date) and value >= tabled:
            yield name, value


def _moves(motion: Motion, name: str) -> bool:
    return motion.from_passing and name == resolutions.BEGINS


def check_reachable(motion: Motion, action: Action[..., Any], arguments: Mapping[str, Any]) -> None:
    """Raise `BadInput` at a day on which the body cannot have decided yet: readings are on different days."""
    first = clock.today() + timedelta(days=queries.rule_of(motion).readings - 1)
    for name, day in _named(motion, action, arguments):
        if day < first and not _moves(motion, name):
            raise BadInput(
                name,
                _("The body decides on %(day)s at the earliest. Enter that day or a later one.")
                % {"day": formats.date_format(first, "DATE_FORMAT")},
            )


def arguments_today(motion: Motion, action: Action[..., Any]) -> dict[str, Any]:
    """What the action is done with today. Raises `Refused` where a day that it names is past by now, and `BadInput` where
    it cannot be read any more."""
    arguments, today = held.arguments_of(motion, action), clock.today()
    for name, day in list(_named(motion, action, arguments)):
        if day >= today:
            continue
        if not _moves(motion, name):
            raise Refused(
                "state",
                "day-passed",
                _(
                    "It names a day that has now passed: %(day)s. Put it to the body again with a later day."
                )
                % {"day": formats.date_format(day, "DATE_FORMAT")},
            )
        arguments[name] = today
    return arguments
