"""What may be done with appeals: file one, decide it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Annotated, Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commonhall.actions import beacon_numbers, exemptions, registry
from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Choice, Day
from commonhall.core import clock
from commonhall.core.refusals import BadInput, Refused
from commonhall.law import entries, queries, search
from commonhall.law.appeals import effect, lot
from commonhall.law.appeals import queries as appeal_queries
from commonhall.law.appeals.models import Appeal, Suspension
from commonhall.law.demands.reasons import REASONS, asker, due, reasons, said_by
from commonhall.law.inputs import EntryOfRecord
from commonhall.law.promises import ledger
from commonhall.people import four_eyes
from commonhall.people.actors import office_of
from commonhall.people.bodies.models import Body, Office, OfficeTerm
from commonhall.record.models import Entry

State = Appeal.State


# --- appealing ------------------------------------------------------------------------------------
def check_entry(actor: Actor, entry: Entry) -> None:
    """Raise `Refused` unless an entry can be appealed by this actor today."""
    if not entries.is_public_power(entry):
        raise Refused("state", "not-public-power", _("You can only appeal acts of public power."))
    if entries.is_final(entry):
        raise Refused("state", "final", _("This is the decision of a review, so it is final."))
    limit = queries.deadline_days("appeal", clock.today())
    last = timezone.localdate(entry.occurred_at) + timedelta(days=limit[0]) if limit else None
    if limit and last and clock.today() > last:
        raise Refused(
            "state",
            "too-late",
            _("The time to appeal has passed. It was %(days)d days.") % {"days": limit[0]},
            limit[1],
        )
    own = said_by(actor)
    if any(own.values()) and Appeal.objects.filter(entry=entry.pk, **own).exists():
        raise Refused(
            "state", "appealed", _("You have already appealed this. You can only appeal once.")
        )


@action(
    "law.file_appeal",
    by=(Kind.PERSON, Kind.ORGANISATION),
    right="appeal",
    verified=True,
    title=_("Appeal this"),
    done=_("Appeal filed"),
)
def file_appeal(
    ctx: Context,
    entry: Annotated[
        Entry, EntryOfRecord(_("The entry in the record of the act you are appealing"))
    ],
    text: Annotated[
        str,
        reasons(
            _("Enter how it affects you and why it is wrong."),
            _("How does it affect you, and why is it wrong?"),
        ),
    ],
) -> Appeal:
    """Ask a body that had no part in it to look at one action of public power; once."""
    check_entry(ctx.actor, entry)
    body = entries.acting_body(entry)
    if body is None:
        raise BadInput("entry", _("No body is responsible for this entry."))
    suspension = suspends(entry, ctx.today)
    concerned = entries.concerned_bodies(entry.subject, body.pk)
    may_review = appeal_queries.reviewers(concerned, ctx.today)
    seats = _free(entry.subject, entries.place_of(entry, body), body.pk, ctx.today, ctx.actor)
    appeal = ctx.save(
        Appeal(
            suspended=suspension is not None and bool(may_review),
            suspension=suspension.provision if suspension and may_review else None,
            **_lot(entry, seats, ctx.occurred_at),
            **said_by(ctx.actor),
            text=text,
            at=ctx.occurred_at,
            # Nobody owes by a day what nobody here may decide: such an appeal goes to a court.
            due_on=due(ctx, "decide-appeal") if may_review else None,
            entry=entry.pk,
            action=entry.action,
            about=entry.subject,
            body=body,
            unit_id=entries.place_of(entry, body),
        )
    )
    if appeal.due_on is not None:
        ledger.make(
            ctx, appeal, "answer", body=may_review[0].pk, unit=appeal.unit_id, day=appeal.due_on
        )
    ctx.link(entry.subject, appeal, "appealed")
    ctx.follow(appeal, ctx.actor.account)
    search.index_demand(appeal)
    ctx.note(
        entry=str(entry.pk),
        appealed=entry.action,
        due_on=appeal.due_on and str(appeal.due_on),
        suspended=appeal.suspended or None,
        among=appeal.among or None,
        round=appeal.beacon.get("round"),
    )
    return appeal


def _lot(entry: Entry, seats: Sequence[OfficeTerm], now: datetime) -> dict[str, Any]:
    """Among whom the lot will fall, and by which round; {} where there is nothing to draw.

    Whoever appeals the same act through others gets the same lot, and no second chance.
    """
    codes = [one.office.code for one in seats]
    if len(codes) < 2:
        return {}
    for earlier in Appeal.objects.filter(entry=entry.pk).order_by("pk"):
        if earlier.among == codes:
            same = ("beacon", "seed_from", "drawn_id")
            return {"among": codes, **{name: getattr(earlier, name) for name in same}}
    return {"among": codes, "beacon": lot.named_round(now)}


def suspends(entry: Entry, day: date) -> Suspension | None:
    """The provision's word that an appeal against this act stops it, if there is one."""
    action = registry.actions().get(entry.action)
    rows = Suspension.objects.filter(queries.granted(day), power=action.power if action else "")
    return rows.order_by("pk").first()


