"""What may be done with lotteries until the list is frozen: open, apply, withdraw, confirm, close.

Nothing is given here. Places come from the draw alone (see draw_actions), so there is no private door.
"""

from __future__ import annotations

import hashlib
import hmac
import unicodedata
from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from commonhall.actions import exemptions
from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import (
    Answers,
    Choice,
    ChoiceMany,
    Flag,
    LastDay,
    Lines,
    Moment,
    Names,
    Number,
    Pick,
    Question,
    Ref,
    Words,
)
from commonhall.actions.undoing import by_action
from commonhall.core import clock
from commonhall.core.models import in_language
from commonhall.core.refs import split
from commonhall.core.refusals import BadInput, Refused
from commonhall.decisions.lotteries import drawing, naming, pools, reading, search, sources
from commonhall.decisions.lotteries import queries as lottery_queries
from commonhall.decisions.lotteries.models import Application, Lottery, Ticket
from commonhall.decisions.votes import envelopes
from commonhall.decisions.votes import queries as vote_queries
from commonhall.places.models import Unit
from commonhall.places.queries import units

State, Kinds, Rule, Source = Lottery.State, Lottery.Kind, Lottery.Rule, Lottery.Source
RULES = {
    Kinds.PANEL: (Rule.LEXIMIN, Rule.MAXIMIN, Rule.NASH),
    Kinds.PLACES: (Rule.LOTTERY, Rule.NEED, Rule.QUEUE),
}
MOST_PLACES, MOST_DAYS = 2000, 90


def unit_of(lottery: Lottery) -> int:
    return lottery.unit_id


def in_state(*states: str) -> Callable[[Actor, Lottery], None]:
    """The lottery is in one of these states."""

    def check(_actor: Actor, lottery: Lottery) -> None:
        if lottery.state not in states:
            raise Refused(
                "state", "wrong-state", _("The lottery's present state does not allow this.")
            )

    return check


def own(*states: str) -> Callable[[Actor, Lottery], None]:
    """The lottery is held by the actor's body, in one of these states."""
    check_state = in_state(*states)

    def check(actor: Actor, lottery: Lottery) -> None:
        if lottery.body_id != actor.body:
            raise Refused("state", "other-body", _("Another body holds this lottery."))
        check_state(actor, lottery)

    return check


