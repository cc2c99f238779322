"""A draw that gives a waiting list its order: opened with the list, and entered and left through it alone.

The list is frozen, seeded, drawn and checked as every lottery is; nobody is given a place by the draw itself.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Annotated, Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Internal
from commonhall.actions.undoing import by_action
from commonhall.core.models import Governed
from commonhall.decisions.lotteries import naming, search
from commonhall.decisions.lotteries.models import Application, Lottery
from commonhall.places.models import Unit

State = Lottery.State


@action(
    "decisions.open_order",
    by=Kind.OFFICE,
    power="keep-waiting-lists",
    undo=by_action("decisions.annul_lottery"),
    title=_("Open the draw of a waiting list"),
    done=_("Draw of a waiting list opened"),
    no_door="it is opened with its waiting list",
)
def open_order(
    ctx: Context,
    unit: Annotated[Unit, Internal(place=True)],
    names: Annotated[dict[str, str], Internal()],
    about: Annotated[str, Internal()],
    places: Annotated[int, Internal()],
    closes_at: Annotated[datetime, Internal()],
    source: Annotated[dict[str, Any], Internal()],
) -> Lottery:
    """State when the list is frozen and which public numbers decide the order. source: see inputs."""
    lottery = Lottery(
        kind=Lottery.Kind.ORDER,
        rule=Lottery.Rule.LOTTERY,
        names=names,
        unit=unit,
        body_id=ctx.actor.body_id,
        about=about,
        places=places,
        source=source.get("source") or Lottery.Source.BEACON,
        opens_at=ctx.occurred_at,
        closes_at=closes_at,
    )
    naming.name_source(
        lottery,
        source.get("draws_at"),
        source.get("draw_names") or {},
        source.get("numbers_count"),
        source.get("numbers_most"),
    )
    ctx.save(lottery)
    search.index_lottery(lottery)
    ctx.note(unit=unit.code, source=lottery.source, round=lottery.beacon.get("round"))
    return lottery


def enter(lottery: Lottery, code: str, at: datetime) -> None:
    """Somebody joined the list: their number takes part in the draw."""
    Application.objects.create(lottery=lottery, code=code, at=at)


def leave(lottery: Lottery, code: str) -> None:
    """They left before the list was frozen. Afterwards their ticket stands, and is passed over."""
    if lottery.state == State.OPEN:
        Application.objects.filter(lottery=lottery, code=code).delete()


def drawn(refs: Collection[str]) -> QuerySet[Lottery]:
    """The draws of these lists that have given an order."""
    rows = Lottery.objects.filter(kind=Lottery.Kind.ORDER, about__in=refs)
    return rows.exclude(drawn_at=None).exclude(state=State.ANNULLED)


def of(thing: Governed) -> Lottery | None:
    """The draw that gives a waiting list its order."""
    return Lottery.objects.filter(kind=Lottery.Kind.ORDER, about=thing.ref).first()
