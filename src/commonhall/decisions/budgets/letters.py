"""What letters about participatory budgets say: why their days were moved, or why they were called off."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from commonhall.actions.notification_letters import says
from commonhall.decisions.budgets.models import Budget


@says("decisions.move_budget_days", "decisions.call_off_budget")
def reason(ref: str, _at: datetime) -> Iterator[str]:
    """The public reason."""
    one = Budget.objects.filter(pk=int(ref.rpartition(":")[2])).first()
    if one is not None and one.reason:
        yield one.reason
