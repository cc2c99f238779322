"""How a mediator comes to a dispute: the list, the names struck, the lot, and who follows one who declines."""

from __future__ import annotations

import secrets
from datetime import datetime

from commonhall.actions.context import Context
from commonhall.disputes.disputes import letters, reading, rules
from commonhall.disputes.disputes.models import Dispute, Words
from commonhall.disputes.mediators import drawing, queries
from commonhall.disputes.mediators.models import Candidate
from commonhall.law.appeals import lot
from commonhall.law.queries import due_day
from commonhall.methods.beacons import rounds

State = Dispute.State


def begin(ctx: Context, dispute: Dispute) -> None:
    """The other side accepted: freeze the list of mediators who are free. Without any, mediation ends here."""
    found = queries.free(dispute, ctx.today)
    Candidate.objects.bulk_create([Candidate(dispute=dispute, mediator=one) for one in found])
    if not found:
        rules.end(ctx, dispute, State.FAILED)
        return
    dispute.state = State.CHOOSING
    dispute.choose_by = due_day("strike-mediators", ctx.today)


def settle(ctx: Context, dispute: Dispute) -> None:
    """Both struck, or their days are over: the one name that is left mediates; of several the lot decides.

    Where none is left, the lot decides among all who did not decline.
    """
    left = queries.left(dispute)
    if len(left) == 1:
        appoint(ctx, dispute, left[0])
        return
    rows = dispute.candidates.filter(out=False).values_list("mediator_id", flat=True)
    draw_among(ctx, dispute, [one.mediator_id for one in left] or sorted(rows))


def draw_among(ctx: Context, dispute: Dispute, among: list[int]) -> None:
    """Name the round of the public beacon that decides, and put the root of the frozen list on the record."""
    if not among:
        rules.end(ctx, dispute, State.FAILED)
        return
    salt = secrets.token_hex(16)
    dispute.root = drawing.root_of(dispute.pk, salt, among)
    dispute.beacon, dispute.seed_from = lot.named_round(ctx.occurred_at), {}
    dispute.state = State.LOT
    reading.write(dispute, Words.Kind.LOT, 0, ctx.occurred_at, salt=salt, among=sorted(among))
    ctx.note(root=dispute.root, round=dispute.beacon["round"])


def drawn(ctx: Context, dispute: Dispute) -> None:
    """The beacon's number is there: the first in its order mediates."""
    said = reading.last(dispute, Words.Kind.LOT)
    signature = dispute.seed_from["signature"]
    numbers = drawing.order(dispute.root, signature, said["among"])
    rows = {one.mediator_id: one for one in dispute.candidates.select_related("mediator")}
    for place, number in enumerate(numbers):
        rows[number].place = place
        rows[number].save(update_fields=["place"])
    follow(ctx, dispute)


def follow(ctx: Context, dispute: Dispute) -> None:
    """The next in the lot's order who is still free; where nobody is, a new lot among all who did not decline."""
    rows = dispute.candidates.filter(out=False).select_related("mediator")
    free = {one.pk for one in queries.free(dispute, ctx.today)}
    waiting = [one for one in rows.exclude(place=None).order_by("place") if one.mediator_id in free]
    if waiting:
        appoint(ctx, dispute, waiting[0])
        return
    draw_among(ctx, dispute, [one.mediator_id for one in rows if one.mediator_id in free])


def appoint(ctx: Context, dispute: Dispute, candidate: Candidate) -> None:
    candidate.chosen = True
    candidate.save(update_fields=["chosen"])
    dispute.state, dispute.mediated_on = State.MEDIATING, ctx.today
    letters.news(dispute)


def due_at(dispute: Dispute) -> datetime | None:
    """When the named round comes; None where none is named."""
    return rounds.time_of(dispute.beacon) if dispute.beacon else None
