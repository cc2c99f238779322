"""People who drop out of a panel, and who may take their seats."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from commonhall.methods.sortition.errors import SortitionError
from commonhall.methods.sortition.lottery import held
from commonhall.methods.sortition.pool import Person, Pool, make_pool


def replacement_pool(
    pool: Pool,
    people: Iterable[Person],
    panel: Iterable[str],
    dropped: Iterable[str],
    unavailable: Iterable[str] = (),
) -> Pool:
    """The draw of replacements as a pool of its own: find_draw, make_portfolio, draw_people.

    panel: who was drawn; dropped: those of them who leave; unavailable: others in the pool who
    can no longer be asked. Those who stay count towards the quotas, and nobody from their
    households can be drawn. The chances are the fairest among those who may be drawn now.
    """
    sitting, leaving = set(panel), set(dropped)
    everyone = {person.id: person for person in people}
    unknown = sorted((sitting | leaving) - set(everyone))
    if unknown:
        raise SortitionError(f"{unknown[0]!r} is not in the pool")
    strangers = sorted(leaving - sitting)
    if strangers:
        raise SortitionError(f"{strangers[0]!r} drops out but is not on the panel")
    if not leaving:
        raise SortitionError("nobody drops out")
    staying = sitting - leaving
    homes = {everyone[name].household for name in staying} - {None}
    gone = sitting | set(unavailable)
    candidates = [
        person
        for name, person in everyone.items()
        if name not in gone and person.household not in homes
    ]
    has = held(pool, staying)
    open_seats = pool.size - len(staying)
    quotas = []
    for quota in pool.quotas:
        count = has[quota.feature, quota.value]
        quotas.append(
            replace(
                quota,
                least=max(quota.least - count, 0),
                most=max(quota.most - count, 0),
                flex_least=None if quota.flex_least is None else max(quota.flex_least - count, 0),
                flex_most=None if quota.flex_most is None else max(quota.flex_most - count, 0),
            )
        )
    return make_pool(candidates, quotas, open_seats)
