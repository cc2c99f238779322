"""A second body looks at what another has handed in from another system, and agrees to its import or refuses it."""

from __future__ import annotations

from typing import Annotated

from django.utils.translation import gettext_lazy as _

from commonhall.actions import exemptions, owed
from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Words
from commonhall.cases.moving_in.models import CaseImport, CaseImportFile
from commonhall.cases.moving_in.page_actions import begin
from commonhall.core.refusals import Refused
from commonhall.people import four_eyes

AGREE = "agree-to-records"
State = CaseImportFile.State


def _waits(actor: Actor, case_import: CaseImport) -> None:
    waiting = CaseImportFile.objects.filter(case_import=case_import, state=State.CHECKED)
    if not waiting.exists():
        raise Refused("state", "wrong-state", _("This file is not waiting to be imported."))
    four_eyes.check_another(
        actor, case_import.body_id, case_import.by_office_id, case_import.begun_at
    )


@action(
    "cases.agree_to_case_import",
    by=Kind.OFFICE,
    power=AGREE,
    any_body=exemptions.BEGUN,
    remedy=owed.LOOKED_AT,
    notifies=False,
    title=_("Agree to the import"),
    done=_("Import from another system agreed to by a second body"),
    allows=_waits,
    second_factor=True,
)
def agree_to_case_import(
    ctx: Context,
    case_import: CaseImport,
    seen: Annotated[
        str,
        Words(
            _("What you checked"),
            _("This is public."),
            most=1000,
            long=True,
            empty=_("Say what you looked at: where the file comes from, and cases you checked."),
        ),
    ],
) -> CaseImport:
    """Another body has looked at what the file would bring. The import then begins, in the background."""
    case_import.decided_by_id, case_import.reasons = ctx.actor.body_id, seen
    return begin(ctx, case_import)


@action(
    "cases.refuse_case_import",
    by=Kind.OFFICE,
    power=AGREE,
    any_body=exemptions.BEGUN,
    remedy=owed.DONE_AGAIN,
    notifies=False,
    title=_("Refuse the import"),
    done=_("Import from another system refused by a second body"),
    allows=_waits,
)
def refuse_case_import(
    ctx: Context,
    case_import: CaseImport,
    reason: Annotated[
        str,
        Words(_("Why not"), _("This is public."), most=1000, long=True, empty=_("Enter why not.")),
    ],
) -> CaseImport:
    """Nothing is imported from this file. The office that uploaded it can upload another."""
    case_import.decided_by_id, case_import.reasons = ctx.actor.body_id, reason
    case_import.refused_at = ctx.occurred_at
    CaseImportFile.objects.filter(case_import=case_import).update(state=State.REFUSED)
    ctx.note(sha256=case_import.digest)
    return ctx.save(case_import)
