"""Files of other systems, imported by an office on a page: handed in and checked, then imported, then deleted."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import Annotated, Any

from django.core.files import File
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from commonhall.actions import exemptions, owed
from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Choice, Day, Flag, Pick, Upload, WebAddress, Words
from commonhall.cases.moving_in import agreeing, work
from commonhall.cases.moving_in.models import CaseImport, CaseImportFile
from commonhall.core import sheets
from commonhall.core.refusals import BadInput, Refused
from commonhall.people.actors import office_of
from commonhall.people.bodies.models import Body
from commonhall.people.bodies.queries import active_bodies
from commonhall.places.models import Unit
from commonhall.places.queries import units

State = CaseImportFile.State
# Files that wait at the same time: nobody fills the disk with them.
MOST_KEPT = 10
ONLY_SOME = _("Only for some systems")
SYSTEMS = [*work.SYSTEMS.items(), ("table", _("Any other system: a CSV table with a mapping file"))]
KINDS = [
    ("proposals", _("proposals")),
    ("debates", _("debates")),
    ("investments", _("investments")),
]
LARGEST_MAPPING = 200_000
#: A file of some hundred thousand cases.
LARGEST = 100 * 1024 * 1024
BRING_IN = "bring-in-records"


@action(
    "cases.check_cases_file",
    by=Kind.OFFICE,
    power=BRING_IN,
    nobody_concerned=exemptions.ONE_BY_ONE,
    remedy=owed.DECISION,
    notifies=False,
    title=_("Check a file from another system"),
    done=_("File from another system uploaded to be checked"),
)
def check_cases_file(
    ctx: Context,
    system: Annotated[
        str,
        Choice(
            _("Which system?"),
            choices=SYSTEMS,
            radio=True,
            empty=_("Choose the system that the file comes from."),
        ),
    ],
    file: Annotated[
        Any,
        Upload(
            _("File"),
            _(
                "FixMyStreet: CSV. Signalen: JSON, or its dump as ZIP. Open311: JSON or XML. Decidim: open data as ZIP. CONSUL: JSON. New York 311: CSV. Pabulib: PB. Polis: its export as ZIP."
            ),
            kinds=("csv", "txt", "tsv", "json", "xml", "zip", "pb"),
            private=True,
            most_bytes=LARGEST,
        ),
    ] = None,
    mapping: Annotated[
        Any,
        Upload(
            _("Mapping file"),
            _("It says which categories, places and bodies here the other system's words mean."),
            kinds=("toml",),
            private=True,
        ),
    ] = None,
    body: Annotated[
        Body | None,
        Pick(
            _("Body for new categories"),
            _(
                "Missing categories are made, and this body answers them. Polis: the body that asked."
            ),
            rows=active_bodies,
            key="code",
        ),
    ] = None,
    leave_out: Annotated[
        bool, Flag(_("Leave out lines with errors, and import the others"))
    ] = False,
    place: Annotated[
        Unit | None,
        Pick(
            _("Polis: place"),
            _("Leave blank for the whole place."),
            rows=units,
            key="code",
            folded=ONLY_SOME,
        ),
    ] = None,
    more: Annotated[
        Any,
        Upload(
            _("Second file"),
            _("FixMyStreet: the updates. CONSUL: the comments."),
            kinds=("csv", "json"),
            private=True,
            most_bytes=LARGEST,
            folded=ONLY_SOME,
        ),
    ] = None,
    kind: Annotated[
        str,
        Choice(
            _("CONSUL: what the file lists"),
            choices=KINDS,
            unsaid=_("the file says it"),
            folded=ONLY_SOME,
        ),
    ] = "",
    day: Annotated[
        date | None, Day(_("CONSUL: day for entries without one"), folded=ONLY_SOME)
    ] = None,
    encoding: Annotated[
        str,
        Choice(
            _("CSV table: how the file is encoded"),
            choices=list(sheets.ENCODINGS.items()),
            unsaid=_("detected from the file: UTF-8 or UTF-16"),
            folded=ONLY_SOME,
        ),
    ] = "",
    address: Annotated[
        str,
        WebAddress(
            _("Open311: address of the server"),
            _("Instead of a file, for example https://city.example/open311/v2."),
            folded=ONLY_SOME,
        ),
    ] = "",
    since: Annotated[date | None, Day(_("Open311: first day"), folded=ONLY_SOME)] = None,
    until: Annotated[
        date | None,
        Day(_("Open311: last day"), _("Yesterday, if you leave this blank."), folded=ONLY_SOME),
    ] = None,
    jurisdiction: Annotated[
        str,
        Words(
            _("Open311: jurisdiction"),
            _("Its jurisdiction_id, if the server asks for one."),
            most=60,
            folded=ONLY_SOME,
        ),
    ] = "",
) -> CaseImport:
    """Upload a file of another system. It is checked first: you see what it would bring, and each error with its line.

    Nothing is imported yet.
    """
    options = {
        "body": body.code if body else "",
        "place": place.code if place else "",
        "leave_out_faulty": leave_out,
        "kind": kind,
        "day": day.isoformat() if day else "",
        "encoding": encoding,
        "since": since.isoformat() if since else "",
        "until": until.isoformat() if until else "",
        "jurisdiction": jurisdiction,
    }
    said = {name: value for name, value in options.items() if value}
    _fits(system, {**said, "address": address, "more": more, "mapping_file": mapping}, file)
    if CaseImport.objects.filter(ended_at=None).count() >= MOST_KEPT:
        raise Refused(
            "state", "too-many", _("Ten imports are still here. Delete those you have finished.")
        )
    name = (file.name or system)[-200:] if file else address[:200]
    made = ctx.save(
        CaseImport(
            system=system,
            name=name,
            digest=_digest(file),
            body_id=ctx.actor.body or 0,
            by_office_id=office_of(ctx.actor),
            begun_at=ctx.occurred_at,
        )
    )
    CaseImportFile.objects.create(
        case_import=made,
        file=_as_kept(file),
        more=_as_kept(more),
        more_name=(more.name or "more")[-200:] if more else "",
        mapping=_text_of(mapping),
        options={**said, **({"address": address} if address else {})},
        language=get_language() or "",
    )
    ctx.note(system=system, sha256=made.digest)
    work.check.enqueue(made.pk)
    return made


#: The importer's keyword → the field of the page, where they differ.
FIELDS = {"mapping_file": "mapping", "leave_out_faulty": "leave_out"}


def _fits(system: str, said: dict[str, Any], file: Any) -> None:
    """Raise `BadInput` where something is missing, or is for another system."""
    importer = work.importer_of(system)
    takes = {one.key for one in importer.options}
    takes |= {"address"} if importer.address else set()
    takes |= {"more"} if importer.format in work.MORE else set()
    for key, value in said.items():
        if value and key not in takes:
            told = _("This is for another system. Leave it blank.")
            raise BadInput(FIELDS.get(key, key), told)
    if bool(file) == bool(said["address"]):
        both = _("Choose a file or enter an address, not both.")
        raise BadInput("file", both if file else _("Choose a file."))
    if said["address"] and "since" not in said:
        raise BadInput("since", _("Enter the first day."))
    if said.get("since") and not said["address"]:
        raise BadInput("since", _("Days are for a server. Leave them blank for a file."))
    if system == "table" and not said["mapping_file"]:
        raise BadInput("mapping", _("Choose the mapping file. You can make one from your table."))


def _digest(file: Any) -> str:
    found = hashlib.sha256()
    for part in file.chunks() if file else ():
        found.update(part)
    return found.hexdigest()


def _as_kept(file: Any) -> Any:
    """As it is put into the store: copied, so that it is still there where the action is tried again."""
    return File(file.file, name="file") if file else ""


def _text_of(mapping: Any) -> str:
    """A mapping file as text. Raises `BadInput`."""
    if not mapping:
        return ""
    try:
        return str(mapping.read(LARGEST_MAPPING).decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise BadInput("mapping", _("Save the mapping file as UTF-8.")) from error


def _kept(case_import: CaseImport) -> CaseImportFile:
    found = CaseImportFile.objects.filter(case_import=case_import).first()
    if found is None:
        raise Refused("state", "wrong-state", _("The file has been deleted. Upload it again."))
    return found


def _checked(_actor: Actor, case_import: CaseImport) -> None:
    state = _kept(case_import).state
    again = state == State.STOPPED and case_import.approved_at is not None
    if state == State.FAULTY:
        raise Refused(
            "state", "has-errors", _("This file has errors. Correct them and upload it again.")
        )
    if state != State.CHECKED and not again:
        raise Refused("state", "wrong-state", _("This file is not waiting to be imported."))
    if not again and not agreeing.one_begins_alone():
        raise Refused(
            "state",
            "second-body",
            _("A second body must agree to this import. It is imported once that body has agreed."),
        )


def _begun(case_import: CaseImport) -> str:
    return gettext("The import of %(name)s has begun. Its page shows how far it is.") % {
        "name": case_import.name
    }


@action(
    "cases.carry_out_case_import",
    by=Kind.OFFICE,
    power=BRING_IN,
    any_body=exemptions.BEGUN,
    remedy=owed.LOOKED_AT,
    notifies=False,
    title=_("Import them"),
    done=_("Import from another system begun"),
    allows=_checked,
    told=_begun,
    second_factor=True,
)
def carry_out_case_import(ctx: Context, case_import: CaseImport) -> CaseImport:
    """Import what was checked, as reported facts. It goes on in the background; the same file again changes nothing.

    In the founding period an office does this alone. Afterwards the import begins when a second body agrees to it; then
    this continues one that has stopped.
    """
    return begin(ctx, case_import)


def begin(ctx: Context, case_import: CaseImport) -> CaseImport:
    """Settle that it is imported, and let it be done in the background."""
    case_import.approved_at = ctx.occurred_at
    CaseImportFile.objects.filter(case_import=case_import).update(
        state=State.RUNNING, problems=[], after_run=work.newest_run()
    )
    ctx.note(sha256=case_import.digest)
    work.carry_out.enqueue(case_import.pk)
    return ctx.save(case_import)


def _at_rest(_actor: Actor, case_import: CaseImport) -> None:
    kept = _kept(case_import)
    if kept.state in (State.CHECKING, State.RUNNING):
        raise Refused(
            "state", "wrong-state", _("This file is being worked on. Wait until that is finished.")
        )
    if kept.state == State.STOPPED and work.half_done(case_import.name):
        raise Refused(
            "state",
            "half-done",
            _("This import stopped halfway. Import it again to finish it, then delete the file."),
        )


@action(
    "cases.drop_case_import",
    by=Kind.OFFICE,
    power=BRING_IN,
    any_body=exemptions.BEGUN,
    remedy=owed.DONE_AGAIN,
    notifies=False,
    title=_("Delete the file"),
    done=_("File from another system deleted"),
    allows=_at_rest,
)
def drop_case_import(ctx: Context, case_import: CaseImport) -> CaseImport:
    """Delete the file here. What was imported from it stays."""
    work.forget(case_import)
    case_import.ended_at = ctx.occurred_at
    return ctx.save(case_import)
