"""What appeals answer at the gate: nobody goes on with what is suspended, until it was decided."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils import formats, timezone
from django.utils.translation import gettext_lazy as _

from commonhall.actions import stages as gate_stages
from commonhall.actions.actors import Kind
from commonhall.actions.context import Context
from commonhall.actions.stages import ActionRequest, Reliance
from commonhall.actions.subscriptions import EVERY, on
from commonhall.core import kept
from commonhall.core.compiled_queries import CompiledQuery
from commonhall.core.models import Governed
from commonhall.core.refusals import Refused
from commonhall.law import entries
from commonhall.law.appeals import stopping
from commonhall.law.appeals.interim_actions import find_new_decision
from commonhall.law.appeals.models import Appeal
from commonhall.law.instruments.models import Competence, Provision
from commonhall.people.actors import system
from commonhall.people.bodies.models import Body
from commonhall.people.residents.models import Person
from commonhall.places.models import Unit

APP = "law"
# Few at any time, found by an index of their own: what waits and suspends, and what is owed anew.
HOLDING: CompiledQuery[Appeal] = CompiledQuery(
    lambda waiting: (
        Appeal.objects.filter(state=waiting, suspended=True)
        | Appeal.objects.filter(anew_by__isnull=False, anew_on=None)
    ),
    waiting="",
)
# An appeal against what a body did to them stops nothing else that this place, body or person has.
WIDE = (Body, Unit, Person)
ANEW = "decided anew"


def holding(memo: dict[Any, Any]) -> list[Appeal]:
    """Appeals that hold something up, asked for once a memo."""
    return kept.looked_up(
        memo, "appeals holding", lambda: list(HOLDING.rows(waiting=Appeal.State.WAITING))
    )


def suspension(request: ActionRequest) -> Iterable[Reliance]:
    """Refuse an office that would go on with what an appeal suspends: the thing, or what rests on it."""
    action = request.action
    if not action.power or action.power == entries.REVIEW:
        return []
    # By resolution neither: a motion may have been put before the body before the appeal was filed.
    if request.actor.kind not in (Kind.OFFICE, Kind.BODY):
        return []
    rows = holding(request.memo)
    if not rows:
        return []
    _note_new_decision(request, rows)
    day = timezone.localdate(request.at)
    waiting = {row.about: row for row in rows if row.suspended and not stopping.is_over(row, day)}
    if not waiting:
        return []
    for ref in _touched(request):
        if ref in waiting:
            raise _refused(waiting[ref])
    return []


def _refused(row: Appeal) -> Refused:
    law = Provision.ref_of(row.suspension_id) if row.suspension_id else ""
    if row.due_on is None:
        words = _(
            "Appeal number %(number)d against this is waiting for a decision. Everything is on hold until then."
        )
        return Refused("suspension", "suspended", words % {"number": row.pk}, law)
    words = _(
        "Appeal number %(number)d against this is waiting for a decision. Everything is on hold until then, by %(day)s."
    )
    day = formats.date_format(row.due_on, "DATE_FORMAT")
    return Refused("suspension", "suspended", words % {"number": row.pk, "day": day}, law)


def _touched(request: ActionRequest) -> Iterable[str]:
    """What the action touches: its subject, the things given to it, what these rest on, and the law it rests on."""
    if request.subject:
        yield request.subject
    for value in request.arguments.values():
        if isinstance(value, Governed) and not isinstance(value, WIDE):
            yield value.ref
            yield from _above(value)
    grant = request.memo.get(("competence", request.action.power, request.actor.body))
    if isinstance(grant, Competence):
        yield grant.ref
        yield Provision.ref_of(grant.provision_id)
        yield grant.provision.instrument.ref


def _above(thing: Governed) -> Iterable[str]:
    for field in thing._meta.concrete_fields:
        above = field.related_model
        if not isinstance(above, type) or not issubclass(above, Governed):
            continue
        number = getattr(thing, field.attname)
        if number is not None and not issubclass(above, WIDE):
            yield above.ref_of(number)
    if isinstance(about := getattr(thing, "about", ""), str) and about:
        yield about


# --- what was sent back ---------------------------------------------------------------------------
def _note_new_decision(request: ActionRequest, rows: list[Appeal]) -> None:
    """Is this the act that a review sent back, done anew by the same body? Kept once it was done."""
    if request.dry_run:
        return
    for row in rows:
        same = row.about == request.subject and row.action == request.action.code
        sent_back = row.owed_anew and row.state == Appeal.State.SENT_BACK
        if sent_back and same and row.body_id == request.actor.body:
            request.memo.setdefault(ANEW, []).append((request.action.code, row))


@on(EVERY)
def keep_what_was_decided_anew(ctx: Context, result: Any, arguments: dict[str, Any]) -> None:
    """The day for the new decision no longer runs."""
    mine = [one for one in ctx.memo.get(ANEW, ()) if one[0] == ctx.action.code]
    for one in mine:
        ctx.memo[ANEW].remove(one)
        ctx.perform_as(system(), find_new_decision, appeal=one[1], entry=ctx.entry_id)


def register() -> None:
    gate_stages.answer("suspension", suspension, APP)
