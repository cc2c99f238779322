"""The plan along the months: its parts and milestones with what became of each promise."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from django.utils.safestring import SafeString
from django.utils.translation import gettext

from commonhall.delivery.plan.models import Item, Milestone
from commonhall.delivery.plan.queries import Node
from commonhall.law.promises.models import TONES, Fate, Promise
from commonhall.ui.charts.timeline import Line, Promised, plan_timeline

# What marks mean, in the order in which it is said.
LEGEND = [(TONES[fate], fate.label) for fate in (Fate.KEPT, Fate.LATE, Fate.BROKEN, Fate.TO_COME)]


def of_tree(tree: Iterable[Node], promises: Iterable[Promise], today: date) -> SafeString:
    """All parts of the plan that name a day, in the order of the plan; one query."""
    items = list(_flat(tree))
    by_thing = {one.thing: one for one in promises}
    steps: dict[int, list[Milestone]] = defaultdict(list)
    rows = Milestone.objects.filter(item__in=[item.pk for item in items])
    for step in rows.order_by("due_on", "pk"):
        steps[step.item_id].append(step)
    lines = [_line(item, steps[item.pk], by_thing, today) for item in items]
    silent = sum(not line.promised for line in lines if line.tone in ("waiting", "info"))
    return plan_timeline(
        gettext("What was promised, month by month"),
        lines,
        today,
        LEGEND,
        note=gettext(
            "A mark stands at the day that was promised first. A dotted line leads to the day it was moved to or done."
        )
        + (" " + _silent(silent) if silent else ""),
    )


def of_item(
    item: Item, steps: Iterable[Milestone], promises: Iterable[Promise], today: date
) -> SafeString:
    """One part of the plan: a line of its own, and one for each milestone; no query."""
    by_thing = {one.thing: one for one in promises}
    whole = _line(item, (), by_thing, today)
    lines = [whole, *(_step_line(item, step, by_thing, today) for step in steps)]
    return plan_timeline(gettext("Promised, month by month"), lines, today, LEGEND)


def _silent(count: int) -> str:
    return gettext("%(count)d parts name no day yet.") % {"count": count}


def _flat(tree: Iterable[Node]) -> Iterator[Item]:
    for node in tree:
        yield node.item
        yield from _flat(node.children)


def _line(
    item: Item, steps: Iterable[Milestone], promises: Mapping[str, Promise], today: date
) -> Line:
    promised = [_promised(step.name, promises.get(step.ref), today) for step in steps]
    promised.append(_promised(gettext("the whole"), promises.get(item.ref), today))
    return Line(
        label=item.name,
        url=item.get_absolute_url(),
        tone=item.tone,
        starts=item.starts or item.adopted_on,
        ends=item.done_on or item.due_on,
        promised=[one for one in promised if one is not None],
    )


def _step_line(item: Item, step: Milestone, promises: Mapping[str, Promise], today: date) -> Line:
    one = _promised(step.name, promises.get(step.ref), today)
    return Line(step.name, item.get_absolute_url(), promised=[one] if one else ())


def _promised(label: str, promise: Promise | None, today: date) -> Promised | None:
    if promise is None:
        return None
    fate = promise.fate(today)
    return Promised(
        label=label,
        day=promise.first_on,
        tone=TONES[fate],
        fate=fate.label,
        now=promise.due_on if promise.moved else None,
        kept=promise.kept_on if promise.done else None,
    )
