"""What was asked about a thing and what lies behind it: the same for pages and programs."""

from __future__ import annotations

from commonhall.core import clock
from commonhall.law.asking import origins, queries, readers
from commonhall.law.asking.models import AskingLeave
from commonhall.law.asking.readers import Asking


def asked_about(ref: str) -> tuple[list[Asking], list[AskingLeave]]:
    """The askings, the last first, and the reviewer's leaves."""
    behind = origins.behind(ref)
    return readers.about(behind), queries.leaves(behind, clock.today())