def _free(
    about: str, unit: int, body: int, day: date, appellant: Actor | None = None
) -> list[OfficeTerm]:
    parties = entries.concerned_bodies(about, body)
    concerned = [about, *(Body.ref_of(one) for one in parties)]
    return lot.free(
        entries.REVIEW, unit, day, parties, concerned, appellant.person if appellant else None
    )


# --- deciding -------------------------------------------------------------------------------------
def check_no_part(actor: Actor, appeal: Appeal) -> None:
    """Whoever reviews must have had no part: neither the body, nor the person in another office; nor may the lot have
    fallen on another."""
    if appeal.state != State.WAITING:
        raise Refused("state", "wrong-state", _("This appeal has already been decided."))
    check_no_part_of(actor, appeal)


def check_no_part_of(actor: Actor, appeal: Appeal) -> None:
    """As `check_no_part`, whether or not it was decided here."""
    parties = entries.parties(appeal)
    acted = Entry.objects.filter(pk=appeal.entry).values_list("occurred_at", flat=True).first()
    days = {timezone.localdate(one) for one in (acted, appeal.at) if one}
    told = _("The body that acted cannot review itself. Another body decides.")
    four_eyes.check_no_part(actor, parties, days, told)
    check_drawn(actor, appeal)


def check_drawn(actor: Actor, appeal: Appeal) -> None:
    """Raise `Refused` where the lot fell on another who is still free to decide."""
    drawn = appeal.drawn if office_of(actor) != appeal.drawn_id else None
    if drawn is not None and lot.still_free([drawn.code], _free_now(appeal)):
        raise Refused(
            "state",
            "not-drawn",
            _("Another reviewer was drawn by lot to decide this appeal."),
        )


def _free_now(appeal: Appeal) -> list[OfficeTerm]:
    return _free(appeal.about, appeal.unit_id, appeal.body_id, clock.today())


def check_reviewer(actor: Actor, appeal: Appeal) -> None:
    """Whoever decides had no part, and the lot fell on them where several were free."""
    check_no_part(actor, appeal)
    if not appeal.among or appeal.drawn_id:
        return
    due = appeal.draws_at
    waits = due is not None and clock.now() < due + lot.PATIENCE
    if waits and len(lot.still_free(appeal.among, _free_now(appeal))) > 1:
        raise Refused(
            "state",
            "not-drawn-yet",
            _("Several reviewers are free. The lot is drawn first: see the appeal’s page."),
        )


# --- the lot --------------------------------------------------------------------------------------
def _waits_for_lot(_actor: Actor, appeal: Appeal) -> None:
    if appeal.state != State.WAITING or not appeal.among or appeal.drawn_id:
        raise Refused("state", "wrong-state", _("No lot is to be drawn here."))
    beacon_numbers.not_before(appeal.draws_at)


