"""Reporting words to the moderators, and what an office does with reports."""

from __future__ import annotations

from typing import Annotated

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commonhall.actions import exemptions
from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Choice, Ref, Words
from commonhall.actions.undoing import put_back
from commonhall.consultations.moderation import reports
from commonhall.consultations.moderation.closing import close_reports, closed_by
from commonhall.consultations.moderation.models import Hiding, WordsReport
from commonhall.consultations.moderation.queries import HIDES
from commonhall.core import refs
from commonhall.core.refusals import BadInput, Refused


@action(
    "consultations.report_words",
    by=Kind.PERSON,
    right="report-words",
    title=_("Report this"),
    done=_("Words reported to the moderators"),
    told=lambda _made: gettext(
        "Thank you. A moderator will look at it. Nobody is told that it was you."
    ),
    limit="consultations.report_words",
    notifies=False,
)
def report_words(
    ctx: Context,
    about: Annotated[
        str, Ref(_("Which words"), empty=_("Choose the words a moderator should look at."))
    ],
    reason: Annotated[
        str,
        Choice(
            _("What is wrong with them?"),
            choices=Hiding.Reason.choices,
            radio=True,
            empty=_("Choose what is wrong with them."),
        ),
    ],
    note: Annotated[
        str, Words(_("Note to the moderators"), _("Only they read it."), most=500, long=True)
    ] = "",
) -> WordsReport:
    """Ask the moderators to look at somebody's words. They see how often words were reported and why, not by whom."""
    words = reports.words_of(about)
    if words is None:
        raise BadInput("about", _("This cannot be reported, or is not shown any more."))
    if reports.is_own(ctx.actor, words):
        raise BadInput("about", _("These are your own words."))
    if WordsReport.objects.filter(about=about, person_id=ctx.actor.person_id).exists():
        raise BadInput("about", _("You have already reported this."))
    made = ctx.save(
        WordsReport(
            about=about,
            reason=reason,
            note=note,
            person_id=ctx.actor.person,
            at=ctx.occurred_at,
        )
    )
    ctx.note(reason=reason)
    return made


def _waits(_actor: Actor, report: WordsReport) -> None:
    if report.outcome:
        raise Refused("state", "wrong-state", _("A moderator has already looked at this."))


def _author(report: WordsReport) -> list[str]:
    words = refs.thing(report.about)
    found = (getattr(words, "person_id", None), getattr(words, "organisation_id", None))
    names = ("people.person", "people.organisation")
    return [f"{name}:{number}" for name, number in zip(names, found, strict=True) if number]


@action(
    "consultations.set_aside_words_report",
    by=Kind.OFFICE,
    power="moderate-conversations",
    any_body=exemptions.MODERATED,
    undo=put_back,
    title=_("Leave it as it is"),
    done=_("Reported words left as they are"),
    told=lambda _made: gettext("The words stay. All reports of them are closed."),
    concerns=_author,
    allows=_waits,
    notifies=False,
)
def set_aside_words_report(ctx: Context, report: WordsReport) -> WordsReport:
    """The words break no rule: they stay, and all reports of them are closed."""
    ctx.note(about=report.about)
    made = close_reports(ctx, report.about, reports.Outcome.KEPT)
    return next(one for one in made if one.pk == report.pk)


for _code in HIDES:
    closed_by(_code)
