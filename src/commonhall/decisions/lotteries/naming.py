"""What an opening fixes about the numbers that decide, and when they begin to count."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from commonhall.core.refusals import BadInput
from commonhall.decisions.lotteries import queries, sources
from commonhall.decisions.lotteries.models import Lottery
from commonhall.methods.beacons.rounds import time_of

Source = Lottery.Source


def name_source(
    lottery: Lottery,
    draws_at: datetime | None,
    draw_names: Mapping[str, str],
    count: int | None,
    most: int | None,
) -> None:
    """Write the named round, or the public draw with the form of its numbers, into a lottery. Raises BadInput."""
    if lottery.source == Source.NONE:
        return
    if draws_at is not None and draws_at < lottery.closes_at + sources.AHEAD:
        raise BadInput(
            "draws_at",
            _(
                "Enter an hour at least ten minutes after applications close, so that nobody can know the numbers before then."
            ),
        )
    if lottery.source == Source.BEACON:
        lottery.beacon = sources.beacon_at(draws_at or lottery.closes_at + sources.USUALLY)
        lottery.draws_at = time_of(lottery.beacon)
        return
    if not any(one.strip() for one in draw_names.values()):
        raise BadInput(
            "draw_names", _("Enter the public draw and its day, before anybody knows its numbers.")
        )
    if draws_at is None:
        raise BadInput("draws_at", _("Enter when the public draw is held."))
    if count is None:
        raise BadInput("numbers_count", _("Enter how many numbers are drawn."))
    if most is None:
        raise BadInput("numbers_most", _("Enter the highest number in the draw."))
    if not sources.enough(count, most):
        raise BadInput(
            "numbers_count",
            _(
                "This draw has too few possible results. Choose one with at least 100,000, such as 6 of 49."
            ),
        )
    lottery.draw_names = dict(draw_names)
    lottery.draws_at = draws_at
    lottery.numbers = {"count": count, "most": most}


def check_again(lottery: Lottery) -> None:
    """Whoever holds a lottery again says so, and why: nobody tries their luck twice unseen. Raises BadInput."""
    before = queries.held_before(lottery)
    if before is not None and lottery.again_of is None:
        raise BadInput(
            "again_of",
            _(
                "“%(name)s” (number %(number)d) has been opened here before. Say that this lottery repeats it, and why."
            )
            % {"name": before.name, "number": before.pk},
        )
    if (lottery.again_of is not None) != bool(lottery.again_reason):
        raise BadInput("again_reason", _("Enter why it is held again, and after which lottery."))


def await_numbers(lottery: Lottery, entry: UUID | str, moment: datetime) -> None:
    """The list and the chances stand on the record: from now on the named numbers count.

    A public draw that was held before ends the lottery: its numbers were known while the list was not.
    """
    lottery.state = Lottery.State.READY
    lottery.ready_in = str(entry)
    lottery.ready_at = moment
    if lottery.source == Source.BEACON:
        lottery.round = sources.counts(lottery.beacon, moment)
    if lottery.came_late:
        lottery.state = Lottery.State.VOID
