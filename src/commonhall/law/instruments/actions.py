"""What may be done with instruments and their provisions: adopt, amend, repeal, and what they grant."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Annotated, Any

from django.utils.translation import gettext_lazy as _

from commonhall.actions import exemptions, registry
from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import (
    Amount,
    Choice,
    ChoiceMany,
    Day,
    Flag,
    Names,
    Number,
    Pick,
    Ref,
    Slug,
)
from commonhall.actions.undoing import put_back
from commonhall.core import clock
from commonhall.core.refusals import BadInput, Refused
from commonhall.law import search
from commonhall.law.inputs import MOST_WORDS, NumberChoice, Numbered, Provisions
from commonhall.law.instruments import grounds
from commonhall.law.instruments.models import (
    Competence,
    Instrument,
    Majority,
    Provision,
    Rank,
    Right,
)
from commonhall.law.instruments.own_law import (
    own_majority,
    own_or_charter,
    own_provision,
    own_to_repeal,
    unit_of,
)
from commonhall.law.powers import names
from commonhall.law.queries import deadline_days
from commonhall.law.waiting_rules import checklist
from commonhall.people.bodies.models import Body
from commonhall.people.bodies.queries import active_bodies
from commonhall.places.models import Unit
from commonhall.places.queries import units
from commonhall.ui.text import local_date

ADOPT = "adopt-local-rules"
GRANT = "grant-competences"


def called(codes: Iterable[str]) -> list[tuple[str, Any]]:
    """Powers or rights as choices: each by the titles of the actions that take it."""
    known = names.titles()
    return sorted(((code, names.called(code, known)) for code in codes), key=lambda one: one[1])


STARTS = Day(_("In force from"))
ENDS = Day(_("Last day in force"), _("Leave blank if it has no end date."))


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
@action(
    "law.grant_competence",
    by=Kind.OFFICE,
    power=GRANT,
    undo=put_back,
    title=_("Grant a competence"),
    done=_("Competence granted"),
    allows=grounds.own_law,
    second_factor=True,
)
def grant_competence(
    ctx: Context,
    provision: Provision,
    body: Annotated[Body, Pick(_("Which body may do it"), rows=active_bodies, key="code")],
    power: Annotated[
        str, Choice(_("What it may do"), choices_of=lambda _thing: called(registry.powers()))
    ],
    unit: Annotated[
        Unit,
        Pick(
            _("Place"),
            _("Applies to this place and everywhere within it."),
            rows=units,
            key="code",
            place=True,
        ),
    ],
    starts: Annotated[date, STARTS],
    ends: Annotated[date | None, ENDS] = None,
    most: Annotated[
        int | None,
        Amount(_("Maximum amount"), _("Leave blank for no limit."), amount=True),
    ] = None,
    together: Annotated[
        bool,
        Flag(
            _("Only by resolution"),
            _(
                "If the body has several offices, they decide together by roll-call. A council always does, unless you say otherwise below."
            ),
        ),
    ] = False,
    alone: Annotated[
        bool,
        Flag(
            _("Each member of a council may use it alone"),
            _("Only for what decides nothing for the council, such as answering questions."),
        ),
    ] = False,
    majority: Annotated[
        str, Choice(_("Majority needed"), choices=Majority.choices)
    ] = Majority.SIMPLE.value,
    quorum: Annotated[
        int,
        Number(
            _("Quorum, in per cent"),
            _("More than this share of those entitled to vote must vote."),
            least=0,
            most=100,
        ),
    ] = 50,
    readings: Annotated[int, Number(_("Readings"), least=1, most=3)] = 1,
    others: Annotated[bool, Flag(_("Also over what belongs to other bodies"))] = False,
) -> Competence:
    """A provision gives a body one named power; there is no power "everything". A council uses it by resolution, unless the
    grant says that each member may use it alone."""
    if power not in registry.powers():
        raise BadInput("power", _("No action uses this power."))
    if alone and together:
        raise BadInput(
            "alone", _("Choose one: by resolution, or each member alone. It cannot be both.")
        )
    grounds.not_over_power(ctx, provision, power)
    grounds.speaks_of(provision, power)
    checklist.not_barred(ctx.today, [power], unit, provision.instrument.height)
    grounds.within_provision(ctx, provision, starts, ends)
    return ctx.save(
        Competence(
            provision=provision,
            body=body,
            power=power,
            unit=unit,
            starts=starts,
            ends=ends,
            most=most,
            together=together or (not alone and grounds.by_resolution(body, power)),
            majority=majority,
            quorum=quorum,
            readings=readings,
            others=others,
        )
    )


def _own_competence(actor: Actor, competence: Competence) -> None:
    own_provision(actor, competence.provision)
    if competence.ends is not None and competence.ends < clock.today():
        raise Refused("state", "ended", _("It has already ended."), competence.provision.ref)


@action(
    "law.end_competence",
    by=Kind.OFFICE,
    any_body=exemptions.GRANTED,
    undo=put_back,
    power=GRANT,
    title=_("End a competence"),
    done=_("Competence ended"),
    place=lambda competence: competence.unit_id,
    concerns=lambda competence: [Body.ref_of(competence.body_id)],
    allows=_own_competence,
    second_factor=True,
)
def end_competence(
    ctx: Context, competence: Competence, on: Annotated[date, Day(_("Last day in force"))]
) -> Competence:
    """What a provision of the body's own law grants ends on a day, from today on; the provision stays."""
    if on < ctx.today or (competence.ends is not None and competence.ends < on):
        raise BadInput("on", _("Enter its last day in force: today or a later day."))
    competence.ends = on
    return ctx.save(competence)


@action(
    "law.grant_right",
    by=Kind.OFFICE,
    power=GRANT,
    undo=put_back,
    title=_("Grant a right"),
    done=_("Right granted"),
    allows=grounds.own_law,
    second_factor=True,
)
def grant_right(
    ctx: Context,
    provision: Provision,
    right: Annotated[
        str, Choice(_("What they may do"), choices_of=lambda _thing: called(registry.rights()))
    ],
    holder: Annotated[str, Choice(_("Who may do it"), choices=Right.Holder.choices)],
    starts: Annotated[date, STARTS],
) -> Right:
    """A provision gives a kind of subject one named right."""
    if right not in registry.rights():
        raise BadInput("right", _("No action uses this right."))
    if holder == Right.Holder.OFFICE:
        raise BadInput("holder", _("Office holders cannot grant rights to people in office."))
    grounds.speaks_of(provision, right)
    grounds.within_provision(ctx, provision, starts, None)
    return ctx.save(Right(provision=provision, right=right, holder=holder, starts=starts))
