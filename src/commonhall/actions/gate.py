"""The gate: performing an action is one durable transaction, or a refusal that says why.

    identity → standing → competence → segregation → rights → interests → suspension → asking-first → state
    → by resolution → vouched for by the record → the function → its parts → versions → subscriptions → jobs → entry

An action rests either on a public `power`, which a competence in force must grant to the body, here
and today, or on a `right` that a provision in force grants. There is no third way in: an empty law
lets nobody do anything. Only the founding act is exempt, and only on an empty record.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from django.db import OperationalError, transaction
from django.utils.translation import gettext_lazy as _

from commonhall.actions import entity_tags, second_factor, stages, vouching
from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.models import Attempt
from commonhall.actions.refusal_log import record_refusal
from commonhall.actions.stages import ActionRequest
from commonhall.core import clock, clock_guard, rate_limits
from commonhall.core import refs as core_refs
from commonhall.core.models import Governed
from commonhall.core.refusals import Permission, Refused
from commonhall.record import entries
from commonhall.record.models import Entry

if TYPE_CHECKING:
    from commonhall.actions.declaration import Action

T = TypeVar("T")
RETRIES = 4
# PostgreSQL: serialization failure, deadlock: the transaction may simply be tried again.
PASSING = {"40001", "40P01"}
BY_RESOLUTION = _("The body decides this by resolution. Put it to the body as a motion.")
PUT_BEFORE_BODY = _(
    "The body decides this together. What you enter becomes a motion, and is done if the motion passes."
)
OUT_OF_SCOPE = _("This key cannot be used for this. Its owner can create another at /me/keys/.")


@dataclass(frozen=True)
class Outcome(Generic[T]):
    """What an action brought: the function's result, its entry, and child actions' entries."""

    result: T
    entry: Entry
    children: tuple[Entry, ...] = ()
    repeated: bool = False

    @property
    def receipt(self) -> dict[str, Any]:
        """What the actor keeps, to prove later that the entry existed."""
        return entries.receipt(self.entry)


@dataclass(frozen=True)
class Circumstances:
    """How an action came in.

    occurred_at: when it happened, for paper, imports and a demo's past (None: now). once: a key of the
    submission; performing again with the same key returns the first outcome. door: "page", "api",
    "command", "letter" (a link in one), "mail", or "" for code. confirmed: whoever stands at that door confirmed a second factor just now.
    seen: entity tags of the thing, one of which must still stand; None: any will do.
    """

    occurred_at: datetime | None = None
    once: str = ""
    door: str = ""
    confirmed: bool = False
    seen: frozenset[str] | None = None


# --- doing ---------------------------------------------------------------------------------------
def perform(
    action: Action[..., T], actor: Actor, arguments: dict[str, Any], came: Circumstances
) -> Outcome[T]:
    """Do it: one durable transaction, or a `Refused` and no trace but the refusal's entry."""
    arguments = action.cleaned(arguments)
    # Not even the refusal is recorded: its time would be wrong, too.
    clock_guard.refuse_if_wrong()
    if came.door:
        _keep_within_limit(action, actor)
        if action.guesses is not None:
            with action.guesses.counted(arguments):
                return _perform(action, actor, arguments, came)
    return _perform(action, actor, arguments, came)


def _perform(
    action: Action[..., T], actor: Actor, arguments: dict[str, Any], came: Circumstances
) -> Outcome[T]:
    precomputed = _precomputed(action, actor, arguments, came)
    for attempt in range(RETRIES):
        try:
            with transaction.atomic(durable=True):
                keep_in_scope(action.code, actor)
                if came.once and (before := _before(action, actor, came.once)):
                    return before
                if action.second_factor and came.door and not came.confirmed:
                    raise Refused("identity", "second-factor", second_factor.NEEDED)
                return _attempt(action, actor, arguments, came, precomputed)
        except Refused as refusal:
            refusal.action = refusal.action or action.code
            record_refusal(action, actor, refusal, arguments)
            raise
        except OperationalError as error:
            state = getattr(error.__cause__, "sqlstate", None)
            if state not in PASSING or attempt == RETRIES - 1:
                raise
    raise AssertionError("unreachable")


def keep_in_scope(code: str, actor: Actor) -> None:
    """Refuse what the key of a program is not for. What an action does as a part of it is not asked."""
    if actor.scope is not None and code not in actor.scope:
        raise Refused("identity", "out-of-scope", OUT_OF_SCOPE)


def _keep_within_limit(action: Action[..., Any], actor: Actor) -> None:
    """Count an attempt, in a transaction of its own: a refusal must not take its count back."""
    if action.limit and not rate_limits.allowed(action.limit, actor.ref):
        raise Refused(
            "rate",
            "too-many",
            _("You have done this many times in an hour. Try again a little later."),
        )


def _precomputed(
    action: Action[..., Any], actor: Actor, arguments: dict[str, Any], came: Circumstances
) -> Any:
    """What takes long, computed before the transaction, so that no writer waits for it.

    Only for whom the action would be let through: a refusal must cost nothing.
    """
    if action.precompute is None or (came.once and _before(action, actor, came.once)):
        return None
    if not dry_run(action, actor, arguments):
        return None
    return action.precompute(came.occurred_at or clock.now(), **arguments)