@action(
    "law.draw_reviewer",
    by=Kind.PERSON,
    right="appeal",
    title=_("Draw who decides"),
    done=_("Who decides the appeal was drawn by lot"),
    allows=_waits_for_lot,
)
def draw_reviewer(
    ctx: Context, appeal: Appeal, signature: Annotated[str, beacon_numbers.SIGNATURE]
) -> Appeal:
    """Enter what the named round of the public beacon gave: the lot then falls on one of those who were free. Everybody
    with an account can; only the right signature is taken."""
    appeal.seed_from = beacon_numbers.read(appeal.beacon, appeal.beacon["round"], signature)
    mark = appeal.seed_from["signature"]
    at = lot.number(mark, str(appeal.entry), len(appeal.among))
    appeal.drawn = Office.objects.get(code=appeal.among[at])
    ctx.note(round=appeal.beacon["round"], drawn=appeal.drawn.ref)
    return ctx.save(appeal)


def unit_of(appeal: Appeal) -> int:
    return appeal.unit_id


def parties(appeal: Appeal) -> list[str]:
    return [appeal.about, Body.ref_of(appeal.body_id), *asker(appeal)]


@action(
    "law.decide_appeal",
    by=Kind.OFFICE,
    power=entries.REVIEW,
    any_body=exemptions.REVIEWED,
    title=_("Decide the appeal"),
    done=_("Appeal decided"),
    place=unit_of,
    concerns=parties,
    allows=check_reviewer,
)
def decide_appeal(
    ctx: Context,
    appeal: Appeal,
    verdict: Annotated[
        str,
        Choice(
            _("Decision"),
            choices=[one for one in State.choices if one[0] != State.WAITING],
            radio=True,
            empty=_("Choose granted, sent back or dismissed."),
        ),
    ],
    text: Annotated[str, REASONS],
    anew_by: Annotated[
        date | None,
        Day(
            _("If it is sent back or cannot be undone: due by"),
            _("Leave blank to use the day set by law."),
        ),
    ] = None,
) -> Appeal:
    """Grant, send back or dismiss, with public reasons. What is granted is undone in the same act, with all that
    rested on it named; where it cannot be undone, the body owes something else by a day."""
    appeal.answer = text
    appeal.decided_at = ctx.occurred_at
    appeal.decided_by = Body.objects.get(pk=ctx.actor.body_id)
    return take_effect(ctx, appeal, verdict, anew_by)


def take_effect(ctx: Context, appeal: Appeal, verdict: str, anew_by: date | None = None) -> Appeal:
    """Carry out how an appeal was decided, in the same transaction."""
    appeal.state = verdict
    appeal.anew_by = _anew_by(ctx, appeal, anew_by)
    ledger.keep(ctx, appeal)
    appeal.suspended = False
    decided = ctx.save(appeal)
    ctx.link(appeal, appeal.about, "decided")
    if found := effect.run(ctx, decided):
        decided.effect = found
        ctx.save(decided)
    ctx.note(
        verdict=verdict,
        entry=str(appeal.entry),
        late=appeal.days_late(ctx.today) or None,
        anew_by=appeal.anew_by and appeal.anew_by.isoformat(),
        **found,
    )
    search.index_demand(decided)
    return decided


def _anew_by(ctx: Context, appeal: Appeal, given: date | None) -> date | None:
    """The day by which a body decides anew, or does what is owed instead. Raises `BadInput`."""
    sent_back = appeal.state == State.SENT_BACK
    if not sent_back and not effect.owes(appeal):
        if given is not None:
            raise BadInput(
                "anew_by",
                _("Only set a day if it is sent back or cannot be undone."),
            )
        return None
    day = given or due(ctx, "decide-anew")
    if day is None:
        raise BadInput("anew_by", _("No provision sets this day. Enter a day."))
    if day < ctx.today:
        raise BadInput("anew_by", _("Enter today or a later day."))
    return day
