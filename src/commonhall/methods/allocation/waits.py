"""How long somebody may wait, where past offers let it be told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

# With fewer offers than this nothing is foretold.
FEWEST_OFFERS = 5


@dataclass(frozen=True)
class Wait:
    """About so many days, told from so many offers that were made within so many days."""

    days: int
    offers: int
    within: int


def expected_wait(
    before: int, offers: Sequence[date], since: date, today: date, fewest: int = FEWEST_OFFERS
) -> Wait | None:
    """When the turn of somebody with so many before them comes, if places fall free as often as from `since` on.

    None where fewer offers were made than `fewest`: then nobody can know.
    """
    counted = [day for day in offers if since <= day <= today]
    within = (today - since).days
    if len(counted) < fewest or within < 1:
        return None
    return Wait(round((before + 1) * within / len(counted)), len(counted), within)
