"""What may be done with lotteries until the list is frozen: apply, withdraw, confirm, close. Opening: opening_actions.

Nothing is given here. Places come from the draw alone (see draw_actions), so there is no private door.
"""

from __future__ import annotations

import hashlib
import hmac
import unicodedata
from collections.abc import Callable, Mapping
from typing import Annotated

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from commonhall.actions import exemptions
from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import (
    Answers,
    ChoiceMany,
    Number,
    Question,
    Words,
)
from commonhall.actions.undoing import by_action
from commonhall.core import clock
from commonhall.core.models import in_language
from commonhall.core.refusals import BadInput, Refused
from commonhall.decisions.lotteries import drawing, naming, pools, roll_letters
from commonhall.decisions.lotteries import queries as lottery_queries
from commonhall.decisions.lotteries.models import Application, Lottery, Ticket
from commonhall.decisions.votes import envelopes
from commonhall.decisions.votes import queries as vote_queries

State, Kinds = Lottery.State, Lottery.Kind


def unit_of(lottery: Lottery) -> int:
    return lottery.unit_id


def in_state(*states: str) -> Callable[[Actor, Lottery], None]:
    """The lottery is in one of these states."""

    def check(_actor: Actor, lottery: Lottery) -> None:
        if lottery.state not in states:
            raise Refused(
                "state",
                "wrong-state",
                _("You cannot do this while the lottery is in its current state."),
            )

    return check


def own(*states: str) -> Callable[[Actor, Lottery], None]:
    """The lottery is held by the actor's body, in one of these states."""
    check_state = in_state(*states)

    def check(actor: Actor, lottery: Lottery) -> None:
        if lottery.body_id != actor.body:
            raise Refused("state", "other-body", _("Another body runs this lottery."))
        check_state(actor, lottery)

    return check


# --- applying -------------------------------------------------------------------------------------
def _of_a_list(lottery: Lottery) -> None:
    if lottery.kind == Kinds.ORDER:
        raise Refused(
            "state",
            "of-a-list",
            _("This draw gives a waiting list its order. Join or leave on the page of the list."),
        )


def _may_apply(actor: Actor, lottery: Lottery) -> None:
    _of_a_list(lottery)
    in_state(State.OPEN)(actor, lottery)
    now = clock.now()
    if now >= lottery.closes_at:
        raise Refused("state", "closed", _("Applications are closed."))
    if lottery.invited or lottery.kind == Kinds.LETTERS:
        raise Refused(
            "standing", "by-letter", _("Only people who got a letter with a code can enter.")
        )
    if not vote_queries.lives_there(actor.person_id, lottery, now):
        raise Refused(
            "standing", "lives-elsewhere", _("This lottery is for people who live in its place.")
        )
    if lottery_queries.application(actor.person_id, lottery) is not None:
        raise Refused("state", "applied", _("You have already applied. Everybody has one ticket."))


def questions(lottery: Lottery) -> list[Question]:
    return [
        (
            quota["feature"],
            in_language(quota["names"]),
            [(one["value"], in_language(one["names"])) for one in quota["values"]],
        )
        for quota in lottery.quotas
    ]


def criteria_choices(lottery: Lottery) -> list[tuple[str, str]]:
    """The criteria of a lottery with their points, to be ticked."""
    return [
        (one["code"], f"{in_language(one['names'])} ({one['points']})") for one in lottery.criteria
    ]


@action(
    "decisions.apply_for_lottery",
    by=Kind.PERSON,
    right="enter-lotteries",
    verified=True,
    title=_("Apply"),
    done=_("Somebody applied"),
    allows=_may_apply,
    notifies=False,
)
def apply_for_lottery(
    ctx: Context,
    lottery: Lottery,
    features: Annotated[
        dict[str, str] | None,
        Answers(
            _("About you"),
            _("Used for the quotas. The list shows it without your name."),
            questions_of=questions,
            unanswered=_("Choose what applies to you."),
            asked_of=lambda lottery: bool(lottery.quotas),
            needed=True,
        ),
    ] = None,
    claims: Annotated[
        list[str] | None,
        ChoiceMany(
            _("What applies to you"),
            _("The office checks it. Anything it cannot confirm gives no points."),
            choices_of=criteria_choices,
            asked_of=lambda lottery: bool(lottery.criteria),
        ),
    ] = None,
    home: Annotated[
        str,
        Words(
            _("Your address"),
            _("Stored as a key that nobody can read, to see who shares a household."),
            most=200,
            empty=_("Enter your address. Each household can have only one place."),
            asked_of=lambda lottery: lottery.household,
            needed=True,
        ),
    ] = "",
) -> str:
    """Put your name in, with what the rule asks of you. Your ticket stands on the lottery's page."""
    held = claims or []
    kept = said_of_quotas(lottery, features or {})
    if unknown := sorted(set(held) - {one["code"] for one in lottery.criteria}):
        raise BadInput(
            "claims",
            _("There is no criterion %(code)s. Check the code.") % {"code": unknown[0][:40]},
        )
    if lottery.household and not home.strip():
        raise BadInput("home", _("Enter your address. Each household can have only one place."))
    code = envelopes.new_tracker()
    Application.objects.create(
        lottery=lottery,
        person_id=ctx.actor.person_id,
        code=code,
        features=kept,
        household=household_key(lottery, home) if lottery.household else "",
        claims=sorted(set(held)),
        at=ctx.occurred_at,
    )
    ctx.follow(lottery, ctx.actor.account)
    return code


