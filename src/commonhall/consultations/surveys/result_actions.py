"""What the body that asked does with the results of a survey: said in public, by a day."""

from __future__ import annotations

from typing import Annotated

from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Words
from commonhall.actions.undoing import put_back_anew
from commonhall.consultations.surveys.models import Survey
from commonhall.core.refusals import Refused
from commonhall.law.promises import ledger

# Days within which the body that asked residents drawn by lot says what follows from the results.
ANSWER = "answer-survey"


def _waits_for_an_answer(actor: Actor, survey: Survey) -> None:
    if survey.body_id != actor.body:
        raise Refused("state", "other-body", _("Another body held this survey."))
    if survey.due_on is None:
        raise Refused("state", "wrong-state", _("These results need no answer."))
    if survey.answered_on is not None:
        raise Refused("state", "answered", _("The results have already been answered."))


@action(
    "consultations.answer_results_of_survey",
    by=Kind.OFFICE,
    power="hold-surveys",
    undo=put_back_anew,
    title=_("Answer the results"),
    done=_("Results of a survey answered"),
    place=lambda survey: survey.unit_id,
    allows=_waits_for_an_answer,
    news=True,
)
def answer_results_of_survey(
    ctx: Context,
    survey: Survey,
    answer: Annotated[
        str,
        Words(
            _("What follows from the results"),
            _("What your body does because of them, what it does not, and why."),
            most=8000,
            long=True,
            empty=_("Enter what follows from the results."),
        ),
    ],
) -> Survey:
    """Say in public what the body that asked does with the results of a survey of residents drawn by lot."""
    survey.answer, survey.answered_on = answer, ctx.today
    ledger.keep(ctx, survey)
    return ctx.save(survey)
