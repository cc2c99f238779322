"""Signatures on paper, under four eyes: one office enters them with their evidence, another counts them again.

Each line holds what the roll of residents can be asked by: the number of a residence document and a date of birth. A
line that is not on the roll, or of somebody who has signed here or on another sheet, does not count. Where there is no
roll only the number is entered, and the page says that nobody could compare it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from commonhall.actions import exemptions
from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Lines, Number, Words
from commonhall.actions.undoing import put_back
from commonhall.consultations.initiatives import counting, signers
from commonhall.consultations.initiatives.models import (
    CountedTwice,
    Initiative,
    InitiativeSignature,
    PaperLine,
    PaperSheet,
)
from commonhall.consultations.initiatives.signing_actions import oblige_if_enough, promoters
from commonhall.core import clock
from commonhall.core.refusals import BadInput, Refused
from commonhall.people import four_eyes
from commonhall.people.actors import office_of
from commonhall.people.bodies.models import Body
from commonhall.people.residents import census
from commonhall.people.residents.models import CensusEntry

State = Initiative.State
MOST_LINES = 500
Signer = tuple[str, date]
EVIDENCE = Words(
    _("Evidence"),
    _("Public. Which sheets, handed in by whom and when, and where they are kept."),
    most=2000,
    long=True,
    empty=_("Say where the sheets are kept."),
)
COUNTED = Number(
    _("How many signatures you counted on the paper"),
    least=1,
    most=1_000_000,
    empty=_("Enter how many you counted."),
)
WHY_NOT = Words(_("Why"), most=2000, long=True, empty=_("Say why they do not count."))


def read_signers(text: str) -> list[Signer]:
    """`A-17, 1980-05-01`, a line a signature."""
    found = []
    for line in filter(None, (one.strip() for one in text.splitlines())):
        number, _comma, born = line.replace("，", ",").replace(";", ",").rpartition(",")
        try:
            found.append((number.strip(), date.fromisoformat(born.strip())))
        except ValueError as error:
            raise _wrong(line) from error
        if not number.strip():
            raise _wrong(line)
    if len(found) > MOST_LINES:
        raise ValidationError(_("Enter up to %(most)d lines at once."), params={"most": MOST_LINES})
    return found


def _wrong(line: str) -> ValidationError:
    return ValidationError(
        _(
            "“%(line)s”: write the number, a comma, and the date of birth, for example A-17, 1980-05-01."
        ),
        params={"line": line[:80]},
    )


# --- entering -------------------------------------------------------------------------------------
def _takes_paper(_actor: Actor, initiative: Initiative) -> None:
    if not initiative.takes_signatures:
        raise Refused("state", "wrong-state", _("This initiative takes no more signatures."))
    if clock.today() > initiative.closes_on:
        raise Refused("state", "closed", _("The time to sign has passed."))


@action(
    "consultations.enter_signatures",
    by=Kind.OFFICE,
    power="enter-signatures",
    any_body=exemptions.SIGNED,
    undo=put_back,
    title=_("Enter signatures on paper"),
    done=_("Signatures on paper entered"),
    concerns=promoters,
    allows=_takes_paper,
)
def enter_signatures(
    ctx: Context,
    initiative: Initiative,
    evidence: Annotated[
        str,
        EVIDENCE,
    ],
    number: Annotated[
        int | None,
        Number(
            _("How many signatures"),
            _("Only where they cannot be compared with the roll of residents."),
            least=1,
            most=1_000_000,
        ),
    ] = None,
    lines: Annotated[
        Sequence[Signer],
        Lines(
            _("Or a line for each signature"),
            _(
                "Number of the residence document and date of birth: A-17, 1980-05-01. They are compared with "
                "the roll of residents and not kept."
            ),
            most=40_000,
            read=read_signers,
        ),
    ] = (),
) -> PaperSheet:
    """Enter what was signed on paper. It counts once another office has counted it again."""
    if (number is None) is (not lines):
        raise BadInput("number", _("Enter either a number or the lines, not both."))
    sheet = PaperSheet(
        initiative=initiative,
        claimed=len(lines) or number or 0,
        number=number or 0,
        compared=bool(lines),
        evidence=evidence,
        entered_on=ctx.today,
        entered_by_id=ctx.actor.body_id,
        office_id=office_of(ctx.actor),
        entered_person_id=ctx.actor.person,
    )
    keys = _compare(sheet, lines) if lines else []
    made = ctx.save(sheet)
    PaperLine.objects.bulk_create(
        PaperLine(initiative=initiative, sheet=made, key=one) for one in keys
    )
    ctx.note(claimed=made.claimed, number=made.number, compared=made.compared)
    return made


def _compare(sheet: PaperSheet, lines: Sequence[Signer]) -> list[str]:
    """Keys of the lines that count; notes on the sheet how many do not, and why."""
    wanted = {key for number, born in lines for key in census.census_keys(number, born)}
    if not CensusEntry.objects.exists():
        raise BadInput(
            "lines", _("There is no roll of residents to compare with: enter the number instead.")
        )
    initiative = sheet.initiative
    inside = CensusEntry.objects.filter(unit__path__startswith=initiative.unit.path)
    rows = inside.filter(key__in=wanted).values_list("pk", "used_by_id")
    people = {signers.paper_key(initiative.pk, pk): person for pk, person in rows}
    tokens = {
        signers.token_of(initiative.pk, f"person:{person}"): key
        for key, person in people.items()
        if person is not None
    }
    signed = InitiativeSignature.objects.filter(initiative=initiative, token__in=tokens)
    doubled = {tokens[str(one)] for one in signed.values_list("token", flat=True)}
    on_paper = PaperLine.objects.filter(initiative=initiative, key__in=people)
    doubled |= set(on_paper.values_list("key", flat=True))
    sheet.number = len(people) - len(doubled)
    sheet.doubled = len(doubled) + _twice(lines)
    sheet.unknown = len(lines) - sheet.number - sheet.doubled
    return [key for key in people if key not in doubled]


def _twice(lines: Sequence[Signer]) -> int:
    """Lines of this very sheet that repeat another."""
    return len(lines) - len({(census.folded_number(number), born) for number, born in lines})


# --- counting again -------------------------------------------------------------------------------
def counts_again(actor: Actor, sheet: CountedTwice, answers: int) -> None:
    """Raises `Refused` unless the actor may count again what another entered. answers: the body that must act on it."""
    if sheet.state != CountedTwice.State.ENTERED:
        raise Refused("state", "wrong-state", _("These signatures were counted again already."))
    told = _("Another body counts again: not the one that entered them, nor the one that answers.")
    if actor.body in (sheet.entered_by_id, answers):
        raise Refused("state", "same-body", told)
    if actor.person is not None and actor.person == sheet.entered_person_id:
        raise Refused(
            "state", "same-person", _("Another person than the one who entered them counts again.")
        )
    four_eyes.check_no_part(actor, (sheet.entered_by_id, answers), (sheet.entered_on,), told)


def check_count(sheet: CountedTwice, number: int) -> None:
    """Raises `BadInput` where the second count is another."""
    if number != sheet.claimed:
        raise BadInput(
            "number",
            _("%(claimed)d were entered. Count again; if you are right, do not let them count.")
            % {"claimed": sheet.claimed},
        )


def settle(ctx: Context, sheet: CountedTwice, state: str, reason: str = "") -> None:
    """Note on the sheet what came of the second count; the caller saves."""
    sheet.state, sheet.reason, sheet.decided_on = state, reason, ctx.today
    sheet.decided_by = Body.objects.get(pk=ctx.actor.body_id)


def _may_decide(actor: Actor, sheet: PaperSheet) -> None:
    counts_again(actor, sheet, sheet.initiative.body_id)


def _unit_of(sheet: PaperSheet) -> int:
    return sheet.initiative.unit_id


def _parties(sheet: PaperSheet) -> list[str]:
    return promoters(sheet.initiative)


@action(
    "consultations.confirm_signatures",
    by=Kind.OFFICE,
    power="confirm-signatures",
    any_body=exemptions.SIGNED,
    undo=put_back,
    title=_("Confirm them"),
    done=_("Signatures on paper counted twice"),
    place=_unit_of,
    concerns=_parties,
    allows=_may_decide,
)
def confirm_signatures(
    ctx: Context,
    sheet: PaperSheet,
    number: Annotated[
        int,
        COUNTED,
    ],
) -> PaperSheet:
    """You have counted the sheets themselves. Those that count are added to the signatures."""
    check_count(sheet, number)
    settle(ctx, sheet, PaperSheet.State.CONFIRMED)
    made = ctx.save(sheet)
    counting.add(sheet.initiative, paper=sheet.number)
    ctx.note(number=sheet.number, claimed=sheet.claimed)
    oblige_if_enough(ctx, sheet.initiative)
    return made


@action(
    "consultations.refuse_signatures",
    by=Kind.OFFICE,
    power="confirm-signatures",
    any_body=exemptions.SIGNED,
    undo=put_back,
    title=_("Do not let them count"),
    done=_("Signatures on paper do not count"),
    place=_unit_of,
    concerns=_parties,
    allows=_may_decide,
)
def refuse_signatures(
    ctx: Context,
    sheet: PaperSheet,
    reason: Annotated[
        str,
        WHY_NOT,
    ],
) -> PaperSheet:
    """The sheets do not show what was entered. They can be entered again."""
    PaperLine.objects.filter(sheet=sheet).delete()
    settle(ctx, sheet, PaperSheet.State.REFUSED, reason)
    return ctx.save(sheet)
