"""How the numbers that decide reach a lottery: anybody enters the beacon's signature, two offices a public draw's numbers."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Callable
from datetime import timedelta
from typing import Annotated, Any

from django.conf import settings
from django.utils import formats, timezone
from django.utils.translation import gettext_lazy as _

from commonhall.actions import beacon_numbers, exemptions
from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Words
from commonhall.actions.undoing import by_action
from commonhall.core import clock
from commonhall.core.refusals import BadInput, Refused
from commonhall.decisions.lotteries import drawing, sources
from commonhall.decisions.lotteries.actions import in_state, unit_of
from commonhall.decisions.lotteries.models import HeldNumbers, Lottery

State, Source = Lottery.State, Lottery.Source
# After so long without the numbers the System says so in public.
PATIENCE = timedelta(hours=6)


def _waits_for(source: str, known: Any) -> Callable[[Actor, Lottery], None]:
    """The lottery waits for what this source gives, and it is known by now."""

    def check(actor: Actor, lottery: Lottery) -> None:
        in_state(State.READY)(actor, lottery)
        if lottery.source != source:
            raise Refused(
                "state", "other-source", _("This lottery is decided in another way. See its page.")
            )
        if lottery.seed:
            raise Refused(
                "state", "seed-known", _("The numbers have been entered and cannot be changed.")
            )
        due = lottery.due_at
        if due is not None and clock.now() < due:
            when = formats.date_format(timezone.localtime(due), "DATETIME_FORMAT")
            raise Refused("state", "not-yet", known % {"when": when})

    return check


# --- a public beacon ------------------------------------------------------------------------------
@action(
    "decisions.enter_signature",
    by=Kind.PERSON,
    right="enter-lotteries",
    title=_("Enter the beacon’s number"),
    done=_("The beacon’s number was entered and checked"),
    allows=_waits_for(
        Source.BEACON, _("The beacon’s round is on %(when)s. Enter its number then.")
    ),
)
def enter_signature(
    ctx: Context,
    lottery: Lottery,
    signature: Annotated[str, beacon_numbers.SIGNATURE],
) -> Lottery:
    """Enter what the named round of the public beacon gave. Everybody can; only the right signature is taken."""
    lottery.seed_from = beacon_numbers.read(lottery.beacon, lottery.round, signature)
    ctx.note(round=lottery.round)
    return _seeded(ctx, lottery)


def _seeded(ctx: Context, lottery: Lottery) -> Lottery:
    lottery.seed = drawing.seed_of(lottery.root, sources.value_of(vars(lottery)))
    return ctx.save(lottery)


# --- the numbers of a public draw -----------------------------------------------------------------
def _person_key(lottery: Lottery, person: int) -> str:
    """Tells whether the same person enters twice; says nothing of who it is."""
    said = f"numbers|{lottery.pk}|{person}".encode()
    return hmac.new(settings.SECRET_KEY.encode(), said, hashlib.sha256).hexdigest()


def _may_enter_numbers(actor: Actor, lottery: Lottery) -> None:
    known = _("The public draw is held on %(when)s. Enter its numbers then.")
    _waits_for(Source.NUMBERS, known)(actor, lottery)
    if lottery.body_id == actor.body:
        raise Refused(
            "state",
            "own-lottery",
            _("The body that runs the lottery cannot enter its numbers. Two other offices do."),
        )
    (*_done, last) = sources.tries(lottery.entries) or [[]]
    if len(last) != 1:
        return
    held = HeldNumbers.objects.filter(lottery=lottery, place=len(lottery.entries) - 1).first()
    mine = held is not None and held.by == _person_key(lottery, actor.person_id)
    if last[0]["body"] == actor.body or mine:
        raise Refused(
            "state",
            "entered",
            _("You have entered them. Somebody else in a second office must enter them too."),
        )


@action(
    "decisions.enter_numbers",
    by=Kind.OFFICE,
    power="enter-seeds",
    any_body=exemptions.WATCHED,
    undo=by_action("decisions.annul_lottery"),
    title=_("Enter the numbers of the public draw"),
    done=_("An office entered the numbers of the public draw"),
    place=unit_of,
    allows=_may_enter_numbers,
)
def enter_numbers(
    ctx: Context,
    lottery: Lottery,
    numbers: Annotated[
        str,
        Words(
            _("The numbers drawn"),
            _(
                "In ascending order, each with as many digits as the highest, with one space between: 03 07 12 25 33 41. A second office enters them too, without seeing yours."
            ),
            most=120,
            empty=_("Enter the numbers that were drawn."),
        ),
    ],
) -> Lottery:
    """Enter what the public draw gave, as one of two offices that do not see each other's entry.

    What both entered alike decides. If they differ, nothing is drawn: both entries are shown, and two offices enter again.
    """
    count, most = lottery.numbers["count"], lottery.numbers["most"]
    if not sources.is_result(numbers, count, most):
        raise BadInput("numbers", _wrong_form(numbers, count, most))
    assert ctx.actor.body is not None
    nonce = secrets.token_hex(32)
    place = len(lottery.entries)
    mine = sources.entry(ctx.actor.body, nonce, numbers)
    entries = [*lottery.entries, mine]
    kept = {"lottery": lottery, "place": place, "by": _person_key(lottery, ctx.actor.person_id)}
    if place % 2 == 0:
        HeldNumbers.objects.create(**kept, numbers=numbers, nonce=nonce)
        lottery.entries = entries
        return ctx.save(lottery)
    first = HeldNumbers.objects.get(lottery=lottery, place=place - 1)
    entries[-2] = {**entries[-2], "numbers": first.numbers, "nonce": first.nonce}
    entries[-1] = {**mine, "numbers": numbers, "nonce": nonce}
    HeldNumbers.objects.filter(lottery=lottery).delete()
    lottery.entries = entries
    alike = sources.agreed(entries)
    ctx.note(alike=bool(alike))
    if not alike:
        return ctx.save(lottery)
    lottery.seed_from = {"numbers": alike}
    return _seeded(ctx, lottery)


def _wrong_form(text: str, count: int, most: int) -> Any:
    """How the numbers should be written: what was meant, if that can be told."""
    said = {"count": count, "most": most, "form": sources.meant(text, count, most)}
    if said["form"]:
        return _("Enter them like this: %(form)s") % said
    said["form"] = sources.example(count, most)
    return (
        _(
            "Enter %(count)d different numbers from 1 to %(most)d in ascending order, like this: %(form)s"
        )
        % said
    )


# --- nobody entered them --------------------------------------------------------------------------
def _is_missing(actor: Actor, lottery: Lottery) -> None:
    in_state(State.READY)(actor, lottery)
    due = lottery.due_at
    if lottery.seed or due is None or lottery.missing_since or clock.now() < due + PATIENCE:
        raise Refused("state", "not-missing", _("Nothing is missing here."))


@action(
    "decisions.report_missing_numbers",
    by=Kind.SYSTEM,
    power="draw-lotteries",
    title=_("Report that the numbers are missing"),
    done=_("Nobody has entered the numbers for the draw"),
    place=unit_of,
    allows=_is_missing,
)
def report_missing_numbers(ctx: Context, lottery: Lottery) -> Lottery:
    """Hours after they were known nobody entered the numbers: those who follow are told, and who else can enter them."""
    lottery.missing_since = ctx.occurred_at
    return ctx.save(lottery)
