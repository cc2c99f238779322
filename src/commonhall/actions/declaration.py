"""`@action`: the one place where an action is declared; every door follows from it.

    @action(
        "cases.answer_case",
        by=Kind.OFFICE, power="answer-cases",
        title=_("Answer"), done=_("Case answered"),
        place=lambda case: case.unit_id, allows=own_body_while(State.OPEN),
    )
    def answer_case(
        ctx: Context, case: Case,
        text: Annotated[str, Words(_("Answer"), most=4000, long=True)],
        promise: Annotated[date | None, Day(_("Done by"))] = None,
    ) -> Answer: ...

    answer_case.perform(actor, case, text="On Friday.")

The first parameter after `ctx`, where it is a governed thing and not an input, is what the action is done
to. Calls are typed from here to the function's body: the checker reports a misspelt, missing or wrong value.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from inspect import signature
from typing import (
    Any,
    ClassVar,
    Concatenate,
    Generic,
    ParamSpec,
    TypeVar,
)

from django.core.exceptions import ValidationError

from commonhall.actions import belonging, gate
from commonhall.actions import registry as actions_registry
from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.gate import Circumstances, Outcome
from commonhall.actions.guesses import Guesses
from commonhall.actions.signatures import LIMITS, Asked, Shape, shape_of
from commonhall.actions.stages import ActionRequest
from commonhall.actions.undoing import Undo
from commonhall.core.models import Governed
from commonhall.core.refusals import BadInput, Permission

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, eq=False)
class Action(Generic[P, T]):
    """A declared action. Call `perform`, or, inside another action, `ctx.perform`."""

    # Templates show an action's title; they must not try to call it.
    do_not_call_in_templates: ClassVar[bool] = True

    code: str
    function: Callable[Concatenate[Context, P], T]
    by: tuple[Kind, ...]
    title: Any
    done: Any
    power: str = ""
    right: str = ""
    verified: bool = False
    founding: bool = False
    batch: bool = False
    notifies: bool = True
    news: bool = False
    place: Callable[..., int | None] | None = None
    amount: Callable[..., int | None] | None = None
    so_far: Callable[[Mapping[str, Any]], int] | None = None
    so_far_since: Callable[[Mapping[str, Any]], datetime | None] | None = None
    concerns: Callable[..., Iterable[str]] | None = None
    allows: Callable[[Actor, Any], None] | None = None
    precompute: Callable[..., Any] | None = None
    told: Callable[[Any], Any] | None = None
    lapses: Action[..., Any] | None = None
    undo: Undo | None = None
    remedy: Any = ""
    any_body: Any = ""
    nobody_concerned: Any = ""
    second_factor: bool = False
    limit: str = ""
    guesses: Guesses | None = None
    no_door: str = ""
    page_only: str = ""
    own_page: bool = False
    veiled: str = ""
    unasked: str = ""
    own_majority: Callable[[Any, Mapping[str, list[str]]], str] | None = None
    at_once: bool = False

    # --- doing -------------------------------------------------------------------------------
    def perform(self, actor: Actor, /, *args: P.args, **given: P.kwargs) -> Outcome[T]:
        """Do it: one durable transaction, or a `Refused` and no trace but the refusal's entry."""
        return gate.perform(self, actor, self.bound(args, given), Circumstances())

    def coming(
        self,
        *,
        occurred_at: datetime | None = None,
        once: str = "",
        door: str = "",
        confirmed: bool = False,
        seen: frozenset[str] | None = None,
    ) -> Submission[P, T]:
        """The same action, handed in at another time, with a key, by another door, or for a version of its thing."""
        return Submission(self, Circumstances(occurred_at, once, door, confirmed, seen))

    def within(self, ctx: Context, arguments: dict[str, Any]) -> T:
        """Do it as part of another action."""
        return gate.within(self, ctx, arguments)

    # --- asking ------------------------------------------------------------------------------
    def check(
        self, actor: Actor, thing: Governed | None = None, memo: dict[Any, Any] | None = None
    ) -> Permission:
        """Would the action be let through now? Where that hangs on a value, it says on which.

        Give the same `memo` dict to many calls within one page, so that they share their look-ups.
        """
        arguments = {self.subject_name: thing} if thing is not None else {}
        return gate.dry_run(self, actor, arguments, memo)

    # --- the declaration ---------------------------------------------------------------------
    @property
    def app(self) -> str:
        return self.code.partition(".")[0]

    @property
    def name(self) -> str:
        return self.code.partition(".")[2]

    @cached_property
    def _names(self) -> list[str]:
        return list(signature(self.function).parameters)[1:]

    @cached_property
    def shape(self) -> Shape:
        """The function's signature, read once."""
        return shape_of(self.code, self.function)

    @property
    def subject_name(self) -> str:
        return self.shape.thing_name

    @property
    def thing(self) -> type[Governed] | None:
        """The kind of thing the action is done to; None where it makes something new."""
        return self.shape.thing

    @cached_property
    def inputs(self) -> Mapping[str, Asked]:
        """What doors ask for, in order."""
        return {
            name: asked for name, asked in self.shape.inputs.items() if not asked.input.internal
        }

    def bound(self, args: tuple[Any, ...], given: Mapping[str, Any]) -> dict[str, Any]:
        """Arguments by name."""
        return dict(zip(self._names, args, strict=False)) | dict(given) if args else dict(given)

    def cleaned(self, arguments: dict[str, Any]) -> dict[str, Any]:
        """Arguments with every input checked as a door would check it."""
        asked = self.shape.inputs
        return {
            name: asked[name].cleaned(value) if name in asked else value
            for name, value in arguments.items()
        }

    def subject_of(self, arguments: Mapping[str, Any]) -> str:
        """The ref of what the action is about: the thing, or the input that stands for one."""
        for name in self.shape.naming:
            found = arguments.get(name)
            if isinstance(found, Governed) and found.pk:
                return found.ref
            if isinstance(found, str):
                return found
        return ""

    def settled(self, arguments: dict[str, Any]) -> dict[str, Any]:
        """Arguments once the gate has let the action through. Raises `BadInput`."""
        asked = self.shape.inputs
        found = dict(arguments)
        for name in arguments.keys() & asked.keys():
            try:
                found[name] = asked[name].input.settled(arguments[name])
            except ValidationError as error:
                raise BadInput(name, error.messages[0]) from error
        return found

    def request(
        self, actor: Actor, at: datetime, arguments: dict[str, Any], dry_run: bool = False
    ) -> ActionRequest:
        """What the stages look at; an input that a dry run is not given stays open."""
        subject = arguments.get(self.subject_name) if self.subject_name else None
        request = ActionRequest(
            action=self,
            actor=actor,
            arguments=arguments,
            at=at,
            subject=self.subject_of(arguments),
            dry_run=dry_run,
        )
        concerned: list[str] = []
        if subject is not None:
            request.place = self.place(subject) if self.place else self._own_place(subject)
            request.amount = self.amount(subject) if self.amount else None
            concerned = list(self.concerns(subject)) if self.concerns else []
        self._touch(request, arguments)
        if self.power and Kind.OFFICE in self.by and not self.nobody_concerned:
            concerned += belonging.given(arguments, request.place)
            concerned += belonging.concerned_by(subject) if subject is not None else ()
            concerned += [request.subject] if subject is None else ()
        if subject is not None and belonging.is_bound(self) and not self.any_body:
            request.owner = belonging.body_of(subject)
        request.concerned = tuple(dict.fromkeys([*filter(None, concerned), *request.concerned]))
        if self.so_far is not None and request.amount is not None:
            # A ceiling holds for the matter, not for one of the sums that it was divided into.
            request.amount += self.so_far(arguments)
        return request

    def _own_place(self, thing: Governed) -> int | None:
        """Where the thing says it is, if public power is used on it."""
        return belonging.place_of(thing) if belonging.is_bound(self) else None

    def _touch(self, request: ActionRequest, arguments: Mapping[str, Any]) -> None:
        """Place, amount and parties that are among the inputs."""
        for name in self.shape.touching:
            described = self.shape.inputs[name].input
            if name not in arguments and request.dry_run:
                request.open |= {word for word in LIMITS if getattr(described, word)}
                continue
            value = arguments.get(name)
            if value is None:
                continue
            if described.place:
                request.place = value.unit_id if hasattr(value, "unit_id") else value.pk
            if described.amount:
                request.amount = value
            if described.concerned:
                request.concerned = (*request.concerned, getattr(value, "ref", value))

    def check_state(self, request: ActionRequest) -> None:
        """Raise `Refused` when the thing's state does not allow the action."""
        if self.allows:
            self.allows(request.actor, request.arguments.get(self.subject_name))

    def __call__(self, *args: Any, **kwargs: Any) -> T:
        raise TypeError(f"{self.code} is an action: use .perform(actor, …) or ctx.perform(…).")


