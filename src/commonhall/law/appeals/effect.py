"""What a verdict does: the act is undone in the same transaction, or has to be decided anew by a day."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from commonhall.actions import exemptions, owed, registry
from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import Action, action
from commonhall.actions.undoing import Effect, Perform, PutBack
from commonhall.core.refusals import Refused
from commonhall.law import entries
from commonhall.law.appeals.models import Appeal
from commonhall.people.bodies.models import Body
from commonhall.record.models import Entry

State = Appeal.State


def appealed(appeal: Appeal) -> Action[..., Any] | None:
    """The action whose act was appealed."""
    return registry.actions().get(appeal.action)


def is_undone(appeal: Appeal) -> bool:
    """Does this verdict undo the act?"""
    made = appealed(appeal)
    if made is None or made.undo is None:
        return False
    return appeal.state == State.GRANTED or (appeal.state == State.SENT_BACK and made.undo.anew)


def owes(appeal: Appeal) -> bool:
    """Is something else owed, because a granted appeal cannot undo the act? What only led to a decision owes nothing: the
    decision itself is appealed."""
    made = appealed(appeal)
    if made is None or made.undo is not None or appeal.state != State.GRANTED:
        return False
    return bool(made.remedy) and made.remedy not in (owed.DECISION, owed.WHOLE_VOTE)


def run(ctx: Context, appeal: Appeal) -> dict[str, list[str]]:
    """Undo what was appealed, as a part of the reviewer's decision; what came of it, as refs."""
    made = appealed(appeal)
    if made is None or made.undo is None or not is_undone(appeal):
        return {}
    if isinstance(made.undo, Perform):
        found = made.undo.run(ctx, Entry.objects.get(pk=appeal.entry)).as_json()
    else:
        found = ctx.perform(set_aside_act, appeal=appeal).as_json()
    for ref in found.get("undone", ()):
        ctx.link(appeal, ref, "annulled")
    return found


def _decided(_actor: Actor, appeal: Appeal) -> None:
    if not is_undone(appeal) or appeal.effect:
        raise Refused("state", "wrong-state", _("There is nothing to undo here."))


@action(
    "law.set_aside_act",
    by=Kind.OFFICE,
    power=entries.REVIEW,
    any_body=exemptions.REVIEWED,
    title=_("Undo what was appealed"),
    done=_("Undone by a review"),
    place=lambda appeal: appeal.unit_id,
    concerns=lambda appeal: [appeal.about, Body.ref_of(appeal.body_id)],
    allows=_decided,
    no_door="part of the decision on an appeal",
)
def set_aside_act(ctx: Context, appeal: Appeal) -> Effect:
    """Give what the act changed its former values, and set aside what it made."""
    made = appealed(appeal)
    assert made is not None and isinstance(made.undo, PutBack)
    effect = made.undo.run(ctx, Entry.objects.get(pk=appeal.entry))
    # Whoever follows the thing hears of it.
    ctx.subject = appeal.about
    ctx.note(appeal=appeal.ref, appealed=appeal.action, **effect.as_json())
    return effect
