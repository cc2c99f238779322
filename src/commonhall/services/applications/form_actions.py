"""What a body sets about applications for its services: whether they are taken, what is asked, what is needed."""

from __future__ import annotations

from functools import partial
from typing import Annotated

from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Either, Flag, Lines, Slug
from commonhall.actions.undoing import put_back
from commonhall.cases.categories.question_actions import (
    CHOICES,
    KIND,
    MOST_QUESTIONS,
    NAMES,
    ORDER,
    Choices,
    check_choices,
    choice_lines,
    read_choices,
    still_asked,
)
from commonhall.core import clock
from commonhall.core.refusals import BadInput, Refused
from commonhall.law.queries import COMPETENCES
from commonhall.services.applications import rules
from commonhall.services.applications.models import ServiceQuestion
from commonhall.services.applications.queries import questions_of
from commonhall.services.services.actions import still_there, unit_of
from commonhall.services.services.models import Service

MOST_DOCUMENTS = 12


def _can_answer(actor: Actor, service: Service) -> None:
    """The service is offered, and the law lets its body answer applications."""
    still_there(actor, service)
    if not COMPETENCES.rows(body=service.body_id, power=rules.ANSWERS, day=clock.today()):
        raise Refused(
            "state",
            "cannot-answer",
            _("No provision lets the body of this service answer applications."),
        )


@action(
    "services.take_applications",
    by=Kind.OFFICE,
    power="set-services",
    undo=put_back,
    title=_("Take applications here"),
    done=_("Set whether a service can be applied for here"),
    place=unit_of,
    allows=_can_answer,
)
def take_applications(
    ctx: Context,
    service: Service,
    applied_for: Annotated[
        bool,
        Either(
            _("Can people apply for it here?"),
            yes=_("Yes, on the page of the service"),
            no=_("No"),
            present=lambda service: service.applied_for,
        ),
    ],
    documents: Annotated[
        Choices | None,
        Lines(
            _("Documents that are needed"),
            _(
                "Ask only for what you cannot look up yourself. One per line: a code, then its name, for example: income = Proof of income. Names in other languages follow after |, each with the language’s code."
            ),
            read=partial(read_choices, name="documents"),
            present=lambda service: "\n".join(choice_lines(service.documents)),
        ),
    ] = None,
) -> Service:
    """Let residents and organisations apply for this service on its page, or stop it. Applications that wait are answered
    all the same."""
    if len(documents or ()) > MOST_DOCUMENTS:
        raise BadInput("documents", _("Enter up to 12 documents."))
    service.applied_for, service.documents = applied_for, documents or []
    ctx.note(applied_for=applied_for)
    return ctx.save(service)


@action(
    "services.ask_applicants",
    by=Kind.OFFICE,
    power="set-services",
    undo=put_back,
    title=_("Ask applicants a question"),
    done=_("Question of an application set"),
    place=unit_of,
    allows=still_there,
)
def ask_applicants(
    ctx: Context,
    service: Service,
    code: Annotated[
        str,
        Slug(
            _("Short code"),
            _("For example: household. The same code changes the question."),
            empty=_("Enter a short code for the question."),
        ),
    ],
    names: Annotated[dict[str, str], NAMES],
    kind: Annotated[str, KIND],
    choices: Annotated[Choices | None, CHOICES] = None,
    required: Annotated[bool, Flag(_("Nobody can apply without the answer"))] = False,
    order: Annotated[int, ORDER] = 0,
) -> ServiceQuestion:
    """Ask people who apply for this service one thing more, or change what is asked. Applications that were handed in keep
    the question as it was."""
    check_choices(kind, choices)
    found = ServiceQuestion.objects.filter(service=service, code=code).first()
    if (found is None or found.ended_on) and questions_of(service).count() >= MOST_QUESTIONS:
        raise BadInput("code", _("This service already asks twelve questions. End one first."))
    question = found or ServiceQuestion(service=service, code=code)
    question.names, question.kind, question.choices = names, kind, choices or []
    question.required, question.order, question.ended_on = required, order, None
    ctx.note(service=service.code, question=code)
    return ctx.save(question)


@action(
    "services.end_service_question",
    by=Kind.OFFICE,
    power="set-services",
    undo=put_back,
    title=_("Stop asking it"),
    done=_("Question of an application ended"),
    allows=still_asked,
)
def end_service_question(ctx: Context, service_question: ServiceQuestion) -> ServiceQuestion:
    """Nobody who applies is asked this from now on. Answers that were given stay with their applications."""
    service_question.ended_on = ctx.today
    return ctx.save(service_question)