@dataclass(frozen=True)
class Submission(Generic[P, T]):
    """An action with the circumstances in which it comes in."""

    action: Action[P, T]
    came: Circumstances

    def perform(self, actor: Actor, /, *args: P.args, **given: P.kwargs) -> Outcome[T]:
        """As `Action.perform`."""
        return gate.perform(self.action, actor, self.action.bound(args, given), self.came)


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
) -> Callable[[Callable[Concatenate[Context, P], T]], Action[P, T]]:
    """Declare the decorated function `(ctx, thing, …inputs)` as an action.

    code: "app.verb_noun", unique, ending in the function's name. by: the kinds of subject that may do it.
    title: what a button says; done: what the record says. Exactly one of power / right / founding.
    verified: persons must be verified residents. place, amount, concerns: functions of the thing giving
    the unit's id, money in minor units, and the refs of parties whose interests recuse (inputs may be
    marked for the same). allows: `(actor, thing)` raises `Refused` when the thing's state does not allow
    it. so_far: `(arguments)` gives what was decided in the same matter before; the ceiling of a competence
    holds for that and the amount together. so_far_since: when the last of it was decided; whoever was asked before was
    asked about a smaller sum. precompute: `(moment, **arguments)` computes, writing nothing, what would hold others up inside the
    transaction; the function finds it in `ctx.precomputed`, and nobody else can put anything there.
    told: what is said when it was done, of what it made, instead of `done`. news: who follows the place, body or category
    of what it makes hears of it, though it notifies nobody else.
    second_factor: it moves power or money, so that every door asks for a second factor confirmed afresh.
    limit: the key of settings.RATE_LIMITS by which whoever comes by a door is counted, also when refused.
    guesses: it takes a secret; how guessing at it is held back (`actions/guesses.py`).
    veiled: why the record names the organisation that did it by a commitment only, and nothing it wrote is kept as a draft.
    page_only: why no program does it: what it brings is shown once, on its page.
    no_door: why nobody reaches it by a page, an operation or a command (timers, founding, imports).
    own_page: its page is a view of its own, which says `view.action = …` and has the action's name as its URL's.
    lapses: what the System does with it where a founding period ends and nobody confirmed it.
    undo: how a granted appeal undoes it (`actions/undoing.py`); remedy: in words, what is owed instead where nothing
    can be undone. An action of an office has one of the two.
    any_body: why an office may do it with what belongs to another body. nobody_concerned: why no interest can recuse.
    Where `place` and `concerns` are left out, the thing says both by its fields (`actions/belonging.py`).
    unasked: why no asking rule of its power binds it (docs/law.md): all other actions of the power wait for the asking.
    own_majority: `(thing, form as it was sent)` gives the majority that the law states for changing the thing, "" where
    it states none: a body that decides together then needs that, too.
    at_once: many do it to one thing at the same time, and it changes nothing of the thing: nobody waits for another, and
    the thing does not change meanwhile.
    """
    if sum(map(bool, (power, right, founding))) != 1:
        raise ValueError(f"{code}: an action rests on exactly one of power, right or founding.")

    def register(function: Callable[Concatenate[Context, P], T]) -> Action[P, T]:
        kinds = (by,) if isinstance(by, Kind) else by
        made: Action[P, T] = Action(
            code, function, kinds, title, done, power, right, founding=founding, **options
        )
        # An undescribed parameter is told where it is declared, not when somebody first comes to it.
        _ = made.shape
        actions_registry.add_action(made)
        return made

    return register
