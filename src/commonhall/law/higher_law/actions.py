"""What may be done with law that stands above the hall: enter it, and say what it bars."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _

from commonhall.actions import exemptions, registry
from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import (
    Choice,
    ChoiceMany,
    Day,
    Lines,
    Names,
    Pick,
    Slug,
    Upload,
    Words,
)
from commonhall.actions.undoing import put_back
from commonhall.core.refusals import BadInput, Refused
from commonhall.law import queries, search
from commonhall.law.higher_law.files import MOST_PACKED, read_file, read_lines
from commonhall.law.higher_law.legal_act import Act
from commonhall.law.inputs import ENDS, STARTS, NumberChoice, called
from commonhall.law.instruments.models import Instrument, Prohibition, Provision, Rank
from commonhall.law.segregation.models import PowerOverPower
from commonhall.places.models import Unit
from commonhall.places.queries import units

ENTER, BAR = "enter-higher-law", "review-decisions"
# Rights by which residents recall, appeal, vote and are elected: no single office bars these, whatever it reads above.
AGAINST_POWER = {
    "appeal",
    "attest-results",
    "challenge-rules",
    "petition-recall",
    "stand-for-election",
    "vote",
}
ABOVE = [one for one in Rank.choices if one[0] < Rank.LOCAL_RULE]


@action(
    "law.enter_higher_law",
    by=(Kind.OFFICE, Kind.SYSTEM),
    nobody_concerned=exemptions.EVERYBODY,
    undo=put_back,
    power=ENTER,
    title=_("Enter higher law"),
    done=_("Higher law entered"),
    second_factor=True,
)
def enter_higher_law(
    ctx: Context,
    code: Annotated[str, Slug(_("Short name"), most=60)],
    rank: Annotated[
        int,
        NumberChoice(
            _("Rank"), choices=ABOVE, wrong=_("Local rules are adopted by the council instead.")
        ),
    ],
    file: Annotated[
        Act | None,
        Upload(
            _("Text"),
            _(
                "An act as an Akoma Ntoso file, or Markdown with a heading before each provision, such as “## Article 1”."
            ),
            kinds=("xml", "akn", "md", "txt"),
            clean=read_file,
        ),
    ] = None,
    lines: Annotated[
        Act | None, Lines(_("Or the text of the file"), read=read_lines, most=MOST_PACKED)
    ] = None,
    titles: Annotated[
        dict[str, str] | None,
        Names(_("Title"), _("Leave blank to take it from the file."), most=160),
    ] = None,
    source: Annotated[
        str,
        Words(
            _("Address of the official text"),
            _(
                "Where anybody can compare it, such as https://eur-lex.europa.eu/eli/…. Leave blank to take it from the file."
            ),
            most=200,
        ),
    ] = "",
    starts: Annotated[
        date | None, Day(_("In force from"), _("Leave blank to use the day in the file."))
    ] = None,
    ends: Annotated[date | None, ENDS] = None,
) -> Instrument:
    """Enter a law from its official text. It grants nobody anything; it can bar what is granted here."""
    act = _given(file, lines)
    if Instrument.objects.filter(code=code).exists():
        raise BadInput(
            "code",
            _("An instrument with this short name already exists. Enter another short name."),
        )
    starts = starts or act.expressed_on
    if starts is None:
        raise BadInput("starts", _("The file does not say when it came into force. Enter the day."))
    if ends is not None and ends < starts:
        raise BadInput("ends", _("Enter a last day after the first day."))
    made = ctx.save(
        Instrument(
            rank=rank,
            code=code,
            titles=_titles(act, titles),
            starts=starts,
            ends=ends,
            source=_source(act, source),
            above=True,
            work=act.work,
            expressed_on=act.expressed_on,
        )
    )
    for number, texts in act.provisions:
        ctx.save(Provision(instrument=made, number=number, texts=texts, starts=starts))
    search.index_provisions(made)
    ctx.subject = made.ref
    ctx.note(provisions=len(act.provisions), skipped=sum(act.skipped.values()))
    return made


def entered_before(act: Act) -> Instrument | None:
    """The instrument that holds this text already."""
    rows = Instrument.objects.filter(work=act.work, expressed_on=act.expressed_on)
    return rows.first() if act.work else None


def _given(file: Act | None, lines: Act | None) -> Act:
    """The one act that was handed in, and is not here yet. Raises BadInput."""
    act, name = (file, "file") if file is not None else (lines, "lines")
    if act is None or (file is not None and lines is not None):
        raise BadInput("file", _("Choose a file or enter its text, not both."))
    if (there := entered_before(act)) is not None:
        raise BadInput(
            name,
            _("This text is already here: “%(title)s”. Nothing was changed.")
            % {"title": there.title},
        )
    return act


def _titles(act: Act, titles: dict[str, str] | None) -> dict[str, str]:
    if titles:
        return titles
    if not act.title:
        raise BadInput("titles", _("The file has no title. Enter one."))
    return {next(iter(act.provisions[0][1])): act.title}


def _source(act: Act, source: str) -> str:
    found = source or act.work
    try:
        URLValidator(schemes=["https", "http"])(found)
    except ValidationError as error:
        raise BadInput("source", _("Enter an address that begins with https://.")) from error
    return found


def _of_higher_law(_actor: Actor, provision: Provision) -> None:
    if not provision.instrument.above:
        raise Refused(
            "state",
            "own-law",
            _("This is law of this hall. The body that adopted it says what it forbids."),
            provision.ref,
        )


def _binds_no_check(ctx: Context, power: str) -> None:
    """Whoever says what higher law bars does not thereby stop those who check on power, themselves or the residents.

    Raises Refused.
    """
    rows = PowerOverPower.objects.filter(queries.granted(ctx.today))
    row = rows.filter(power=power).first()
    if row is None and power in AGAINST_POWER:
        row = rows.first()
    if row is not None:
        raise Refused(
            "segregation",
            "over-power",
            _(
                "No single office forbids a power over power, or a right by which residents stand up to power. Amend the charter, with the majority it requires."
            ),
            Provision.ref_of(row.provision_id),
        )


@action(
    "law.bar_by_higher_law",
    by=Kind.OFFICE,
    power=BAR,
    title=_("Enter what this forbids"),
    done=_("What higher law forbids was entered"),
    allows=_of_higher_law,
    second_factor=True,
)
def bar_by_higher_law(
    ctx: Context,
    provision: Provision,
    power: Annotated[
        str,
        Choice(
            _("What it forbids"),
            choices_of=lambda _thing: called(registry.powers() | registry.rights()),
        ),
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
    holders: Annotated[
        Sequence[str],
        ChoiceMany(
            _("For whom"),
            _("Leave blank if it is forbidden for everybody."),
            choices=Prohibition.Holder.choices,
        ),
    ] = (),
    protects: Annotated[
        str,
        Words(
            _("Which right it protects"),
            _("For example: freedom of assembly. Leave blank if it does not protect a right."),
            most=120,
        ),
    ] = "",
    ends: Annotated[date | None, ENDS] = None,
) -> Prohibition:
    """A higher provision bars an act, whatever the law of the hall grants."""
    if power not in registry.powers() | registry.rights():
        raise BadInput("power", _("No action uses this power."))
    _binds_no_check(ctx, power)
    if starts < ctx.today:
        raise BadInput("starts", _("Enter today or a later day."))
    if ends is not None and ends < starts:
        raise BadInput("ends", _("Enter a last day after the first day."))
    return ctx.save(
        Prohibition(
            provision=provision,
            power=power,
            unit=unit,
            holders=list(holders),
            protects=protects.strip(),
            starts=starts,
            ends=ends,
        )
    )