def _before(action: Action[..., T], actor: Actor, once: str) -> Outcome[T] | None:
    attempt = Attempt.objects.filter(key=_key(action, actor, once)).first()
    if attempt is None:
        return None
    result: Any = None
    if attempt.result:
        from django.apps import apps

        kind, number = core_refs.split(attempt.result)
        result = apps.get_model(kind)._base_manager.get(pk=number)
    entry = Entry.objects.get(pk=attempt.entry)
    return Outcome(result, entry, repeated=True)


def done_before(action: Action[..., Any], actor: Actor, once: str) -> bool:
    """Was the submission with this key acted on already?"""
    return bool(once) and Attempt.objects.filter(key=_key(action, actor, once)).exists()


def _key(action: Action[..., Any], actor: Actor, once: str) -> str:
    return entries.digest(f"{action.code}|{actor.ref}|{once}".encode())


def _attempt(
    action: Action[..., T],
    actor: Actor,
    arguments: dict[str, Any],
    came: Circumstances,
    precomputed: Any,
) -> Outcome[T]:
    ctx = Context.root(action, actor, came.occurred_at, came.door)
    ctx.precomputed, ctx.seen = precomputed, came.seen
    result: T = within(action, ctx, arguments)
    written = ctx.finish()
    if came.once:
        shown = result.ref if isinstance(result, Governed) else ""
        Attempt.objects.create(key=_key(action, actor, came.once), entry=ctx.entry_id, result=shown)
    return Outcome(result, written[0], tuple(written[1:]))


def within(action: Action[..., T], ctx: Context, arguments: dict[str, Any]) -> T:
    """Judge and run inside a transaction that `ctx` belongs to (the pipeline itself)."""
    arguments = dict(arguments)
    name = action.subject_name
    if name and isinstance(arguments.get(name), Governed):
        arguments[name] = arguments[name].as_read(shared=action.at_once)
    request = action.request(ctx.actor, clock.now(), arguments)
    request.memo = ctx.memo
    ctx.basis = judge(request)
    entity_tags.require(ctx.seen, arguments.get(name))
    vouching.require(request.relied, ctx)
    arguments = action.settled(arguments)
    ctx.subject = request.subject
    ctx.place = request.place
    if action.precompute is not None and ctx.precomputed is None:
        # As part of another action, whose transaction has begun already.
        ctx.precomputed = action.precompute(ctx.occurred_at, **arguments)
    result = action.function(ctx, **arguments)
    if not ctx.subject and isinstance(result, Governed):
        ctx.subject = result.ref
    ctx.conclude(result, arguments)
    return result


# --- asking --------------------------------------------------------------------------------------
def dry_run(
    action: Action[..., Any],
    actor: Actor,
    arguments: dict[str, Any],
    memo: dict[Any, Any] | None = None,
) -> Permission:
    """Would the action be let through? Records nothing, changes nothing.

    What is not given is left open: the answer then names the limits it hangs on.
    """
    request = action.request(actor, clock.now(), arguments, dry_run=True)
    request.memo = memo if memo is not None else {}
    try:
        keep_in_scope(action.code, actor)
        judge(request)
    except Refused as refusal:
        refusal.action = action.code
        return Permission(False, refusal)
    return Permission(
        True,
        conditions=tuple(request.conditions),
        by_resolution=bool(request.together) and actor.kind is not Kind.BODY,
    )


def judge_tabling(
    action: Action[..., Any], actor: Actor, arguments: dict[str, Any], at: datetime
) -> ActionRequest:
    """Could a body of the actor do this by a resolution? Raises `Refused`; the request says what it touches."""
    request = action.request(actor, at, action.cleaned(arguments))
    request.tabling = True
    judge(request)
    return request


def judge(request: ActionRequest) -> list[stages.Reliance]:
    """Put a request through every stage, then ask the thing's own state; what it relies on."""
    action = request.action
    if action.founding:
        if not request.dry_run and Entry.objects.exists():
            raise Refused("founding", "already-founded", _("This hall has already been founded."))
        return []
    if not is_for(request.actor, action.by):
        raise Refused("identity", "wrong-kind", _who_may(action.by))
    relied = stages.run(request)
    action.check_state(request)
    if request.together and request.actor.kind is not Kind.BODY and not request.tabling:
        if not request.dry_run:
            raise Refused("competence", "by-resolution", BY_RESOLUTION, request.together)
        request.conditions.append(PUT_BEFORE_BODY)
    return relied


def is_for(actor: Actor, by: tuple[Kind, ...]) -> bool:
    """Is the action for this kind of subject? What an office may do, its body may by resolution."""
    return actor.kind in by or (actor.kind is Kind.BODY and Kind.OFFICE in by)


def _who_may(by: tuple[Kind, ...]) -> Any:
    if by == (Kind.OFFICE,):
        return _("Only people who hold a public office, and act in it, can do this.")
    if by == (Kind.SYSTEM,):
        return _("This is done by deadlines and timers, not by hand.")
    if Kind.PERSON in by:
        return _("This is done by residents in their own name, not in an office.")
    return _("This is done by organisations through their representatives.")