# --- opening --------------------------------------------------------------------------------------
@action(
    "decisions.open_lottery",
    by=Kind.OFFICE,
    power="hold-lotteries",
    undo=by_action("decisions.annul_lottery"),
    title=_("Open a lottery"),
    done=_("Lottery opened"),
)
def open_lottery(
    ctx: Context,
    kind: Annotated[
        str,
        Choice(_("What is given?"), choices=Kinds.choices, empty=_("Choose a panel or places.")),
    ],
    rule: Annotated[str, Choice(_("By which rule?"), choices=Rule.choices)],
    names: Annotated[dict[str, str], Names(_("Name"), empty=_("Give the lottery a name."))],
    unit: Annotated[
        Unit, Pick(_("Who may apply: residents of"), rows=units, key="code", place=True)
    ],
    places: Annotated[int, Number(_("How many seats or places"), least=1, most=MOST_PLACES)],
    closes_at: Annotated[datetime, LastDay(_("Last day to apply"))],
    texts: Annotated[dict[str, str] | None, Names(_("Text"), most=8000, long=True)] = None,
    quotas: Annotated[
        list[dict[str, Any]] | None,
        Lines(
            _("Quotas of a panel"),
            _("A line a feature: age | Age. Below it a line a value: - young | 3 | 5 | under 30"),
            read=reading.quotas,
        ),
    ] = None,
    criteria: Annotated[
        list[dict[str, Any]] | None,
        Lines(
            _("Points for need"),
            _("A line a criterion: child | 30 | A child under three"),
            read=reading.criteria,
        ),
    ] = None,
    household: Annotated[bool, Flag(_("At most one of a household"))] = False,
    source: Annotated[
        str,
        Choice(
            _("What decides who is drawn?"),
            _(
                "A public beacon is a number that universities and firms on several continents make together every "
                "three seconds. Nobody can foresee or choose it, and this site checks it by itself."
            ),
            choices=Source.choices[:2],
            unsaid=_("as usual: a public beacon"),
        ),
    ] = Source.BEACON,
    draws_at: Annotated[
        datetime | None,
        Moment(
            _("When it is decided"),
            _(
                "Day and hour of the beacon’s round, or of the public draw, at least ten minutes after the last day to "
                "apply. Leave blank for a beacon an hour after applications close."
            ),
        ),
    ] = None,
    draw_names: Annotated[
        dict[str, str] | None,
        Names(
            _("Which public draw"),
            _(
                "Only for numbers of a public draw. For example: National Lottery, 5 December 2026, main draw."
            ),
            most=300,
        ),
    ] = None,
    numbers_count: Annotated[
        int | None,
        Number(
            _("How many numbers are drawn there"),
            _("Only for numbers of a public draw: 6 where six of forty-nine are drawn."),
            least=1,
            most=sources.MOST_NUMBERS,
        ),
    ] = None,
    numbers_most: Annotated[
        int | None,
        Number(
            _("The highest number there"),
            _("49 where six of forty-nine are drawn. Extra and bonus numbers are left aside."),
            least=2,
            most=sources.HIGHEST,
        ),
    ] = None,
    answer_days: Annotated[
        int,
        Number(
            _("Days to answer, once drawn"), _("Empty: fourteen days."), least=1, most=MOST_DAYS
        ),
    ] = 14,
    about: Annotated[str, Ref(_("About which matter"))] = "",
    again_of: Annotated[
        Lottery | None,
        Pick(
            _("It is held again after"),
            _("Needed where a lottery of this name, or about this matter, was held here before."),
            rows=lottery_queries.lotteries,
        ),
    ] = None,
    again_reason: Annotated[
        str,
        Words(
            _("Why it is held again"),
            _("Everybody reads it on the pages of both lotteries."),
            most=1000,
            long=True,
        ),
    ] = "",
) -> Lottery:
    """State what is given, to whom, by which rule, and what will decide who is drawn.

    A panel has quotas, as lines or as models.Lottery has them; points for need have criteria. The round of the beacon,
    or the public draw, is named here and cannot be changed.
    """
    source = Source.NONE if rule == Rule.QUEUE else source
    lottery = Lottery(
        kind=kind,
        rule=rule,
        names=names,
        texts=texts or {},
        unit=unit,
        places=places,
        body_id=ctx.actor.body_id,
        quotas=quotas or [],
        criteria=criteria or [],
        household=household,
        source=source,
        opens_at=ctx.occurred_at,
        closes_at=closes_at,
        answer_days=answer_days,
        about=about,
        again_of=again_of,
        again_reason=again_reason.strip(),
    )
    _check(lottery, ctx.occurred_at)
    naming.name_source(lottery, draws_at, draw_names or {}, numbers_count, numbers_most)
    naming.check_again(lottery)
    ctx.save(lottery)
    if about:
        ctx.link(about, lottery, "put-to-lot")
    search.index_lottery(lottery)
    ctx.note(
        kind=kind,
        rule=rule,
        places=places,
        source=lottery.source,
        unit=unit.code,
        round=lottery.beacon.get("round"),
        again_of=again_of.ref if again_of else None,
    )
    return lottery


def _check(lottery: Lottery, now: datetime) -> None:
    if lottery.rule not in RULES[Kinds(lottery.kind)]:
        raise BadInput("rule", _("This rule does not fit this kind of lottery."))
    if lottery.closes_at <= now:
        raise BadInput("closes_at", _("The lottery must close after it opens."))
    if lottery.about:
        try:
            split(lottery.about)
        except ValueError as error:
            raise BadInput("about", _("This is no reference of the record.")) from error
    if (lottery.kind == Kinds.PANEL) != bool(lottery.quotas):
        raise BadInput("quotas", _("A panel needs quotas; places have none."))
    if (lottery.rule == Rule.NEED) != bool(lottery.criteria):
        raise BadInput(
            "criteria", _("Points for need need a table of criteria; other rules have none.")
        )
    pools.check_quotas(lottery.quotas, lottery.places)
    pools.check_criteria(lottery.criteria)


