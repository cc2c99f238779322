"""What an action's own function refuses is told when it is put before a body, and not only once the motion has passed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction

from commonhall.actions.context import Context
from commonhall.actions.declaration import Action
from commonhall.actions.stages import ActionRequest
from commonhall.core.refusals import Refused
from commonhall.decisions.motions import days, files, held
from commonhall.decisions.motions.models import Motion
from commonhall.people.actors import by_resolution
from commonhall.people.bodies.models import Body


def try_out(ctx: Context, found: Action[..., Any], body: Body, request: ActionRequest) -> None:
    """Do it as the body would, and take it back at once. request: as the gate has judged it for tabling.

    Raises the `Refused` or `BadInput` of the action's function. Not tried: what holds a file, which is judged by kind and
    size, and what is computed before its transaction. Those concerned may still be asked.
    """
    try:
        with transaction.atomic():
            _do(ctx, found, body, request)
            transaction.set_rollback(True)
    except Refused as refusal:
        if refusal.rule != "asking_first":
            raise


@contextmanager
def as_after(ctx: Context, motion: Motion | None) -> Iterator[None]:
    """What is judged within is judged as if another motion, and those before it, had been carried out. All of it is taken
    back. Raises the `Refused` or `BadInput` by which that motion itself could not be carried out now."""
    if motion is None:
        yield
        return
    with transaction.atomic():
        with as_after(ctx, motion.after):
            found = held.action_of(motion)
            if found is not None and motion.state == Motion.State.OPEN:
                arguments = days.arguments_today(motion, found)
                actor = by_resolution(motion.body, motion.ref)
                request = found.request(actor, ctx.occurred_at, found.cleaned(arguments))
                _do(ctx, found, motion.body, request)
            yield
        transaction.set_rollback(True)


def _do(ctx: Context, found: Action[..., Any], body: Body, request: ActionRequest) -> None:
    if found.precompute is not None or files.inputs_of(found):
        return
    # No motion holds it yet: children of the action are judged as under one.
    actor = by_resolution(body, Motion.ref_of(0))
    trial = Context.root(found, actor, ctx.occurred_at)
    trial.subject, trial.place = request.subject, request.place
    arguments = found.settled(request.arguments)
    if found.subject_name in arguments:
        # A copy: its fields are set in vain.
        arguments[found.subject_name] = arguments[found.subject_name].as_read()
    found.function(trial, **arguments)
