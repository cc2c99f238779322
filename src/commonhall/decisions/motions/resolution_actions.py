"""Resolutions: an action a body uses together is put before it as a motion, and done once the motion passes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from typing import Annotated, Any

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from commonhall.actions import action_pages, exemptions, gate, owed, registry, resolutions
from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import Action, action
from commonhall.actions.gate import Outcome
from commonhall.actions.inputs import Choice, Flag, Internal, JsonObject, Number, Words
from commonhall.actions.undoing import by_action, put_back
from commonhall.core import refs
from commonhall.core.models import Governed, in_language
from commonhall.core.refusals import BadInput, Refused
from commonhall.decisions.motions import days, files, held, search, trying
from commonhall.decisions.motions.models import Motion
from commonhall.decisions.urgent import outcomes
from commonhall.people.actors import by_resolution, office_of
from commonhall.people.bodies.models import Body
from commonhall.ui import languages

State = Motion.State
# Inputs that say how what is made is called.
CALLED = ("names", "titles", "title", "name", "code")
# The most a motion's form may hold, in signs.
MOST = 200_000


def _choices() -> list[tuple[str, Any]]:
    """Actions that some body could decide on together, by their titles."""
    found = [one for one in action_pages.offered() if one.power and Kind.OFFICE in one.by]
    return sorted(((one.code, one.title) for one in found), key=lambda one: str(one[1]))


@action(
    "decisions.table_resolution",
    by=Kind.OFFICE,
    nobody_concerned=exemptions.HELD,
    remedy=owed.DECISION,
    power="vote-in-body",
    title=_("Put an action to the body"),
    done=_("Motion put to the body"),
)
def table_resolution(
    ctx: Context,
    action: Annotated[
        str,
        Choice(
            _("What the body should do"),
            _(
                "You find the same choice on the page of each action that the body decides together."
            ),
            choices_now=_choices,
        ),
    ],
    reasons: Annotated[
        str,
        Words(
            _("Why should the body do this?"),
            most=4000,
            long=True,
            empty=_("Enter why the body should do this."),
        ),
    ],
    # Any thing with a reference: many have no page of their own and cannot be picked by words.
    thing: Annotated[str, Words(_("What it is done to"), most=80)] = "",
    given: Annotated[
        Any,
        JsonObject(
            _("Values for the action"),
            _("In the form the action's own operation uses, such as {“on”: “2027-01-01”}."),
            most=MOST,
        ),
    ] = None,
    from_passing: Annotated[
        bool,
        Flag(
            resolutions.FROM_THE_DAY,
            _("Otherwise an action that names a day in the past by then is not carried out."),
        ),
    ] = False,
    after: Annotated[
        int | None,
        Number(resolutions.AFTER_WHICH, resolutions.AFTER_HELP, least=1, most=10**9),
    ] = None,
    sent: Annotated[Any, Internal()] = None,
    uploads: Annotated[Any, Internal()] = None,
) -> Motion:
    """A member puts an action before the body, with all that it asks for. It is judged as if the body did it
    now, by the action's own checks too, but for asking those concerned, which may still be done; it is done once the
    motion has passed. Where another motion that waits must come first, it is judged as if that one had been carried out,
    and done only if it was."""
    found, first = registry.actions()[action], _first(ctx, after)
    with _judged_after(ctx, first):
        motion = _motion(ctx, found, first, reasons, thing, given, from_passing, sent, uploads)
    ctx.save(motion)
    if uploads:
        files.keep(ctx, motion, found, uploads)
    ctx.link(motion.about, motion, "decided-by")
    ctx.follow(motion, ctx.actor.account)
    ctx.note(does=found.code, after=first.ref if first else None)
    search.index_motion(motion)
    ctx.subject = motion.ref
    return motion


def _first(ctx: Context, number: int | None) -> Motion | None:
    """The motion that must be carried out before; it waits before the same body."""
    if number is None:
        return None
    found = Motion.objects.filter(pk=number, body=ctx.actor.body_id, state=State.OPEN).first()
    if found is None:
        raise BadInput("after", _("Enter the number of a motion that is before this body now."))
    if not found.action:
        raise BadInput("after", _("This motion does nothing that another could wait for."))
    motion: Motion = found
    return motion


@contextmanager
def _judged_after(ctx: Context, first: Motion | None) -> Iterator[None]:
    """As `trying.as_after`; a motion that could not be carried out now is no ground for another."""
    standing = ExitStack()
    try:
        standing.enter_context(trying.as_after(ctx, first))
    except (BadInput, Refused) as error:
        raise BadInput(
            "after", _("That motion could not be carried out now: %(why)s") % {"why": error.message}
        ) from error
    with standing:
        yield


def _motion(
    ctx: Context,
    found: Action[..., Any],
    first: Motion | None,
    reasons: str,
    thing: str,
    given: Any,
    from_passing: bool,
    sent: Any,
    uploads: Any,
) -> Motion:
    """The motion as it is kept, once it was judged and tried."""
    subject = _subject(found, thing)
    data = sent if sent is not None else held.data_of(found, subject, given or {})
    if sum(len(part) for parts in data.values() for part in parts) > MOST:
        raise BadInput("given", _("This is more than a motion can hold. Make it shorter."))
    arguments = held.read(found, subject, data, uploads)
    files.check_number(office_of(ctx.actor), uploads or {})
    request = gate.judge_tabling(found, ctx.actor, arguments, ctx.occurred_at)
    if not request.together:
        raise Refused(
            "state",
            "not-together",
            _("This does not need a resolution. Any office of the body with the power may do it."),
        )
    body = Body.objects.get(pk=ctx.actor.body_id)
    trying.try_out(ctx, found, body, request)
    about = request.subject or (subject.ref if subject is not None else body.ref)
    made = Motion(
        after=first,
        names=_names(found, subject, arguments),
        texts={translation.get_language() or languages.own().code: reasons},
        body=body,
        unit_id=request.place or body.unit_id,
        about=about,
        amount=request.amount,
        tabled_at=ctx.occurred_at,
        by_office_id=office_of(ctx.actor),
        action=found.code,
        thing=subject.ref if subject is not None else "",
        given=data,
        stood=held.standing(found, subject),
        concerned=sorted(set(request.concerned)),
        from_passing=from_passing and resolutions.BEGINS in found.inputs,
    )
    days.check_reachable(made, found, arguments)
    return made


def _subject(found: Action[..., Any], ref: str) -> Governed | None:
    if found.thing is None:
        return None
    subject = refs.thing(ref) if ref else None
    if not isinstance(subject, found.thing):
        raise BadInput("thing", _("Choose what this action is done to."))
    return subject


def _names(
    found: Action[..., Any], subject: Governed | None, arguments: Mapping[str, Any]
) -> dict[str, str]:
    """The motion's name in every language of the hall: what is done, and to what, or what is made."""
    said = next((arguments[one] for one in CALLED if arguments.get(one)), "")
    names = {}
    for language in languages.installed():
        with translation.override(language.code):
            made = in_language(said) if isinstance(said, dict) else str(said)
            about = str(refs.resolve([subject.ref])[subject.ref].title) if subject else made
            names[language.code] = " · ".join(filter(None, [str(found.title), about]))[:200]
    return names


