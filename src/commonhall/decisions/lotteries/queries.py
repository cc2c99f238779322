"""Questions about lotteries."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Any

from django.db.models import Count, QuerySet

from commonhall.decisions.lotteries import drawing
from commonhall.decisions.lotteries.models import Application, Lottery, Portfolio, Ticket


# --- lotteries ------------------------------------------------------------------------------------
def lotteries() -> QuerySet[Lottery]:
    return Lottery.objects.select_related("unit", "body", "again_of")


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


def held_before(lottery: Lottery) -> Lottery | None:
    """The newest lottery of the same kind and place about the same matter, or of the same name; None without one."""
    rows: QuerySet[Lottery] = Lottery.objects.filter(kind=lottery.kind, unit_id=lottery.unit_id)
    wanted = _folded(lottery.names)
    for one in rows.order_by("-pk").iterator():
        if (lottery.about and one.about == lottery.about) or wanted & _folded(one.names):
            return one
    return None


def _folded(names: Mapping[str, str]) -> set[str]:
    """Names by which a lottery would be taken for another: letters and digits alone."""
    found = (unicodedata.normalize("NFKC", one).casefold() for one in names.values())
    return {"".join(sign for sign in one if sign.isalnum()) for one in found} - {""}


def chances_of(lottery: Lottery) -> dict[str, Any] | None:
    found = Portfolio.objects.filter(lottery=lottery).first()
    return found.content if found else None


def published_draw(lottery: Lottery) -> dict[str, Any]:
    """The published form of a frozen lottery, from which anybody draws again."""
    rows = lottery.tickets.order_by("code").values("code", "kind", "place", "points", "household")
    return drawing.published(
        vars(lottery), [drawing.Row(**row) for row in rows], chances_of(lottery)
    )
