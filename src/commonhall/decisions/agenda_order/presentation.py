"""What the page of a sitting shows of the order its members want."""

from __future__ import annotations

from dataclasses import dataclass

from commonhall.decisions import ranked_orders
from commonhall.decisions.agenda_order import counting, queries
from commonhall.decisions.agenda_order.models import AgendaRanking
from commonhall.decisions.motions.models import Motion
from commonhall.decisions.sittings.models import Sitting
from commonhall.decisions.votes import stages
from commonhall.ui import text


@dataclass(frozen=True)
class Wanted:
    """given: each ranking, whose it is, and the order in words. staged: how the orders were counted last; taken: who had given one by then."""

    given: list[tuple[AgendaRanking, str, str]]
    staged: stages.Shown | None
    taken: int
    explanation: object


def of(sitting: Sitting) -> Wanted | None:
    """None where no member has said anything; then it costs one query."""
    given = list(queries.rankings(sitting))
    if not given:
        return None
    last = queries.last_count(sitting)
    numbers = {pk for one in given for pk in one.order} | set(last.motions if last else ())
    motions = {one.pk: one for one in Motion.objects.filter(pk__in=numbers)}
    shown = None
    if last is not None:
        codes = ranked_orders.codes_of(last.motions)
        shown = stages.show(
            counting.RULE, last.outcome, {code: motions[pk] for pk, code in codes.items()}
        )
    return Wanted(
        [
            (one, str(one.term.person), text.listed(motions[pk].name for pk in one.order))
            for one in given
        ],
        shown,
        len(last.orders) if last else 0,
        stages.explanation_of(counting.RULE),
    )
