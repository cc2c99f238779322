"""What may be done with residents: confirm them, bring in the census list, erase one's own data."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Annotated, Any

from django.utils.translation import gettext_lazy as _

from commonhall.actions import owed
from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import (
    Choice,
    Day,
    Flag,
    Lines,
    MailAddress,
    PersonBySign,
    Pick,
    Upload,
    Words,
)
from commonhall.actions.undoing import put_back
from commonhall.core import clock
from commonhall.core.refusals import BadInput, Refused
from commonhall.people import personal_data
from commonhall.people.actors import in_term
from commonhall.people.bodies.models import OfficeTerm
from commonhall.people.residents import census, guessing, slips
from commonhall.people.residents.models import CensusEntry, Person, Verification
from commonhall.people.residents.verifying import person_of, use_line, verify
from commonhall.people.rolls import changes
from commonhall.people.rolls.models import RollChange
from commonhall.places.models import Unit
from commonhall.places.queries import units


@action(
    "people.verify_resident",
    by=Kind.OFFICE,
    power="verify-residents",
    undo=put_back,
    title=_("Confirm a resident seen at the office"),
    done=_("Resident confirmed at the office"),
)
def verify_resident(
    ctx: Context,
    unit: Annotated[Unit, Pick(_("Where they live"), rows=units, key="code", place=True)],
    person: Annotated[
        Person | None,
        PersonBySign(
            _("E-mail address of their account, or the number of their slip"),
            _("Leave blank for somebody who has neither."),
            find=slips.by_sign,
            concerned=True,
        ),
    ] = None,
    new_name: Annotated[
        str,
        Words(
            _("Or the name of somebody without an account"),
            _(
                "You can print a slip for them. With it they can add this confirmation to an account later."
            ),
            most=120,
        ),
    ] = "",
    papers: Annotated[
        str,
        Choice(
            _("Papers you have seen"),
            _("We do not keep their number."),
            choices=Verification.Papers.choices,
            radio=True,
            needed=True,
        ),
    ] = "",
    ends: Annotated[
        date | None,
        Day(
            _("Confirmed until"),
            _("Leave blank for three years. Enter the day their papers or stay end."),
        ),
    ] = None,
) -> Verification:
    """An official has seen the person's papers: a resident of the place, with or without an account."""
    if (person is None) is (not new_name):
        raise BadInput(
            "person",
            _("Enter either an e-mail address or slip number, or a name. Not both."),
        )
    seen = person or Person.objects.create(name=new_name)
    return verify(ctx, seen, unit, Verification.Method.OFFICE, ends, papers)


@action(
    "people.verify_by_census",
    by=Kind.PERSON,
    right="take-part",
    title=_("Confirm that you live here"),
    done=_("Resident confirmed by the census list"),
    own_page=True,
    limit="people.verify_by_census",
    guesses=guessing.at("number", census.folded_number, "not-on-the-list"),
)
def verify_by_census(
    ctx: Context,
    number: Annotated[
        str,
        Words(
            _("Number of your residence document"),
            _("We compare it with the list and do not keep it."),
            most=60,
        ),
    ],
    born: Annotated[date, Day(_("Date of birth"))],
) -> Verification:
    """A person shows what only they know and the census list holds; each line serves once."""
    refusal = Refused(
        "standing",
        "not-on-the-list",
        _(
            "We could not find this number and birth date on the list of residents, or they have already been used. An office can confirm you in person."
        ),
    )
    rows = CensusEntry.objects.select_for_update(of=("self",))
    entry = rows.filter(key__in=census.census_keys(number, born)).first()
    if entry is None:
        raise refusal
    person = person_of(ctx.actor)
    use_line(entry, person, refusal)
    return verify(ctx, person, entry.unit, Verification.Method.CENSUS)


@action(
    "people.import_census",
    by=Kind.OFFICE,
    power="verify-residents",
    remedy=owed.DONE_AGAIN,
    title=_("Upload the census list"),
    done=_("Census list uploaded"),
    told=census.told,
)
def import_census(
    ctx: Context,
    unit: Annotated[
        Unit,
        Pick(_("Which place is the list for?"), rows=units, key="code", place=True),
    ],
    lines: Annotated[
        str,
        Lines(
            _("Lines of the list"),
            _(
                "CSV with the columns number, born and, for a smaller place within it, unit. For example: number,born,unit and below it A-17,1980-05-01,north."
            ),
            most=1_000_000,
        ),
    ] = "",
    file: Annotated[
        Any,
        Upload(
            _("Or a CSV file"),
            _("Not needed if you enter the lines above."),
            kinds=("csv", "txt"),
            private=True,
        ),
    ] = None,
    dry_run: Annotated[
        bool,
        Flag(_("Only check the file"), _("Says what would happen, without changing anything.")),
    ] = False,
) -> census.Brought:
    """Bring in who lives here, all lines or none, once an official of another body agrees, where the law names one that is
    in office. Numbers and birth dates are kept as keyed hashes only."""
    if bool(lines) is bool(file):
        raise BadInput("lines", _("Enter lines or choose a file, not both."))
    rows = census.read(census.text_of(file), unit, "file") if file else census.read(lines, unit)
    change = None if dry_run else changes.keep(ctx, unit, rows)
    waits = change is not None and change.state == RollChange.State.WAITING
    brought = census.write(rows, dry_run or waits)
    ctx.subject = unit.ref
    ctx.note(
        lines=len(rows),
        new=brought.new,
        changed=brought.changed,
        dry_run=dry_run,
        roll_change=change and change.ref,
        waits=waits or None,
    )
    return replace(
        brought,
        dry_run=dry_run,
        waits=waits,
        change=change.pk if change is not None else None,
        digest=changes.digest(rows) if dry_run else "",
    )


def _not_in_office(actor: Actor, _thing: None) -> None:
    if OfficeTerm.objects.filter(in_term(clock.today()), person_id=actor.person_id).exists():
        raise Refused(
            "state",
            "in-office",
            _("You hold a public office. Your data can be erased once your term has ended."),
        )


@action(
    "people.erase_me",
    by=Kind.PERSON,
    right="erase-own-data",
    title=_("Erase my data"),
    done=_("A person's data erased at their request"),
    allows=_not_in_office,
    notifies=False,
    own_page=True,
)
def erase_me(
    ctx: Context,
    words: Annotated[
        bool, Flag(_("Also erase my text, photos and places. Dates and answers stay"))
    ] = False,
    email: Annotated[str, MailAddress(_("Type your e-mail address to confirm"))] = "",
) -> None:
    """Forget the person: account, name, and who stands behind what. `words`: what they wrote, too.

    What was done in public stays done: entries keep commitments that nobody can open any more. The person types the
    address of their account, so that nobody is erased by a slip.
    """
    person = (
        Person.objects.select_for_update(of=("self",))
        .select_related("account")
        .get(pk=ctx.actor.person_id)
    )
    if ctx.door and (person.account is None or email.lower() != person.account.email):
        raise BadInput(
            "email", _("This is not the address of your account. Check it and try again.")
        )
    ctx.note(words=words)
    ctx.forget_actor = True
    personal_data.erase_everywhere(ctx, person, words)
