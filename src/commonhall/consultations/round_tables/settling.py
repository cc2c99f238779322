"""When a proposal is agreed: once every party at the table has assented, and never among bodies alone."""

from __future__ import annotations

from commonhall.actions.context import Context
from commonhall.consultations.round_tables.commitment_actions import enter_promise
from commonhall.consultations.round_tables.models import Agreement, Assent, Commitment, Seat
from commonhall.consultations.speakers import Speaker


def settle(ctx: Context, agreement: Agreement) -> None:
    """Set the state of a proposal by what the parties at the table say of it now."""
    table = agreement.item.table
    said = dict(Assent.objects.filter(agreement=agreement).values_list("seat_id", "verdict"))
    parties = dict(Seat.objects.filter(table=table, left_at=None).values_list("pk", "speaker"))
    words = [said.get(pk) for pk in parties]
    besides = len(parties) > 1 and any(kind != Speaker.OFFICIAL for kind in parties.values())
    before = agreement.state
    if Assent.Verdict.OBJECT in words:
        agreement.state = Agreement.State.OBJECTED
    elif besides and all(word == Assent.Verdict.ASSENT for word in words):
        agreement.state, agreement.agreed_at = Agreement.State.AGREED, ctx.occurred_at
    else:
        agreement.state = Agreement.State.PROPOSED
    if agreement.state == before:
        return
    ctx.save(agreement)
    if agreement.state == Agreement.State.AGREED:
        if table.about:
            ctx.link(table.about, table, "agreed-on")
        for commitment in agreement.commitments.filter(state=Commitment.State.PENDING):
            enter_promise(ctx, commitment, table)


def settle_all(ctx: Context, table_id: int) -> None:
    """The same for all that waits for a party that is not at the table any more."""
    waiting = Agreement.objects.filter(
        item__table=table_id, state__in=(Agreement.State.PROPOSED, Agreement.State.OBJECTED)
    )
    for agreement in waiting.select_related("item__table").order_by("pk"):
        settle(ctx, agreement)
