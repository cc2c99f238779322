"""What may be done with lotteries until the list is frozen: open, apply, withdraw, confirm, close.

Nothing is given here. Places come from the draw alone (see draw_acts), so there is no private door.
"""

from __future__ import annotations

import hashlib
import hmac
import unicodedata
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.stages import ActionRequest
from commonhall.core.models import in_language
from commonhall.core.refs import split
from commonhall.core.refusals import BadInput, Refused
from commonhall.decisions.lotteries import drawing, pools, search
from commonhall.decisions.lotteries import queries as lottery_queries
from commonhall.decisions.lotteries.models import Application, Lottery, Ticket
from commonhall.decisions.votes import envelopes
from commonhall.decisions.votes import queries as vote_queries
from commonhall.places.models import Unit

State, Kinds, Rule, Source = Lottery.State, Lottery.Kind, Lottery.Rule, Lottery.Source
RULES = {
    Kinds.PANEL: (Rule.LEXIMIN, Rule.MAXIMIN, Rule.NASH),
    Kinds.PLACES: (Rule.LOTTERY, Rule.NEED, Rule.QUEUE),
}
MOST_PLACES, MOST_DAYS = 2000, 90


def where(lottery: Lottery, **_arguments: Any) -> int:
    return lottery.unit_id


def in_state(*states: str) -> Any:
    def check(request: ActionRequest) -> None:
        if request.arguments["lottery"].state not in states:
            raise Refused(
                "state", "wrong-state", _("The lottery's present state does not allow this.")
            )

    return check


def own(*states: str) -> Any:
    """The lottery is held by the actor's body, in one of these states."""
    check_state = in_state(*states)

    def check(request: ActionRequest) -> None:
        if request.arguments["lottery"].body_id != request.actor.body:
            raise Refused("state", "other-body", _("Another body holds this lottery."))
        check_state(request)

    return check


# --- opening --------------------------------------------------------------------------------------
@action(
    "decisions.open_lottery",
    by=Kind.OFFICE,
    power="hold-lotteries",
    title=_("Open a lottery"),
    done=_("Lottery opened"),
    place=lambda unit, **_arguments: unit.pk,
)
def open_lottery(
    ctx: Context,
    kind: str,
    rule: str,
    names: dict[str, str],
    texts: dict[str, str],
    unit: Unit,
    places: int,
    closes_at: datetime,
    quotas: list[dict[str, Any]] | None = None,
    criteria: list[dict[str, Any]] | None = None,
    household: bool = False,
    source: str = Source.RECORD,
    draw_names: dict[str, str] | None = None,
    answer_days: int = 14,
    about: str = "",
) -> Lottery:
    """State what is given, to whom, by which rule, and where the seed will come from.

    quotas and criteria: as models.Lottery has them. draw_names: the public draw, in words.
    """
    lottery = Lottery(
        kind=kind, rule=rule, names=names, texts=texts, unit=unit, places=places,
        body_id=ctx.actor.body_id, quotas=quotas or [], criteria=criteria or [],
        household=household, source=Source.NONE if rule == Rule.QUEUE else source,
        draw_names=draw_names or {}, opens_at=ctx.occurred_at, closes_at=closes_at,
        answer_days=answer_days, about=about,
    )  # fmt: skip
    _check(lottery, ctx.occurred_at)
    ctx.save(lottery)
    if about:
        ctx.link(about, lottery, "put-to-lot")
    search.index_lottery(lottery)
    ctx.note(kind=kind, rule=rule, places=places, source=lottery.source, unit=unit.code)
    return lottery


def _check(lottery: Lottery, now: datetime) -> None:
    if lottery.kind not in Kinds.values:
        raise BadInput("kind", _("Choose a panel or places."))
    if not in_language(lottery.names).strip():
        raise BadInput("names", _("Give the lottery a name."))
    if lottery.rule not in RULES[Kinds(lottery.kind)]:
        raise BadInput("rule", _("This rule does not fit this kind of lottery."))
    if not 1 <= lottery.places <= MOST_PLACES:
        raise BadInput("places", _("Between one and 2000 places."))
    if lottery.closes_at <= now:
        raise BadInput("closes_at", _("The lottery must close after it opens."))
    if not 1 <= lottery.answer_days <= MOST_DAYS:
        raise BadInput("answer_days", _("Between one and 90 days to answer."))
    if lottery.source not in Source.values or (
        lottery.source == Source.NONE and lottery.rule != Rule.QUEUE
    ):
        raise BadInput("source", _("Say where the seed will come from."))
    if lottery.source == Source.PUBLIC and not lottery.public_draw.strip():
        raise BadInput(
            "draw_names", _("Name the public draw and its day, before anybody knows it.")
        )
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
def _may_apply(request: ActionRequest) -> None:
    lottery: Lottery = request.arguments["lottery"]
    in_state(State.OPEN)(request)
    if request.at >= lottery.closes_at:
        raise Refused("state", "closed", _("Applications are closed."))
    if not vote_queries.lives_there(request.actor.person_id, lottery, request.at):
        raise Refused(
            "standing", "lives-elsewhere", _("This lottery is for those who live in its place.")
        )
    if lottery_queries.application(request.actor.person_id, lottery) is not None:
        raise Refused("state", "applied", _("You have applied already; everybody has one ticket."))


