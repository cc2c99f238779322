"""What a body sets about its waiting lists: open one, change places, days and the rule, each with its reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time
from typing import Annotated, Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commonhall.actions import draw_inputs
from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Choice, Day, Either, Lines, Names, Number, Pick, Ref, Words
from commonhall.actions.undoing import put_back
from commonhall.core import refs as core_refs
from commonhall.core.refusals import BadInput, Refused
from commonhall.decisions.lotteries import orders, pools
from commonhall.law.instruments.models import Provision
from commonhall.law.whose import check_own
from commonhall.places.models import Unit
from commonhall.places.queries import units
from commonhall.services.services.models import Service
from commonhall.services.services.queries import provisions, services
from commonhall.services.waiting_lists import reading, rules, search
from commonhall.services.waiting_lists.models import HERE, PlacesChange, WaitingList, WaitingRule

Rule = WaitingRule.Rule
MOST_PLACES = 100_000
CRITERIA = Lines(
    _("Points for need"),
    _(
        "Only for points. One criterion per line, for example: alone | 30 | A parent alone. Below it what counts as proof: - Custody order"
    ),
    read=reading.criteria,
)
BASIS = Pick(
    _("Provision the rule rests on"),
    rows=provisions,
    empty=_("Choose the provision. No list is kept without one."),
)
# What decides an order by lot, closed until somebody opens it.
LOT = {"folded": _("Only for an order by lot")}
REASON = Words(
    _("Reasons"),
    _("Shown to everybody on the page of the list. Do not name anybody."),
    most=2000,
    long=True,
    empty=_("Enter the reasons."),
)


def _check_criteria(rule: str, criteria: Sequence[dict[str, Any]]) -> None:
    if (rule == Rule.NEED) != bool(criteria):
        raise BadInput(
            "criteria",
            _("Enter the criteria if the rule is points for need. Leave blank for other rules."),
        )
    pools.check_criteria(criteria)


def _last_moment(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(23, 59, 59)))


@action(
    "services.open_waiting_list",
    by=Kind.OFFICE,
    power=rules.KEEPS,
    undo=put_back,
    title=_("Open a waiting list"),
    done=_("Waiting list opened"),
    news=True,
)
def open_waiting_list(
    ctx: Context,
    names: Annotated[
        dict[str, str], Names(_("What people wait for"), empty=_("Enter what people wait for."))
    ],
    unit: Annotated[Unit, Pick(_("Place"), rows=units, key="code", place=True)],
    places: Annotated[int, Number(_("How many places there are"), least=0, most=MOST_PLACES)],
    rule: Annotated[
        str,
        Choice(
            _("In which order are places offered?"),
            choices=Rule.choices,
            radio=True,
            empty=_("Choose the rule."),
        ),
    ],
    provision: Annotated[Provision, BASIS],
    criteria: Annotated[list[dict[str, Any]] | None, CRITERIA] = None,
    texts: Annotated[dict[str, str] | None, Names(_("Text"), most=4000, long=True)] = None,
    residents: Annotated[
        bool,
        Either(
            _("Who may join?"),
            yes=_("residents of the place, and organisations"),
            no=_("all confirmed residents, and organisations"),
        ),
    ] = True,
    service: Annotated[
        Service | None,
        Pick(_("Service"), _("Leave blank if it belongs to none."), rows=services, key="code"),
    ] = None,
    about: Annotated[
        str,
        Ref(_("What it is for"), _("For example a building or a pitch from the register.")),
    ] = "",
    opens_on: Annotated[
        date | None, Day(_("First day to join"), _("Leave blank for today."))
    ] = None,
    closes_on: Annotated[
        date | None,
        Day(
            _("Last day to join"),
            _("Leave blank if people can always join. Needed for an order by lot."),
        ),
    ] = None,
    answer_days: Annotated[
        int,
        Number(_("Days to answer an offer"), _("Leave blank for 14 days."), least=1, most=90),
    ] = 14,
    source: Annotated[str, replace(draw_inputs.SOURCE, **LOT)] = "",
    draws_at: Annotated[datetime | None, replace(draw_inputs.DRAWS_AT, **LOT)] = None,
    draw_names: Annotated[dict[str, str] | None, replace(draw_inputs.DRAW_NAMES, **LOT)] = None,
    numbers_count: Annotated[int | None, replace(draw_inputs.NUMBERS_COUNT, **LOT)] = None,
    numbers_most: Annotated[int | None, replace(draw_inputs.NUMBERS_MOST, **LOT)] = None,
) -> WaitingList:
    """People join it for something that is too little for all. State how many places there are, and the one rule by which
    they are offered."""
    first = opens_on or ctx.today
    if closes_on is not None and closes_on < max(first, ctx.today):
        raise BadInput("closes_on", _("Enter a last day in the future, after the first day."))
    if rule == Rule.LOTTERY and closes_on is None:
        raise BadInput("closes_on", _("Enter the last day to join. The lot is drawn after it."))
    _check_criteria(rule, criteria or [])
    _check_owners(ctx, service, about)
    made = ctx.save(
        WaitingList(
            names=names,
            texts=texts or {},
            body_id=ctx.actor.body_id,
            unit=unit,
            service=service,
            about=about,
            places=places,
            opens_on=first,
            closes_on=closes_on,
            residents=residents,
            answer_days=answer_days,
        )
    )
    ctx.subject = made.ref
    _edition(ctx, made, rule, criteria or [], provision)
    if rule == Rule.LOTTERY and closes_on is not None:
        ctx.perform(
            orders.open_order,
            unit=unit,
            names=names,
            about=made.ref,
            places=max(places, 1),
            closes_at=_last_moment(closes_on),
            source={
                "source": source,
                "draws_at": draws_at,
                "draw_names": draw_names,
                "numbers_count": numbers_count,
                "numbers_most": numbers_most,
            },
        )
    for one in (service.ref if service else "", about):
        if one:
            ctx.link(one, made, "led-to")
    search.index_list(made)
    ctx.note(rule=rule, places=places, unit=unit.code)
    return made


def _check_owners(ctx: Context, service: Service | None, about: str) -> None:
    """What people wait for belongs to the body that keeps the list."""
    thing = core_refs.thing(about) if about else None
    if about and thing is None:
        raise BadInput("about", _("Enter a reference from the record, such as delivery.asset:17."))
    owners = [service.body_id] if service else []
    owner: int | None = getattr(thing, "body_id", None)
    check_own(ctx, *owners, *([owner] if owner else []))


def _edition(
    ctx: Context,
    waiting_list: WaitingList,
    rule: str,
    criteria: Sequence[dict[str, Any]],
    provision: Provision,
    reason: str = "",
) -> WaitingRule:
    last = waiting_list.editions.order_by("-number").first()
    return ctx.save(
        WaitingRule(
            waiting_list=waiting_list,
            number=last.number + 1 if last else 1,
            rule=rule,
            criteria=list(criteria),
            provision=provision,
            body_id=ctx.actor.body_id,
            reason=reason,
            since=ctx.today,
            waiting=waiting_list.entries.filter(state__in=HERE).count(),
        )
    )


def still_kept(_actor: Actor, waiting_list: WaitingList) -> None:
    if waiting_list.ended_on is not None:
        raise Refused("state", "ended", _("This list has ended."))


@action(
    "services.change_places",
    by=Kind.OFFICE,
    power=rules.KEEPS,
    undo=put_back,
    title=_("Change the number of places"),
    done=_("Number of places on a waiting list changed"),
    allows=still_kept,
)
def change_places(
    ctx: Context,
    waiting_list: WaitingList,
    places: Annotated[
        int,
        Number(
            _("How many places there are"),
            least=0,
            most=MOST_PLACES,
            present=lambda waiting_list: waiting_list.places,
        ),
    ],
    reason: Annotated[str, REASON],
) -> WaitingList:
    """There are more places now, or fewer. Nobody who has a place loses it."""
    if places == waiting_list.places:
        raise BadInput("places", _("Enter another number. There are as many places already."))
    ctx.save(
        PlacesChange(
            waiting_list=waiting_list,
            before=waiting_list.places,
            after=places,
            reason=reason,
            on=ctx.today,
        )
    )
    waiting_list.places = places
    ctx.subject = waiting_list.ref
    return ctx.save(waiting_list)


def _days_may_change(actor: Actor, waiting_list: WaitingList) -> None:
    still_kept(actor, waiting_list)
    if rules.rule_of(waiting_list).rule == Rule.LOTTERY:
        raise Refused(
            "state",
            "drawn-by-lot",
            _("The day on which the lot is drawn was fixed when the list was opened."),
        )


@action(
    "services.set_last_day",
    by=Kind.OFFICE,
    power=rules.KEEPS,
    undo=put_back,
    title=_("Set the last day to join"),
    done=_("Last day to join a waiting list set"),
    allows=_days_may_change,
)
def set_last_day(
    ctx: Context,
    waiting_list: WaitingList,
    closes_on: Annotated[
        date | None,
        Day(
            _("Last day to join"),
            _("Leave blank if people can always join."),
            present=lambda waiting_list: waiting_list.closes_on,
        ),
    ] = None,
) -> WaitingList:
    """Whether people can go on joining. Those who are on the list stay, and are offered places as before."""
    if closes_on is not None and closes_on < max(ctx.today, waiting_list.opens_on):
        raise BadInput("closes_on", _("Enter today or a later day."))
    waiting_list.closes_on = closes_on
    return ctx.save(waiting_list)


@action(
    "services.change_waiting_rule",
    by=Kind.OFFICE,
    power=rules.KEEPS,
    undo=put_back,
    title=_("Change the rule"),
    done=_("Rule of a waiting list changed"),
    allows=still_kept,
)
def change_waiting_rule(
    ctx: Context,
    waiting_list: WaitingList,
    rule: Annotated[
        str,
        Choice(
            _("In which order are places offered?"),
            choices=[one for one in Rule.choices if one[0] != Rule.LOTTERY],
            radio=True,
            empty=_("Choose the rule."),
            present=lambda waiting_list: rules.rule_of(waiting_list).rule,
        ),
    ],
    provision: Annotated[Provision, BASIS],
    reason: Annotated[str, REASON],
    criteria: Annotated[
        list[dict[str, Any]] | None,
        Lines(
            CRITERIA.label,
            CRITERIA.help,
            read=reading.criteria,
            present=lambda waiting_list: reading.written(rules.rule_of(waiting_list).criteria),
        ),
    ] = None,
) -> WaitingRule:
    """A new edition holds for everybody on the list. The old one stays beside it in public, with the reasons and with how
    many people were waiting. A criterion whose words change needs a new short code."""
    _check_criteria(rule, criteria or [])
    before = rules.rule_of(waiting_list)
    _check_words(waiting_list, criteria or [])
    same = (before.rule, before.criteria, before.provision_id)
    if same == (rule, list(criteria or []), provision.pk):
        raise BadInput("rule", _("This is the rule already. Change something."))
    made = _edition(ctx, waiting_list, rule, criteria or [], provision, reason)
    for entry in waiting_list.entries.filter(state__in=HERE).order_by("pk"):
        points, to_look = entry.points, entry.to_look
        rules.counted(entry, made)
        if (points, to_look) != (entry.points, entry.to_look):
            ctx.save(entry)
    ctx.subject = waiting_list.ref
    ctx.note(edition=made.number, waiting=made.waiting)
    return made


def _check_words(waiting_list: WaitingList, criteria: Sequence[dict[str, Any]]) -> None:
    """What was confirmed under a code was confirmed of these words: they cannot be exchanged under it."""
    known: dict[str, Any] = {}
    for edition in waiting_list.editions.order_by("number"):
        known.update({one["code"]: one["names"] for one in edition.criteria})
    for one in criteria:
        if known.get(one["code"], one["names"]) != one["names"]:
            raise BadInput(
                "criteria",
                _("The words of “%(code)s” have changed. Give the new criterion a new short code.")
                % {"code": one["code"]},
            )
