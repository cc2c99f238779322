"""The gate: `@action` makes a function into an action; performing it is one durable transaction.

    identity → standing → competence → rights → interests → asking-first → state → the function
    → versions → subscriptions → jobs → entry

An action rests either on a public `power`, which a competence in force must grant to the body, here
and today, or on a `right` that a provision in force grants. There is no third way in: an empty law
lets nobody do anything. Only the founding act is exempt, and only on an empty record.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Generic, TypeVar

from django.db import OperationalError, transaction
from django.utils.translation import gettext_lazy as _

from commonhall.actions import registry as actions_registry
from commonhall.actions import stages
from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.models import Attempt
from commonhall.actions.stages import ActionRequest
from commonhall.core import clock
from commonhall.core import refs as core_refs
from commonhall.core.models import Governed
from commonhall.core.refusals import Permission, Refused
from commonhall.record import entries
from commonhall.record.models import Entry

T = TypeVar("T")
RETRIES = 4
# PostgreSQL: serialization failure, deadlock: the transaction may simply be tried again.
PASSING = {"40001", "40P01"}


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
class Action(Generic[T]):
    """A registered act. Call `perform`, `permitted`, or, inside another action, `ctx.perform`."""

    # Templates show an action's title; they must not try to call it.
    do_not_call_in_templates: ClassVar[bool] = True

    code: str
    function: Callable[..., T]
    by: tuple[Kind, ...]
    title: Any
    done: Any
    power: str = ""
    right: str = ""
    verified: bool = False
    founding: bool = False
    batch: bool = False
    notifies: bool = True
    subject: str = ""
    place: Callable[..., int | None] | None = None
    amount: Callable[..., int | None] | None = None
    concerns: Callable[..., Iterable[str]] | None = None
    guard: Callable[[ActionRequest], None] | None = None
    prepare: Callable[..., Any] | None = None

    # --- asking ------------------------------------------------------------------------------
    def permitted(
        self, actor: Actor, memo: dict[Any, Any] | None = None, **arguments: Any
    ) -> Permission:
        """Would the action be let through? Records nothing, changes nothing.

        Give the same `memo` dict to many calls within one page, so that they share their look-ups.
        """
        request = self._request(actor, clock.now(), arguments, dry_run=True)
        request.memo = memo if memo is not None else {}
        try:
            self._judge(request)
        except Refused as refusal:
            refusal.action = self.code
            return Permission(False, refusal)
        return Permission(True)

    # --- doing -------------------------------------------------------------------------------
    def perform(
        self,
        actor: Actor,
        *,
        occurred_at: datetime | None = None,
        once: str = "",
        **arguments: Any,
    ) -> Outcome[T]:
        """Do it: one durable transaction, or a `Refused` and no trace but the refusal's entry.

        occurred_at: when it happened, for paper, imports and a demo's past (default: now).
        once: a key of the submission; performing again with the same key returns the first outcome.
        """
        prepared = self._prepared(actor, occurred_at, once, arguments)
        for attempt in range(RETRIES):
            try:
                with transaction.atomic(durable=True):
                    if once and (before := self._before(actor, once)):
                        return before
                    return self._perform(actor, occurred_at, once, arguments, prepared)
            except Refused as refusal:
                from commonhall.actions.refusal_log import record_refusal

                refusal.action = refusal.action or self.code
                record_refusal(self, actor, refusal, arguments)
                raise
            except OperationalError as error:
                state = getattr(error.__cause__, "sqlstate", None)
                if state not in PASSING or attempt == RETRIES - 1:
                    raise
        raise AssertionError("unreachable")

    def _prepared(
        self, actor: Actor, occurred_at: datetime | None, once: str, arguments: dict[str, Any]
    ) -> Any:
        """What takes long, computed before the transaction, so that no writer waits for it.

        Only for whom the action would be let through: a refusal must cost nothing.
        """
        if self.prepare is None or (once and self._before(actor, once)):
            return None
        if not self.permitted(actor, **arguments):
            return None
        return self.prepare(occurred_at or clock.now(), **arguments)

    def _before(self, actor: Actor, once: str) -> Outcome[T] | None:
        attempt = Attempt.objects.filter(key=self._key(actor, once)).first()
        if attempt is None:
            return None
        result: Any = None
        if attempt.result:
            from django.apps import apps

            kind, number = core_refs.split(attempt.result)
            result = apps.get_model(kind)._base_manager.get(pk=number)
        entry = Entry.objects.get(pk=attempt.entry)
        return Outcome(result, entry, repeated=True)

    def _key(self, actor: Actor, once: str) -> str:
        return entries.digest(f"{self.code}|{actor.ref}|{once}".encode())

    def _perform(
        self,
        actor: Actor,
        occurred_at: datetime | None,
        once: str,
        arguments: dict[str, Any],
        prepared: Any,
    ) -> Outcome[T]:
        ctx = Context.root(self, actor, occurred_at)
        ctx.prepared = prepared
        result = self.within(ctx, arguments)
        written = ctx.finish()
        if once:
            shown = result.ref if isinstance(result, Governed) else ""
            Attempt.objects.create(key=self._key(actor, once), entry=ctx.entry_id, result=shown)
        return Outcome(result, written[0], tuple(written[1:]))

    def within(self, ctx: Context, arguments: dict[str, Any]) -> T:
        """Judge and run inside a transaction that `ctx` belongs to (the pipeline itself)."""
        arguments = dict(arguments)
        if self.subject and isinstance(arguments.get(self.subject), Governed):
            arguments[self.subject] = arguments[self.subject].as_read()
        request = self._request(ctx.actor, clock.now(), arguments)
        request.memo = ctx.memo
        ctx.basis = self._judge(request)
        ctx.subject = request.subject
        ctx.place = request.place
        if self.prepare is not None and ctx.prepared is None:
            # As part of another action, whose transaction has begun already.
            ctx.prepared = self.prepare(ctx.occurred_at, **arguments)
        result = self.function(ctx, **arguments)
        if not ctx.subject and isinstance(result, Governed):
            ctx.subject = result.ref
        ctx.conclude(result, arguments)
        return result

    # --- judging -----------------------------------------------------------------------------
    def _request(
        self, actor: Actor, at: datetime, arguments: dict[str, Any], dry_run: bool = False
    ) -> ActionRequest:
        subject = arguments.get(self.subject) if self.subject else None
        return ActionRequest(
            action=self,
            actor=actor,
            arguments=arguments,
            at=at,
            place=self.place(**arguments) if self.place else None,
            amount=self.amount(**arguments) if self.amount else None,
            concerned=tuple(filter(None, self.concerns(**arguments))) if self.concerns else (),
            subject=subject.ref if isinstance(subject, Governed) and subject.pk else "",
            dry_run=dry_run,
        )

    def _judge(self, request: ActionRequest) -> list[stages.Reliance]:
        if self.founding:
            if not request.dry_run and Entry.objects.exists():
                raise Refused(
                    "founding", "already-founded", _("This hall has been founded already.")
                )
            return []
        if request.actor.kind not in self.by:
            raise Refused("identity", "wrong-kind", self._who_may())
        relied = stages.run(request)
        if self.guard:
            self.guard(request)
        return relied

    def _who_may(self) -> Any:
        if self.by == (Kind.OFFICE,):
            return _("Only somebody who holds a public office, and acts in it, can do this.")
        if self.by == (Kind.SYSTEM,):
            return _("This is done by deadlines and timers, not by hand.")
        if Kind.PERSON in self.by:
            return _("This is done by residents in their own name, not in an office.")
        return _("This is done by organisations through their representatives.")

    def __call__(self, *args: Any, **kwargs: Any) -> T:
        raise TypeError(f"{self.code} is an act: use .perform(actor, …) or ctx.perform(…).")


def action(
    code: str,
    *,
    by: Kind | tuple[Kind, ...],
    title: Any,
    done: Any,
    power: str = "",
    right: str = "",
    founding: bool = False,
    **options: Any,
) -> Callable[[Callable[..., T]], Action[T]]:
    """Make a function `(ctx, **arguments)` into an action.

    code: "app.verb_noun", unique. by: the kinds of subject that may do it. title: what a button
    says; done: what the record says. Exactly one of power / right / founding. verified: persons must
    be verified residents. subject: the argument that is the governed thing acted on. place, amount,
    concerns: functions of the arguments giving the unit's id, money in minor units, and the refs of
    those concerned. guard: raises `Refused` when the thing's state does not allow the action. prepare:
    `(moment, **arguments)` computes, writing nothing, what would hold others up inside the transaction;
    the function finds it in `ctx.prepared`, and nobody else can put anything there.
    """
    if sum(map(bool, (power, right, founding))) != 1:
        raise ValueError(f"{code}: an act rests on exactly one of power, right or founding.")

    def register(function: Callable[..., T]) -> Action[T]:
        kinds = (by,) if isinstance(by, Kind) else by
        made: Action[T] = Action(
            code, function, kinds, title, done, power, right, founding=founding, **options
        )
        actions_registry.add_action(made)
        return made

    return register