# --- applying -------------------------------------------------------------------------------------
def _may_apply(actor: Actor, lottery: Lottery) -> None:
    in_state(State.OPEN)(actor, lottery)
    now = clock.now()
    if now >= lottery.closes_at:
        raise Refused("state", "closed", _("Applications are closed."))
    if not vote_queries.lives_there(actor.person_id, lottery, now):
        raise Refused(
            "standing", "lives-elsewhere", _("This lottery is for those who live in its place.")
        )
    if lottery_queries.application(actor.person_id, lottery) is not None:
        raise Refused("state", "applied", _("You have applied already; everybody has one ticket."))


def _questions(lottery: Lottery) -> list[Question]:
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
            _("Counted for the quotas; on the list it stands without your name."),
            questions_of=_questions,
            unanswered=_("Choose what is true of you."),
            asked_of=lambda lottery: bool(lottery.quotas),
            needed=True,
        ),
    ] = None,
    claims: Annotated[
        list[str] | None,
        ChoiceMany(
            _("What holds for you"),
            _("The office confirms it; what it cannot confirm gives no points."),
            choices_of=criteria_choices,
            asked_of=lambda lottery: bool(lottery.criteria),
        ),
    ] = None,
    home: Annotated[
        str,
        Words(
            _("Your address"),
            _("Kept as a key that cannot be read, to see who shares a household."),
            most=200,
            empty=_("Give your address: a household has one place at most."),
            asked_of=lambda lottery: lottery.household,
            needed=True,
        ),
    ] = "",
) -> str:
    """Put your name in, with what the rule asks of you. Your ticket stands on the lottery's page."""
    said, held = features or {}, claims or []
    kept = {}
    for quota in lottery.quotas:
        value = said.get(quota["feature"], "")
        if value not in {one["value"] for one in quota["values"]}:
            raise BadInput("features", _("Choose what is true of you."))
        kept[quota["feature"]] = value
    if unknown := sorted(set(held) - {one["code"] for one in lottery.criteria}):
        raise BadInput("claims", _("There is no criterion %(code)s.") % {"code": unknown[0][:40]})
    if lottery.household and not home.strip():
        raise BadInput("home", _("Give your address: a household has one place at most."))
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


def household_key(lottery: Lottery, home: str) -> str:
    """The keyed hash of an address; the address itself is kept nowhere."""
    folded = unicodedata.normalize("NFKC", home).casefold()
    plain = "".join(sign for sign in folded if sign.isalnum())
    said = f"household|{lottery.pk}|{plain}".encode()
    return hmac.new(settings.SECRET_KEY.encode(), said, hashlib.sha256).hexdigest()


def _may_withdraw(actor: Actor, lottery: Lottery) -> None:
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
    title=_("Confirm what was claimed"),
    done=_("Claims of a ticket looked at"),
    place=unit_of,
    allows=own(State.OPEN),
    notifies=False,
    own_page=True,
)
def confirm_claims(
    ctx: Context,
    lottery: Lottery,
    application: Annotated[int, Number(_("Number of the application"), least=1)],
    confirmed: Annotated[
        list[str] | None, ChoiceMany(_("What you found to hold"), choices_of=criteria_choices)
    ] = None,
) -> int:
    """Say which of the criteria an applicant claimed hold; gives the points."""
    held = sorted(set(confirmed or ()))
    row = Application.objects.filter(lottery=lottery, pk=application).first()
    if row is None:
        raise BadInput("application", _("There is no such application."))
    if surplus := sorted(set(held) - set(row.claims)):
        raise BadInput("confirmed", _("%(code)s was not claimed.") % {"code": surplus[0][:40]})
    row.confirmed = held
    row.save(update_fields=["confirmed"])
    return pools.points(lottery, held)


# --- closing --------------------------------------------------------------------------------------
def _is_over(actor: Actor, lottery: Lottery) -> None:
    in_state(State.OPEN)(actor, lottery)
    if clock.now() < lottery.closes_at:
        raise Refused("state", "not-over", _("Applications run on: nobody can close them early."))


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