def said_of_quotas(lottery: Lottery, said: Mapping[str, str]) -> dict[str, str]:
    """What somebody says of themselves, one value of each quota. Raises BadInput."""
    kept = {}
    for quota in lottery.quotas:
        value = said.get(quota["feature"], "")
        if value not in {one["value"] for one in quota["values"]}:
            raise BadInput("features", _("Choose what applies to you."))
        kept[quota["feature"]] = value
    return kept


def household_key(lottery: Lottery, home: str) -> str:
    """The keyed hash of an address; the address itself is kept nowhere."""
    folded = unicodedata.normalize("NFKC", home).casefold()
    plain = "".join(sign for sign in folded if sign.isalnum())
    said = f"household|{lottery.pk}|{plain}".encode()
    return hmac.new(settings.SECRET_KEY.encode(), said, hashlib.sha256).hexdigest()


def _may_withdraw(actor: Actor, lottery: Lottery) -> None:
    _of_a_list(lottery)
    in_state(State.OPEN)(actor, lottery)
    if clock.now() >= lottery.closes_at:
        raise Refused(
            "state", "closed", _("Applications are closed. If you are drawn, you may decline.")
        )
    if lottery_queries.application(actor.person_id, lottery) is None:
        raise Refused("state", "not-applied", _("You have not applied."))


@action(
    "decisions.withdraw_application",
    by=Kind.PERSON,
    right="enter-lotteries",
    title=_("Withdraw my application"),
    done=_("Somebody withdrew"),
    allows=_may_withdraw,
    notifies=False,
)
def withdraw_application(ctx: Context, lottery: Lottery) -> Lottery:
    """Take one's ticket back while the list is open; nothing is kept of it."""
    Application.objects.filter(lottery=lottery, person_id=ctx.actor.person_id).delete()
    return lottery


@action(
    "decisions.confirm_claims",
    by=Kind.OFFICE,
    power="confirm-claims",
    any_body=exemptions.WATCHED,
    undo=by_action("decisions.annul_lottery"),
    title=_("Confirm what an applicant says"),
    done=_("What an applicant says was checked"),
    place=unit_of,
    allows=own(State.OPEN),
    notifies=False,
    own_page=True,
)
def confirm_claims(
    ctx: Context,
    lottery: Lottery,
    application: Annotated[int, Number(_("Application number"), least=1)],
    confirmed: Annotated[
        list[str] | None, ChoiceMany(_("What you confirmed"), choices_of=criteria_choices)
    ] = None,
) -> int:
    """Say which of the criteria an applicant claimed hold; gives the points."""
    held = sorted(set(confirmed or ()))
    row = Application.objects.filter(lottery=lottery, pk=application).first()
    if row is None:
        raise BadInput("application", _("There is no such application. Check the number."))
    if surplus := sorted(set(held) - set(row.claims)):
        raise BadInput(
            "confirmed", _("The applicant did not claim %(code)s.") % {"code": surplus[0][:40]}
        )
    row.confirmed = held
    row.save(update_fields=["confirmed"])
    return pools.points(lottery, held)


# --- closing --------------------------------------------------------------------------------------
def _is_over(actor: Actor, lottery: Lottery) -> None:
    in_state(State.OPEN)(actor, lottery)
    if clock.now() < lottery.closes_at:
        raise Refused(
            "state", "not-over", _("Applications are still open. Nobody can close them early.")
        )


@action(
    "decisions.close_lottery",
    by=Kind.SYSTEM,
    power="close-lotteries",
    title=_("Freeze the list"),
    done=_("List of tickets frozen"),
    place=unit_of,
    allows=_is_over,
)
def close_lottery(ctx: Context, lottery: Lottery) -> Lottery:
    """Publish the list of tickets with its root: from now on nobody can be added or left out."""
    if lottery.kind == Kinds.LETTERS:
        return _freeze_roll(ctx, lottery)
    rows = pools.rows(lottery)
    ctx.save_all(
        [
            Ticket(
                lottery=lottery,
                code=one.code,
                kind=one.kind,
                place=one.place,
                points=one.points,
                household=one.household,
            )
            for one in rows
        ]
    )
    root = drawing.root_of(rows)
    ctx.note(tickets=len(rows), root=root)
    lottery.root = root
    lottery.tickets_count = len(rows)
    ctx.save(lottery)
    if lottery.kind == Kinds.PANEL:
        lottery.state = State.CLOSED
        return ctx.save(lottery)
    naming.await_numbers(lottery, ctx.entry_id, ctx.occurred_at)
    return ctx.save(lottery)


def _freeze_roll(ctx: Context, lottery: Lottery) -> Lottery:
    """The lines of the roll that are there now, by their numbers: who comes onto it later gets no letter here."""
    lines = roll_letters.lines(lottery.unit)
    lottery.root = roll_letters.root_of(lines)
    lottery.tickets_count, lottery.roll_last = len(lines), max(lines, default=0)
    ctx.note(lines=len(lines), root=lottery.root)
    naming.await_numbers(lottery, ctx.entry_id, ctx.occurred_at)
    return ctx.save(lottery)
