"""Questions about lotteries."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet

from commonhall.decisions.lotteries import drawing
from commonhall.decisions.lotteries.models import Application, Lottery, Portfolio, Ticket
from commonhall.record.models import Checkpoint, Leaf


# --- lotteries ------------------------------------------------------------------------------------
def lotteries() -> QuerySet[Lottery]:
    return Lottery.objects.select_related("unit", "body")


def entered(rows: QuerySet[Lottery]) -> QuerySet[Lottery]:
    """With `entered`: how many applications lie there now."""
    return rows.annotate(entered=Count("applications"))


def application(person: int, lottery: Lottery) -> Application | None:
    """What a person handed in; None without one."""
    return lottery.applications.filter(person_id=person).first() if person else None


def ticket_of(person: int, lottery: Lottery) -> Ticket | None:
    """A person's ticket on the frozen list."""
    mine = application(person, lottery)
    return lottery.tickets.filter(code=mine.code).first() if mine else None


def applied(lottery: Lottery) -> int:
    """How many have applied so far, or stand on the frozen list."""
    return lottery.tickets_count if lottery.root else int(lottery.applications.count())


def seed_checkpoint(lottery: Lottery) -> Checkpoint | None:
    """The first checkpoint that covers the entry after which the seed counts; None while there is none."""
    leaf = (
        Leaf.objects.filter(entry_id=UUID(lottery.ready_in)).first() if lottery.ready_in else None
    )
    if leaf is None:
        return None
    rows = Checkpoint.objects.select_related("log").order_by("pk")
    # A log that was closed by a restore signs no more; the next one's first checkpoint counts then.
    return (
        rows.filter(log=leaf.log_id, size__gt=leaf.index).first()
        or rows.filter(log__gt=leaf.log_id).first()
    )


def chances_of(lottery: Lottery) -> dict[str, Any] | None:
    found = Portfolio.objects.filter(lottery=lottery).first()
    return found.content if found else None


def published_draw(lottery: Lottery) -> dict[str, Any]:
    """The published form of a frozen lottery, from which anybody draws again."""
    rows = lottery.tickets.order_by("code").values("code", "kind", "place", "points", "household")
    return drawing.published(
        vars(lottery), [drawing.Row(**row) for row in rows], chances_of(lottery)
    )
