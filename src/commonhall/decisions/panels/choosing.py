"""Which witnesses a panel hears: proportional approval (sequential PAV) over what its members ticked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from commonhall.decisions.panels import queries
from commonhall.decisions.panels.models import Panel
from commonhall.decisions.panels.spoken_models import Witness, WitnessApproval
from commonhall.methods.ballots import profile_from_rankings, sequential_pav

CHOSEN = (Witness.State.CHOSEN, Witness.State.INVITED, Witness.State.HEARD)


def said(panel: Panel) -> dict[int, set[int]]:
    """Sitting member → the proposed witnesses they want to hear; one who ticked nobody has not said yet."""
    rows = WitnessApproval.objects.filter(
        witness__panel=panel,
        witness__state=Witness.State.PROPOSED,
        taken_back_on=None,
        member__in=queries.sitting(panel),
    ).order_by("pk")
    found: dict[int, set[int]] = {}
    for member, witness in rows.values_list("member", "witness"):
        found.setdefault(member, set()).add(witness)
    return found


def winners(panel: Panel, rows: Sequence[Witness], wanted: Mapping[int, set[int]]) -> set[int]:
    """Ids of those to be heard: as many as are free, none whom nobody approved."""
    taken = Witness.objects.filter(panel=panel, state__in=CHOSEN).count()
    approved = {number for ticked in wanted.values() for number in ticked}
    free = min(panel.witnesses - taken, len(approved))
    if free < 1:
        return set()
    # Ids as text in the order of their numbers: a tie goes to whom was proposed first.
    names = {number: f"{at:06d}" for at, number in enumerate(sorted(approved))}
    ballots = [tuple(sorted(names[one] for one in ticked)) for ticked in wanted.values()]
    profile = profile_from_rankings(names.values(), ballots)
    chosen = set(sequential_pav(profile, free).winners)
    return {number for number, name in names.items() if name in chosen}
