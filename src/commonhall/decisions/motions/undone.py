"""Undoing what a motion did: once it is annulled, or where an urgent decision lapses."""

from __future__ import annotations

from commonhall.actions import registry
from commonhall.actions.context import Context
from commonhall.decisions.motions.models import Motion
from commonhall.record.models import Entry

# Actions within which what a motion holds is done.
CARRYING = (
    "decisions.conclude_motion",
    "decisions.carry_out_motion",
    "decisions.agree_urgently",
)


def undone_with(ctx: Context, motion: Motion) -> list[str]:
    """Undo what a motion did: refs of what got its former values back or was set aside."""
    concluded = Entry.objects.filter(subject=motion.ref, action__in=CARRYING)
    found: list[str] = []
    for entry in Entry.objects.filter(parent__in=concluded.values("pk"), action=motion.action):
        done = registry.actions()[entry.action]
        if done.undo is not None:
            found += done.undo.run(ctx, entry).undone
    return list(dict.fromkeys(found))