def _table(
    actor: Actor,
    action: Action[..., Any],
    thing: Governed | None,
    data: dict[str, list[str]],
    *,
    reasons: str,
    once: str,
    amends: int,
    from_passing: bool,
    after: int | None,
    uploads: Any,
) -> Outcome[Any]:
    """What the page of an action does where its body decides together."""
    if amends:
        motion = Motion.objects.get(pk=amends)
        amend = registry.actions()["decisions.amend_motion"]
        return amend.coming(once=once, door="page").perform(
            actor, motion=motion, reasons=reasons, sent=data
        )
    return table_resolution.coming(once=once, door="page").perform(
        actor,
        action=action.code,
        reasons=reasons,
        thing=thing.ref if thing is not None else "",
        sent=data,
        from_passing=from_passing,
        after=after,
        uploads=uploads or None,
    )


def _before(number: int, found: Action[..., Any]) -> dict[str, list[str]] | None:
    """What a motion that waits before its body holds of an action; None where there is none."""
    waiting = Motion.objects.filter(pk=number, action=found.code, state=State.OPEN).first()
    return waiting.given if waiting is not None else None


resolutions.table_by(_table, _before)


# --- once it has passed -------------------------------------------------------------------------
def carry_out(ctx: Context, motion: Motion) -> None:
    """Do what a passed motion holds, by the body as a whole, in the same transaction.

    What the law or the thing's state forbids by then is not done: the motion stays passed, and says so.
    """
    found = held.action_of(motion)
    if found is None:
        return
    hindered: Refused | BadInput | None = None
    result: Any = None
    if motion.waits_for_another:
        hindered = Refused("state", AFTER, _waits(motion))
    elif held.changed_meanwhile(motion, found):
        hindered = Refused("state", "changed-meanwhile", CHANGED)
    else:
        try:
            arguments = days.arguments_today(motion, found)
        except (BadInput, Refused) as error:
            hindered = error
        else:
            actor = by_resolution(motion.body, motion.ref)
            result, hindered = ctx.attempt_as(actor, found, arguments)
    motion.hindered = getattr(hindered, "code", "bad-input")[:60] if hindered else ""
    ctx.note(hindered=motion.hindered or None)
    if isinstance(result, Governed):
        motion.result = result.ref
        ctx.link(motion, result, "decided")


