"""What may be done with letters to residents: write a batch from the roll, and confirm with the code."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.utils.translation import gettext_lazy as _

from commonhall.actions import owed
from commonhall.actions.actors import Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Day, Flag, Pick, Upload, Words
from commonhall.core.refusals import BadInput
from commonhall.people.residents import census, guessing, letter_codes
from commonhall.people.residents.models import CensusEntry, Verification
from commonhall.people.residents.verifying import person_of, unknown_code, use_line, verify
from commonhall.people.rolls import changes
from commonhall.places.models import Unit
from commonhall.places.queries import units


@action(
    "people.write_letters",
    by=Kind.OFFICE,
    power="verify-residents",
    remedy=owed.WRITTEN_AGAIN,
    title=_("Print letters with codes"),
    done=_("Letters with codes created for residents"),
    notifies=False,
    own_page=True,
    page_only="the letters are shown once, on its page",
)
def write_letters(
    ctx: Context,
    unit: Annotated[
        Unit, Pick(_("Which place is the list for?"), rows=units, key="code", place=True)
    ],
    file: Annotated[
        Any,
        Upload(
            _("List of residents, as a CSV file"),
            _(
                "With the columns number, born, name and address. It may also have address2, postcode_and_town, country, language, and unit for a smaller place. Names and addresses are printed and not kept."
            ),
            private=True,
            kinds=("csv", "txt"),
        ),
    ],
    ends: Annotated[
        date | None, Day(_("Codes work until"), _("Leave blank for 60 days from today."))
    ] = None,
    everybody: Annotated[
        bool,
        Flag(
            _("Also write to people this list has already confirmed"),
            _("So that they can renew their confirmation."),
        ),
    ] = False,
    dry_run: Annotated[
        bool,
        Flag(_("Only check the file"), _("Says what would happen, without changing anything.")),
    ] = False,
) -> letter_codes.Batch:
    """Write a letter with a one-time code to each person on a list. Lines that are new come onto the roll where no second body
    is in office; else they are brought in first."""
    last = letter_codes.last_day(ends)
    lines = census.read(census.text_of(file), unit, "file", letter_codes.NEEDED)
    if not dry_run and (change := changes.keep(ctx, unit, lines)) and change.state == "waiting":
        raise BadInput(
            "file",
            _(
                "Lines that are not on the roll yet, or name another place there: %(number)d. Bring the list in first. "
                "Letters are written once a second body has agreed to it."
            )
            % {"number": change.new + change.changed},
        )
    batch = letter_codes.write(lines, last, everybody, dry_run)
    ctx.subject = unit.ref
    ctx.note(lines=len(lines), letters=len(batch.letters), dry_run=dry_run)
    return batch


@action(
    "people.verify_by_letter",
    by=Kind.PERSON,
    right="take-part",
    title=_("I have a letter with a code"),
    done=_("Resident confirmed by a letter"),
    own_page=True,
    limit="people.verify_by_census",
    guesses=guessing.at("letter", letter_codes.folded_number, "unknown-code"),
)
def verify_by_letter(
    ctx: Context,
    letter: Annotated[str, Words(_("Number of the letter"), most=30)],
    code: Annotated[str, Words(_("Code in the letter"), most=40)],
) -> Verification:
    """A person shows that a letter reached them at their address; each letter serves once."""
    found = letter_codes.open_by_code(letter, code)
    if found is None:
        raise unknown_code()
    person = person_of(ctx.actor)
    line = CensusEntry.objects.select_for_update(of=("self",)).get(pk=found.entry_id)
    use_line(line, person, unknown_code())
    found.used_on = ctx.today
    found.save(update_fields=["used_on"])
    return verify(ctx, person, line.unit, Verification.Method.LETTER)
