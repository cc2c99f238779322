"""Erasing what is sealed of somebody on a list: who it is, every word, every proof."""

from __future__ import annotations

from commonhall.actions.context import Context
from commonhall.actions.erasure import erase
from commonhall.services.applications.erasing import forget_file
from commonhall.services.waiting_lists.models import WaitingEntry


def forget(ctx: Context, entry: WaitingEntry, words: bool = True) -> None:
    """Untie the person; with `words`, what they said and sent goes as well."""
    if words:
        for proof in entry.proofs.filter(ended_on=None).order_by("pk"):
            proof.ended_on = ctx.today
            forget_file(ctx, proof)
    erase(
        ctx,
        entry,
        ["person_id", "identity", "receipt", *(("claims", "text") if words else ())],
    )