def carry_out_followers(ctx: Context, motion: Motion) -> None:
    """Do what passed before and waited for this motion alone, now that it was carried out."""
    if motion.state != State.PASSED or motion.hindered:
        return
    for follower in motion.followers.filter(state=State.PASSED, hindered=AFTER).order_by("pk"):
        follower.after = motion
        carry_out(ctx, follower)
        ctx.save(follower)
        carry_out_followers(ctx, follower)


def _waits(motion: Motion) -> Any:
    before = motion.after
    said = {"number": before.pk, "state": before.get_state_display()} if before else {}
    return (
        _("It is done only after motion %(number)d was carried out. That motion: %(state)s.") % said
    )


# Why a passed motion is not done: another must be carried out first.
AFTER = "after-motion"
CHANGED = _("What this would change has been changed since it was put to the body.")


def why_hindered(motion: Motion) -> str:
    """Why a passed motion could not be done, in words as of today; "" where nothing hinders it now."""
    found = held.action_of(motion)
    if found is None or not motion.hindered:
        return ""
    if motion.waits_for_another:
        return str(_waits(motion))
    if held.changed_meanwhile(motion, found):
        return str(CHANGED)
    try:
        arguments = days.arguments_today(motion, found)
    except (BadInput, Refused) as error:
        return str(error.message)
    refusal = gate.dry_run(found, by_resolution(motion.body, motion.ref), arguments).refusal
    return str(refusal.message) if refusal else ""


def _may_be_tried(actor: Actor, motion: Motion) -> None:
    if motion.body_id != actor.body:
        raise Refused("state", "other-body", _("Another body decides this."))
    if motion.state != State.PASSED or not motion.hindered:
        raise Refused("state", "wrong-state", _("Nothing here is waiting to be carried out."))


@action(
    "decisions.carry_out_motion",
    by=Kind.OFFICE,
    undo=by_action("decisions.annul_motion"),
    power="vote-in-body",
    title=_("Carry it out now"),
    done=_("What a body decided was carried out"),
    place=lambda motion: motion.unit_id,
    concerns=lambda motion: motion.parties,
    allows=_may_be_tried,
    second_factor=True,
)
def carry_out_motion(ctx: Context, motion: Motion) -> Motion:
    """Try again what a passed motion could not do at once, for instance before those concerned were asked."""
    carry_out(ctx, motion)
    if motion.hindered:
        raise Refused(
            "state", "hindered", why_hindered(motion) or _("It cannot be carried out now.")
        )
    ctx.save(motion)
    carry_out_followers(ctx, motion)
    return motion


def _is_own(actor: Actor, motion: Motion) -> None:
    outcomes.not_done(motion)
    if motion.state != State.OPEN:
        raise Refused("state", "wrong-state", _("This has already been decided."))
    if motion.by_office_id is None or motion.by_office_id != office_of(actor):
        raise Refused("state", "not-yours", _("Only the office that proposed it can withdraw it."))


@action(
    "decisions.withdraw_motion",
    by=Kind.OFFICE,
    undo=put_back,
    power="vote-in-body",
    title=_("Withdraw it"),
    done=_("Motion withdrawn"),
    place=lambda motion: motion.unit_id,
    allows=_is_own,
)
def withdraw_motion(ctx: Context, motion: Motion) -> Motion:
    """The person who put it before the body takes it back before it is decided; it stays on the record."""
    motion.state = State.WITHDRAWN
    motion.decided_at = ctx.occurred_at
    return ctx.save(motion)
