"""Opening a lottery: what is given, to whom, by which rule, and what decides; nothing of it changes afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any

from django.utils.translation import gettext_lazy as _

from commonhall.actions import draw_inputs
from commonhall.actions.actors import Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import (
    Choice,
    Flag,
    LastDay,
    Lines,
    Names,
    Number,
    Pick,
    Ref,
    Words,
)
from commonhall.actions.undoing import by_action
from commonhall.core.refs import split
from commonhall.core.refusals import BadInput
from commonhall.decisions.lotteries import naming, pools, queries, reading, search
from commonhall.decisions.lotteries.models import Lottery
from commonhall.places.models import Unit
from commonhall.places.queries import units

Kinds, Rule, Source = Lottery.Kind, Lottery.Rule, Lottery.Source
RULES = {
    Kinds.PANEL: (Rule.LEXIMIN, Rule.MAXIMIN, Rule.NASH),
    Kinds.PLACES: (Rule.LOTTERY, Rule.NEED, Rule.QUEUE),
}
# What an office opens by itself; letters are drawn for a panel that is commissioned.
OPENED = [(one.value, one.label) for one in RULES]
MOST_PLACES, MOST_DAYS = 2000, 90


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
        Choice(_("What is drawn?"), choices=OPENED, empty=_("Choose a panel or places.")),
    ],
    rule: Annotated[str, Choice(_("By which rule?"), choices=Rule.choices)],
    names: Annotated[dict[str, str], Names(_("Name"), empty=_("Enter a name for the lottery."))],
    unit: Annotated[
        Unit, Pick(_("Who may apply: residents of"), rows=units, key="code", place=True)
    ],
    places: Annotated[int, Number(_("Number of seats or places"), least=1, most=MOST_PLACES)],
    closes_at: Annotated[datetime, LastDay(_("Last day to apply"))],
    texts: Annotated[dict[str, str] | None, Names(_("Text"), most=8000, long=True)] = None,
    quotas: Annotated[
        list[dict[str, Any]] | None,
        Lines(
            _("Quotas of a panel"),
            _(
                "One characteristic per line, for example: age | Age. Below it one value per line, for example: - young | 3 | 5 | under 30"
            ),
            read=reading.quotas,
        ),
    ] = None,
    criteria: Annotated[
        list[dict[str, Any]] | None,
        Lines(
            _("Points for need"),
            _("One criterion per line, for example: child | 30 | A child under three"),
            read=reading.criteria,
        ),
    ] = None,
    household: Annotated[bool, Flag(_("One place at most per household"))] = False,
    source: Annotated[str, draw_inputs.SOURCE] = Source.BEACON,
    draws_at: Annotated[datetime | None, draw_inputs.DRAWS_AT] = None,
    draw_names: Annotated[dict[str, str] | None, draw_inputs.DRAW_NAMES] = None,
    numbers_count: Annotated[int | None, draw_inputs.NUMBERS_COUNT] = None,
    numbers_most: Annotated[int | None, draw_inputs.NUMBERS_MOST] = None,
    answer_days: Annotated[
        int,
        Number(
            _("Days to answer after the draw"),
            _("Leave blank for 14 days."),
            least=1,
            most=MOST_DAYS,
        ),
    ] = 14,
    about: Annotated[str, Ref(_("Which matter it is about"))] = "",
    again_of: Annotated[
        Lottery | None,
        Pick(
            _("The lottery it repeats"),
            _("Needed if a lottery with this name, or about this matter, was held here before."),
            rows=queries.lotteries,
        ),
    ] = None,
    again_reason: Annotated[
        str,
        Words(
            _("Why it is held again"),
            _("Shown to everybody on the pages of both lotteries."),
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
    put_up(ctx, lottery, draws_at, draw_names or {}, numbers_count, numbers_most)
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


def put_up(
    ctx: Context,
    lottery: Lottery,
    draws_at: datetime | None,
    draw_names: Mapping[str, str],
    numbers_count: int | None,
    numbers_most: int | None,
) -> Lottery:
    """Fix a lottery with what decides it. Raises BadInput."""
    _check(lottery, ctx.occurred_at)
    naming.name_source(lottery, draws_at, draw_names, numbers_count, numbers_most)
    if lottery.kind != Kinds.LETTERS:
        naming.check_again(lottery)
    ctx.save(lottery)
    if lottery.about:
        ctx.link(lottery.about, lottery, "put-to-lot")
    search.index_lottery(lottery)
    return lottery


def _check(lottery: Lottery, now: datetime) -> None:
    if lottery.rule not in RULES.get(Kinds(lottery.kind), (Rule.LOTTERY,)):
        raise BadInput(
            "rule", _("You cannot use this rule for this kind of lottery. Choose another.")
        )
    if lottery.closes_at <= now:
        raise BadInput("closes_at", _("Enter a closing day after the opening day."))
    if lottery.about:
        try:
            split(lottery.about)
        except ValueError as error:
            raise BadInput(
                "about", _("Enter a reference from the record, such as cases.case:17.")
            ) from error
    if (lottery.kind == Kinds.PANEL) != bool(lottery.quotas):
        raise BadInput("quotas", _("A panel needs quotas. Leave them blank for places."))
    if (lottery.rule == Rule.NEED) != bool(lottery.criteria):
        raise BadInput(
            "criteria",
            _("Enter a table of criteria for points for need. Leave it blank for other rules."),
        )
    pools.check_quotas(lottery.quotas, lottery.places)
    pools.check_criteria(lottery.criteria)
