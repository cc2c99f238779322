"""What may be done with instruments and their provisions: adopt, amend, repeal."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Annotated

from django.utils.translation import gettext_lazy as _

from commonhall.actions import registry
from commonhall.actions.actors import Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import (
    ChoiceMany,
    Day,
    Names,
    Pick,
    Ref,
    Slug,
)
from commonhall.actions.undoing import put_back
from commonhall.core import clock
from commonhall.core.refusals import BadInput
from commonhall.law import search
from commonhall.law.inputs import (
    MOST_WORDS,
    STARTS,
    NumberChoice,
    Numbered,
    Provisions,
    called,
)
from commonhall.law.instruments import grounds
from commonhall.law.instruments.models import (
    Instrument,
    Provision,
    Rank,
)
from commonhall.law.instruments.own_law import (
    own_majority,
    own_or_charter,
    own_to_repeal,
    unit_of,
)
from commonhall.law.queries import deadline_days
from commonhall.law.waiting_rules import checklist
from commonhall.places.models import Unit
from commonhall.places.queries import units
from commonhall.ui.text import local_date

ADOPT = "adopt-local-rules"


# --- instruments ----------------------------------------------------------------------------------
@action(
    "law.adopt_instrument",
    by=Kind.OFFICE,
    power=ADOPT,
    undo=put_back,
    title=_("Adopt an instrument"),
    done=_("Instrument adopted"),
    told=checklist.told,
    second_factor=True,
)
def adopt_instrument(
    ctx: Context,
    unit: Annotated[Unit, Pick(_("For which place"), rows=units, key="code", place=True)],
    code: Annotated[str, Slug(_("Short name"), most=60)],
    rank: Annotated[
        int,
        NumberChoice(
            _("Rank"),
            choices=[one for one in Rank.choices if one[0] >= Rank.LOCAL_RULE],
            wrong=_("A council can only adopt local rules and decisions."),
        ),
    ],
    titles: Annotated[dict[str, str], Names(_("Title"), most=160)],
    provisions: Annotated[
        list[Numbered],
        Provisions(
            _("Provisions"),
            _(
                "Begin each provision with a line such as “# Paragraph 1”. Text without such a line becomes Paragraph 1. One language is enough."
            ),
        ),
    ],
    starts: Annotated[date, STARTS],
    ends: Annotated[
        date | None,
        Day(
            _("Last day in force"),
            _(
                "Leave blank to use the day set by the charter. A rule ends by itself unless it is renewed."
            ),
        ),
    ] = None,
    review_on: Annotated[date | None, Day(_("Review by"))] = None,
    matter: Annotated[
        str,
        Ref(
            _("Which matter it is about"), _("What those concerned were asked about."), subject=True
        ),
    ] = "",
    touches: Annotated[Sequence[str], checklist.TOUCHES] = (),
    allowed_by: Annotated[Provision | None, checklist.ALLOWED_BY] = None,
    speaks_of: Annotated[
        Sequence[str],
        ChoiceMany(
            _("Powers and rights it can grant"),
            _("A grant needs a provision that names the power. Leave blank if it grants nothing."),
            choices_now=lambda: called(registry.powers() | registry.rights()),
        ),
    ] = (),
) -> Instrument:
    """Adopt a local rule or decision with its provisions; higher ranks are not made here. One that touches a protected
    right waits for the reviewer."""
    if Instrument.objects.filter(code=code).exists():
        raise BadInput(
            "code",
            _("An instrument with this short name already exists. Enter another short name."),
        )
    grounds.not_past(ctx, "starts", starts)
    if ends is not None and ends < starts:
        raise BadInput("ends", _("Enter a last day after the first day."))
    ends = ends or _by_default("end-rule", starts)
    review_on = review_on or _reviewed(starts, ends)
    _no_later("ends", ends, _by_default("end-rule", starts))
    _no_later("review_on", review_on, _by_default("review-rule", starts))
    if review_on is not None and not starts < review_on <= (ends or review_on):
        raise BadInput("review_on", _("Enter a review day between the first and the last day."))
    checklist.not_barred(ctx.today, speaks_of, unit, rank)
    touched = checklist.touching(ctx.today, touches, allowed_by)
    instrument = ctx.save(
        Instrument(
            rank=rank,
            code=code,
            titles=titles,
            adopted_by_id=ctx.actor.body,
            starts=starts,
            ends=ends,
            review_on=review_on,
        )
    )
    waits = touched and allowed_by and checklist.wait(ctx, instrument, touched, allowed_by, starts)
    for number, texts in provisions:
        ctx.save(
            Provision(
                instrument=instrument,
                number=number,
                texts=texts,
                starts=max(starts, waits.until + timedelta(days=1)) if waits else starts,
                speaks_of=sorted(speaks_of),
            )
        )
    if matter:
        ctx.link(matter, instrument, "considered")
    search.index_provisions(instrument)
    ctx.subject = instrument.ref
    return instrument


def _by_default(duty: str, starts: date) -> date | None:
    """The day that the law sets for every new rule, if it does."""
    found = deadline_days(duty, clock.today())
    return starts + timedelta(days=found[0]) if found else None


def _no_later(field: str, day: date | None, last: date | None) -> None:
    """Every new rule is reviewed and ends by the days that the law sets, or sooner. Raises BadInput."""
    if day is not None and last is not None and day > last:
        raise BadInput(
            field,
            _("The law allows %(day)s at the latest. Enter that day or an earlier one.")
            % {"day": local_date(last)},
        )


def _reviewed(starts: date, ends: date | None) -> date | None:
    day = _by_default("review-rule", starts)
    return day if day is None or ends is None or day <= ends else None


# --- provisions -----------------------------------------------------------------------------------
@action(
    "law.amend_provision",
    by=Kind.OFFICE,
    power=ADOPT,
    undo=put_back,
    title=_("Amend the text"),
    done=_("Text of a provision amended"),
    told=checklist.told,
    place=unit_of,
    allows=own_or_charter,
    own_majority=own_majority,
    second_factor=True,
)
def amend_provision(
    ctx: Context,
    provision: Provision,
    texts: Annotated[
        dict[str, str],
        Names(
            _("New text"),
            _("If you leave a language blank, its text is removed."),
            most=MOST_WORDS,
            long=True,
            present=lambda provision: provision.texts,
        ),
    ],
    touches: Annotated[Sequence[str], checklist.TOUCHES] = (),
    allowed_by: Annotated[Provision | None, checklist.ALLOWED_BY] = None,
) -> Provision:
    """Give a provision new words. Its number stays, and its earlier versions keep the old words. Words that touch a
    protected right wait for the reviewer."""
    if texts == provision.texts:
        raise BadInput("texts", _("This is already the text of the article."))
    if waiting := checklist.waits(provision):
        raise BadInput(
            "texts",
            _("Another new text is waiting for the reviewer until %(day)s.")
            % {"day": local_date(waiting.until)},
        )
    touched = checklist.touching(ctx.today, touches, allowed_by)
    if touched and allowed_by:
        checklist.wait(
            ctx, provision.instrument, touched, allowed_by, ctx.today, provision, dict(texts)
        )
        return provision
    provision.texts = texts
    ctx.save(provision)
    search.index_provisions(provision.instrument)
    return provision


@action(
    "law.repeal_provision",
    by=Kind.OFFICE,
    power=ADOPT,
    undo=put_back,
    title=_("Repeal a provision"),
    done=_("Provision repealed"),
    place=unit_of,
    allows=own_to_repeal,
    own_majority=own_majority,
    second_factor=True,
)
def repeal_provision(
    ctx: Context, provision: Provision, on: Annotated[date, Day(_("Last day in force"))]
) -> Provision:
    """The provision's last day is `on`: what rests on it stops with it. A body repeals its own law."""
    grounds.not_past(ctx, "on", on)
    if provision.ends is not None and provision.ends < on:
        raise BadInput("on", _("It ends before that day. To keep it longer, renew it."))
    provision.ends = on
    return ctx.save(provision)


# --- what provisions grant ------------------------------------------------------------------------
