"""What may be done with a theme of the month: open a round, nominate, put in order, count, plan, report as done."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from commonhall.actions import owed
from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Day, Names, OnOwnPage, Pick, Ref, Words
from commonhall.actions.undoing import put_back
from commonhall.cases.sources.models import Source
from commonhall.core import clock
from commonhall.core.refusals import BadInput, Refused
from commonhall.decisions.themes import counting, queries
from commonhall.decisions.themes.models import Theme, ThemeOrder, ThemeRound
from commonhall.law.promises import ledger
from commonhall.law.queries import due_day, residents
from commonhall.people.bodies.models import Body
from commonhall.places.models import Unit
from commonhall.places.queries import units

State = ThemeRound.State
NOMINATE, RANK, PLAN = "nominate-themes", "choose-themes", "plan-theme"
LEAD = "lead-themes"
MOST = 20


# --- the round ------------------------------------------------------------------------------------
@action(
    "decisions.open_theme_round",
    by=Kind.OFFICE,
    power="hold-themes",
    title=_("Let residents choose a theme"),
    done=_("Choice of a theme opened"),
    remedy=owed.LOOKED_AT,
)
def open_theme_round(
    ctx: Context,
    names: Annotated[
        dict[str, str],
        Names(_("Name"), _("For example: Theme of March."), empty=_("Enter a name for the round.")),
    ],
    unit: Annotated[Unit, Pick(_("Place"), rows=units, key="code", place=True)],
) -> ThemeRound:
    """Open a choice among common causes on the record. The law sets for how many days they are nominated, and for how many
    residents put them in order."""
    until = due_day(NOMINATE, ctx.today)
    last = due_day(RANK, until) if until is not None else None
    if until is None or last is None:
        raise BadInput("names", _("No provision says for how many days themes are chosen."))
    if ThemeRound.objects.filter(state=State.OPEN, unit=unit).exists():
        raise BadInput("unit", _("A theme is being chosen for this place already."))
    made = ctx.save(
        ThemeRound(
            names=names,
            unit=unit,
            held_by_id=ctx.actor.body_id,
            nominate_until=until,
            rank_until=last,
        )
    )
    ctx.subject = made.ref
    return made


def _place(round_: ThemeRound) -> int:
    return round_.unit_id


def _may_nominate(_actor: Actor, round_: ThemeRound) -> None:
    if not round_.nominating(clock.today()):
        raise Refused("state", "wrong-state", _("Themes are no longer nominated here."))
    if round_.themes.count() >= MOST:
        raise Refused("state", "too-many", _("There are as many themes as people can choose from."))


def _free(round_: ThemeRound) -> QuerySet[Source]:
    rows = Source.objects.filter(state=Source.State.OPEN, unit__path__startswith=round_.unit.path)
    return rows.exclude(pk__in=round_.themes.values("source")).order_by("-pk")


@action(
    "decisions.nominate_theme",
    by=(Kind.PERSON, Kind.ORGANISATION, Kind.OFFICE),
    right=NOMINATE,
    title=_("Nominate a theme"),
    done=_("Theme nominated"),
    place=_place,
    allows=_may_nominate,
)
def nominate_theme(
    ctx: Context,
    round_: ThemeRound,
    source: Annotated[
        Source,
        Pick(
            _("The common cause"),
            _("One that is on the record and being dealt with."),
            rows_of=_free,
            rows=Source.objects.all,
            empty=_("Choose a common cause."),
        ),
    ],
) -> Theme:
    """Put a common cause of many cases among the themes that residents choose from."""
    if not _free(round_).filter(pk=source.pk).exists():
        raise BadInput("source", _("Choose an open cause in this place that is not nominated yet."))
    theme = ctx.save(Theme(round=round_, source=source))
    ctx.link(source, round_, "nominated-in")
    ctx.subject = round_.ref
    return theme


# --- residents ------------------------------------------------------------------------------------
def _may_rank(actor: Actor, round_: ThemeRound) -> None:
    if not round_.ranking(clock.today()):
        raise Refused("state", "wrong-state", _("Themes are not being put in order now."))
    if not residents(round_.unit, clock.today()).filter(person=actor.person).exists():
        raise Refused(
            "standing", "lives-elsewhere", _("Only people who live in this place choose its theme.")
        )


@action(
    "decisions.rank_themes",
    by=Kind.PERSON,
    right=RANK,
    verified=True,
    title=_("Put the themes in order"),
    done=_("A resident put the themes in order"),
    allows=_may_rank,
    notifies=False,
    own_page=True,
)
def rank_themes(
    ctx: Context, round_: ThemeRound, order: Annotated[list[int], OnOwnPage(_("Your order"))]
) -> ThemeRound:
    """Say which themes you want first, up to three. You can change it until the last day. The hall knows your order until
    it is counted, and shows it to nobody."""
    known = set(round_.themes.values_list("pk", flat=True))
    if len(order) > counting.MOST_RANKS or len(set(order)) < len(order) or not set(order) <= known:
        raise BadInput("order", _("Put up to three of these themes in order."))
    ThemeOrder.objects.update_or_create(
        round=round_, person_id=ctx.actor.person_id, defaults={"order": order}
    )
    # Nothing on the record ties somebody to having chosen, or to what.
    ctx.forget_actor = True
    return round_


# --- counting -------------------------------------------------------------------------------------
def _is_over(_actor: Actor, round_: ThemeRound) -> None:
    if round_.state != State.OPEN:
        raise Refused("state", "wrong-state", _("This has already been counted."))
    if clock.today() <= round_.rank_until:
        raise Refused("state", "not-over", _("Residents still choose."))


@action(
    "decisions.close_themes",
    by=Kind.SYSTEM,
    power="count-themes",
    title=_("Count what residents want first"),
    done=_("Theme chosen, or none"),
    remedy=_("The orders stay published, so that anybody can count them again."),
    place=_place,
    allows=_is_over,
)
def close_themes(ctx: Context, round_: ThemeRound) -> ThemeRound:
    """Count the orders and publish them without names. The body responsible for the chosen cause leads it, and owes a plan
    by the day of the law. With fewer than five people nothing is chosen, and nothing is published but their number."""
    found = queries.by_code(queries.themes(round_))
    place = {theme.pk: code for code, theme in found.items()}
    given = [
        [place[pk] for pk in order if pk in place]
        for order in round_.given.values_list("order", flat=True)
    ]
    round_.people = len(given)
    round_.closed_at = ctx.occurred_at
    if round_.people >= counting.FEWEST:
        round_.orders = counting.grouped(given)
    round_.outcome = counting.count(sorted(found), round_.orders)
    winners = round_.outcome["winners"]
    round_.state = State.CHOSEN if winners else State.NONE
    if winners:
        round_.chosen = found[winners[0]].source
        round_.body = round_.chosen.body
        round_.due_on = due_day(PLAN, ctx.today)
    ThemeOrder.objects.filter(round=round_).delete()
    ctx.note(people=round_.people, chosen=round_.chosen.ref if round_.chosen else None)
    ctx.save(round_)
    if round_.chosen is not None and round_.body_id and round_.due_on:
        ledger.make(
            ctx, round_, "theme", body=round_.body_id, unit=round_.unit_id, day=round_.due_on
        )
        ctx.link(round_.chosen, round_, "chosen-in")
    return round_


# --- the body that leads it -------------------------------------------------------------------------
def _leads(*states: str) -> Any:
    def check(actor: Actor, round_: ThemeRound) -> None:
        if round_.state not in states:
            raise Refused("state", "wrong-state", _("There is nothing to be said about this now."))
        if round_.body_id != actor.body:
            raise Refused("state", "other-body", _("Another body leads this theme."))

    return check


def _parties(round_: ThemeRound) -> list[str]:
    return [Body.ref_of(round_.body_id)] if round_.body_id else []


@action(
    "decisions.plan_theme",
    by=Kind.OFFICE,
    power=LEAD,
    undo=put_back,
    title=_("Say what you do about the theme"),
    done=_("Plan for a theme given"),
    place=_place,
    concerns=_parties,
    allows=_leads(State.CHOSEN, State.PLANNED),
)
def plan_theme(
    ctx: Context,
    round_: ThemeRound,
    text: Annotated[
        str, Words(_("What you will do"), most=4000, long=True, empty=_("Enter what you will do."))
    ],
    done_by: Annotated[date, Day(_("By when"), empty=_("Enter a day."))],
    laws: Annotated[
        str,
        Words(
            _("Laws and rules that have to change"),
            _("One per line. Leave blank if none has to."),
            most=4000,
            long=True,
        ),
    ] = "",
    plan: Annotated[str, Ref(_("Part of the plan"), _("If it is in the plan already."))] = "",
) -> ThemeRound:
    """The leading body says what it does, by when, and which laws have to change. From then on it owes that day."""
    if done_by < ctx.today:
        raise BadInput("done_by", _("Enter a day from today on."))
    round_.plan_text, round_.laws, round_.plan, round_.done_by = text, laws, plan, done_by
    round_.state, round_.planned_on = State.PLANNED, round_.planned_on or ctx.today
    ctx.save(round_)
    # The plan was owed by the day of the law; what it says is owed by its own.
    ledger.keep(ctx, round_)
    theme = queries.chosen_of(round_)
    body = round_.body_id or 0
    ledger.make(ctx, theme, "theme", body=body, unit=round_.unit_id, day=done_by, reason=text[:200])
    if plan:
        ctx.link(round_, plan, "planned-as")
    return round_


@action(
    "decisions.finish_theme",
    by=Kind.OFFICE,
    power=LEAD,
    undo=put_back,
    title=_("Report the theme as done"),
    done=_("Theme reported as done"),
    place=_place,
    concerns=_parties,
    allows=_leads(State.PLANNED),
)
def finish_theme(
    ctx: Context,
    round_: ThemeRound,
    proof: Annotated[
        str,
        Words(
            _("How people can see that it is done"),
            most=2000,
            long=True,
            empty=_("Enter how people can see that it is done."),
        ),
    ],
) -> ThemeRound:
    """Report what was done, with what people can see of it. The promise is kept."""
    round_.proof, round_.state = proof, State.DONE
    ctx.save(round_)
    ledger.keep(ctx, queries.chosen_of(round_))
    return round_