@action(
    "decisions.apply_for_lottery",
    by=Kind.PERSON,
    right="enter-lotteries",
    verified=True,
    title=_("Apply"),
    done=_("Somebody applied"),
    subject="lottery",
    guard=_may_apply,
    notifies=False,
)
def apply_for_lottery(
    ctx: Context,
    lottery: Lottery,
    features: dict[str, str] | None = None,
    claims: list[str] | None = None,
    home: str = "",
) -> str:
    """Put one's name in; gives the ticket's code.

    features: what one says of oneself, by quota. claims: criteria one says hold; the office confirms
    them. home: the address, kept as a keyed hash only, so that a household has one place.
    """
    said, held = features or {}, claims or []
    kept = {}
    for quota in lottery.quotas:
        value = said.get(quota["feature"], "")
        if value not in {one["value"] for one in quota["values"]}:
            raise BadInput(quota["feature"], _("Choose what is true of you."))
        kept[quota["feature"]] = value
    if unknown := sorted(set(held) - {one["code"] for one in lottery.criteria}):
        raise BadInput("claims", _("There is no criterion %(code)s.") % {"code": unknown[0][:40]})
    if lottery.household and not home.strip():
        raise BadInput("home", _("Give your address: a household has one place at most."))
    code = envelopes.new_tracker()
    Application.objects.create(
        lottery=lottery, person_id=ctx.actor.person_id, code=code, features=kept,
        household=household_key(lottery, home) if lottery.household else "",
        claims=sorted(set(held)), at=ctx.occurred_at,
    )  # fmt: skip
    ctx.follow(lottery, ctx.actor.account)
    return code


def household_key(lottery: Lottery, home: str) -> str:
    """The keyed hash of an address; the address itself is kept nowhere."""
    folded = unicodedata.normalize("NFKC", home).casefold()
    plain = "".join(sign for sign in folded if sign.isalnum())
    said = f"household|{lottery.pk}|{plain}".encode()
    return hmac.new(settings.SECRET_KEY.encode(), said, hashlib.sha256).hexdigest()


@action(
    "decisions.withdraw_application",
    by=Kind.PERSON,
    right="enter-lotteries",
    title=_("Withdraw my application"),
    done=_("Somebody withdrew"),
    subject="lottery",
    guard=lambda request: _may_withdraw(request),
    notifies=False,
)
def withdraw_application(ctx: Context, lottery: Lottery) -> Lottery:
    """Take one's ticket back while the list is open; nothing is kept of it."""
    Application.objects.filter(lottery=lottery, person_id=ctx.actor.person_id).delete()
    return lottery


def _may_withdraw(request: ActionRequest) -> None:
    in_state(State.OPEN)(request)
    lottery: Lottery = request.arguments["lottery"]
    if request.at >= lottery.closes_at:
        raise Refused(
            "state", "closed", _("Applications are closed. If you are drawn, you may decline.")
        )
    if lottery_queries.application(request.actor.person_id, lottery) is None:
        raise Refused("state", "not-applied", _("You have not applied."))


@action(
    "decisions.confirm_claims",
    by=Kind.OFFICE,
    power="confirm-claims",
    title=_("Confirm what was claimed"),
    done=_("Claims of a ticket looked at"),
    subject="lottery",
    place=where,
    guard=own(State.OPEN),
    notifies=False,
)
def confirm_claims(ctx: Context, lottery: Lottery, application: int, confirmed: list[str]) -> int:
    """Say which of the criteria an applicant claimed hold; gives the points."""
    row = Application.objects.filter(lottery=lottery, pk=application).first()
    if row is None:
        raise BadInput("application", _("There is no such application."))
    if surplus := sorted(set(confirmed) - set(row.claims)):
        raise BadInput("confirmed", _("%(code)s was not claimed.") % {"code": surplus[0][:40]})
    row.confirmed = sorted(set(confirmed))
    row.save(update_fields=["confirmed"])
    return pools.points(lottery, row.confirmed)


# --- closing --------------------------------------------------------------------------------------
def _is_over(request: ActionRequest) -> None:
    in_state(State.OPEN)(request)
    if request.at < request.arguments["lottery"].closes_at:
        raise Refused("state", "not-over", _("Applications run on: nobody can close them early."))


@action(
    "decisions.close_lottery",
    by=Kind.SYSTEM,
    power="close-lotteries",
    title=_("Freeze the list"),
    done=_("List of tickets frozen"),
    subject="lottery",
    place=where,
    guard=_is_over,
)
def close_lottery(ctx: Context, lottery: Lottery) -> Lottery:
    """Publish the list of tickets with its root: from now on nobody can be added or left out."""
    from commonhall.decisions.lotteries.jobs import work_out_chances

    rows = pools.rows(lottery)
    ctx.save_all(
        [
            Ticket(
                lottery=lottery, code=one.code, kind=one.kind, place=one.place, points=one.points,
                household=one.household,
            )
            for one in rows
        ]
    )  # fmt: skip
    root = drawing.root_of(rows)
    ctx.note(tickets=len(rows), root=root)
    lottery.root = root
    lottery.tickets_count = len(rows)
    ctx.save(lottery)
    if lottery.kind == Kinds.PANEL:
        work_out_chances.enqueue(lottery.pk)
        lottery.state = State.CLOSED
        return ctx.save(lottery)
    lottery.state = State.READY
    lottery.ready_in = str(ctx.entry_id)
    return ctx.save(lottery)
