"""How lotteries are shown wherever a ref names one."""

from __future__ import annotations

from commonhall.core.refs import Described, describes
from commonhall.decisions.lotteries import panels
from commonhall.decisions.lotteries.models import Lottery, Portfolio, Ticket


def _lotteries(numbers: list[int]) -> dict[int, Described]:
    """A panel is asked, so it stands where consultations do; places are decided about by lot."""
    rows = Lottery.objects.filter(pk__in=numbers)
    return {
        row.pk: Described(
            row.ref,
            row.name,
            row.get_absolute_url(),
            row.get_state_display(),
            "consultation" if row.kind == Lottery.Kind.PANEL else "decision",
            stopped=row.state in (Lottery.State.VOID, Lottery.State.ANNULLED),
        )
        for row in rows
    }


def _tickets(numbers: list[int]) -> dict[int, Described]:
    rows = Ticket.objects.filter(pk__in=numbers).select_related("lottery")
    return {row.pk: Described(row.ref, row.code, row.lottery.get_absolute_url()) for row in rows}


def _portfolios(numbers: list[int]) -> dict[int, Described]:
    rows = Portfolio.objects.filter(pk__in=numbers).select_related("lottery")
    return {
        row.pk: Described(row.ref, row.lottery.name, row.lottery.get_absolute_url()) for row in rows
    }


def register() -> None:
    panels.tell()
    describes("decisions.lottery", _lotteries)
    describes("decisions.ticket", _tickets)
    describes("decisions.portfolio", _portfolios)
