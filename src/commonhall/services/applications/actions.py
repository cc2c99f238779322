"""What those who apply for a service do: apply, add documents, reply, withdraw."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Annotated, Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Choice, Upload, Words
from commonhall.cases.categories.questions import read_answers
from commonhall.core import clock
from commonhall.core.refusals import Refused
from commonhall.law.promises import ledger
from commonhall.law.queries import due_day
from commonhall.services.applications import queries, rules
from commonhall.services.applications.answer_inputs import ServiceAnswers
from commonhall.services.applications.erasing import forget, forget_file
from commonhall.services.applications.models import (
    WAITING,
    Application,
    ApplicationDocument,
    ApplicationStep,
)
from commonhall.services.services.models import Service
from commonhall.ui.text import local_date

State, Step = Application.State, ApplicationStep.Kind
APPLICANTS = (Kind.PERSON, Kind.ORGANISATION)
CHANNELS = {"api": Application.Channel.API, "command": Application.Channel.API}
KINDS = ("pdf", "jpg", "jpeg", "png")
MOST_DOCUMENTS = 20
WORDS = Words(
    _("What else the office should know"),
    _("Only the body that answers reads this. Leave blank if there is nothing to add."),
    most=4000,
    long=True,
)


FILE = Upload(
    _("File"),
    _("A PDF or a photo of the document. Only the body that answers can open it."),
    kinds=KINDS,
    empty=_("Choose a file."),
    private=True,
)


def plain_name(file: Any) -> str:
    """What a file was called where it comes from, without its folders."""
    return str(file.name).replace("\\", "/").rpartition("/")[2][-160:]


# --- applying -------------------------------------------------------------------------------------
def taken_here(_actor: Actor, service: Service) -> None:
    """The service is offered and can be applied for here."""
    if service.ended_on is not None or not service.applied_for:
        raise Refused(
            "state",
            "not-applied-for",
            _("You cannot apply for this service here. Its page says how to get it."),
        )


def _may_apply(actor: Actor, service: Service) -> None:
    taken_here(actor, service)
    if (before := queries.open_one(actor, service)) is not None:
        raise Refused(
            "state",
            "applied",
            _(
                "You have already applied for this. Application %(number)s waits for its answer: add to it, or withdraw it first."
            )
            % {"number": before.number},
        )


def told(application: Application) -> str:
    """Its number, and by when the answer is due."""
    said = gettext("Your application has the number %(number)s.") % {"number": application.number}
    if application.due_on is None:
        return said
    due = gettext("An answer is due by %(day)s.") % {"day": local_date(application.due_on)}
    return f"{said} {due}"


def hand_in(
    ctx: Context, service: Service, said: Mapping[str, Any] | None, text: str, **more: Any
) -> Application:
    """Keep an application: it has its number and its day at once, and the body owes an answer."""
    asked = list(queries.questions_of(service))
    answers = read_answers(asked, said or {}, gettext("This service does not ask “%(code)s”."))
    application = ctx.save(
        Application(
            pk=Application.free_number(),
            service=service,
            body_id=service.body_id,
            unit_id=service.unit_id,
            answers=answers,
            asked_as=[
                {"code": one.code, "names": one.names, "kind": one.kind, "choices": one.choices}
                for one in asked
                if one.code in answers
            ],
            text=text,
            applied_on=ctx.today,
            due_on=due_day(rules.ANSWERS, ctx.today, service.code),
            **more,
        )
    )
    rules.promise(ctx, application, application)
    # The entry names the application alone: which service it is for is sealed.
    ctx.subject = application.ref
    ctx.note(body=service.body.code)
    return application


@action(
    "services.apply_for_service",
    by=APPLICANTS,
    right=rules.APPLY,
    verified=True,
    title=_("Apply for it"),
    done=_("Service applied for"),
    limit="services.apply",
    told=told,
    allows=_may_apply,
    notifies=False,
)
def apply_for_service(
    ctx: Context,
    service: Service,
    answers: Annotated[dict[str, str] | None, ServiceAnswers(_("What the office asks"))] = None,
    text: Annotated[str, WORDS] = "",
) -> Application:
    """Apply for this service. You get a number and the day of the answer at once, and can add documents afterwards."""
    application = hand_in(
        ctx,
        service,
        answers,
        text,
        channel=CHANNELS.get(ctx.door, Application.Channel.WEB),
        person_id=ctx.actor.person if ctx.actor.kind is Kind.PERSON else None,
        organisation_id=ctx.actor.organisation,
    )
    ctx.follow(application, ctx.actor.account)
    return application


# --- documents ------------------------------------------------------------------------------------
def _needs(application: Application) -> Iterable[tuple[str, str]]:
    return [*application.service.needed, ("other", gettext("another document"))]


def _takes_documents(actor: Actor, application: Application) -> None:
    rules.own_while(*WAITING)(actor, application)
    if application.documents.filter(ended_on=None).count() >= MOST_DOCUMENTS:
        raise Refused(
            "state",
            "enough-documents",
            _("This application has twenty documents. Take one back first."),
        )


@action(
    "services.add_document",
    by=APPLICANTS,
    right=rules.APPLY,
    title=_("Add a document"),
    done=_("Document added to an application"),
    told=lambda _made: gettext("Document added. Only the body that answers can open it."),
    limit="services.apply",
    allows=_takes_documents,
    notifies=False,
)
def add_document(
    ctx: Context,
    application: Application,
    file: Annotated[
        Any,
        FILE,
    ],
    need: Annotated[
        str, Choice(_("Which document is it?"), choices_of=_needs, empty=_("Choose one."))
    ] = "other",
) -> ApplicationDocument:
    """Add a document that the office needs. You can take it back until the answer."""
    known = {code for code, _words in _needs(application)}
    return ctx.save(
        ApplicationDocument(
            application=application,
            need=need if need in known and need != "other" else "",
            name=plain_name(file),
            file=file,
            at=ctx.occurred_at,
        )
    )


def _own_document(actor: Actor, document: ApplicationDocument) -> None:
    rules.own_while(*WAITING)(actor, document.application)
    if document.ended_on is not None:
        raise Refused("state", "wrong-state", _("This document has already been taken back."))


@action(
    "services.take_back_document",
    by=APPLICANTS,
    right=rules.APPLY,
    title=_("Take this document back"),
    done=_("Document of an application taken back"),
    allows=_own_document,
    notifies=False,
)
def take_back_document(
    ctx: Context, application_document: ApplicationDocument
) -> ApplicationDocument:
    """The file is deleted, and nobody can open it any more."""
    application_document.ended_on = ctx.today
    forget_file(ctx, application_document)
    return application_document


# --- replying and withdrawing -----------------------------------------------------------------------
@action(
    "services.reply_to_office",
    by=APPLICANTS,
    right=rules.APPLY,
    title=_("Reply to the office"),
    done=_("Question about an application answered"),
    allows=rules.own_while(State.ASKED),
    notifies=False,
)
def reply_to_office(
    ctx: Context,
    application: Application,
    text: Annotated[
        str,
        Words(
            _("Your reply"),
            _(
                "Only the body that answers reads this. If you think that you have sent everything, say so."
            ),
            most=4000,
            long=True,
            empty=_("Enter your reply."),
        ),
    ],
) -> ApplicationStep:
    """Answer what the office asked. Its days run on from where they stood still. Add documents before you reply."""
    reply = rules.step(ctx, application, Step.REPLIED, text)
    stood = application.steps.filter(kind=Step.ASKED, runs=True).order_by("-pk").first()
    counted = application.steps.filter(kind=Step.REPLIED, runs=True).exists()
    if stood and not counted and application.asked_until and application.due_on:
        early = max(application.asked_until - ctx.today, timedelta())
        rules.runs_again(ctx, application, reply, max(application.due_on - early, ctx.today))
    application.state = State.OPEN
    ctx.save(application)
    return reply


@action(
    "services.take_back_application",
    by=APPLICANTS,
    right=rules.APPLY,
    title=_("Withdraw the application"),
    done=_("Application withdrawn"),
    allows=rules.own_while(*WAITING),
    notifies=False,
)
def take_back_application(
    ctx: Context,
    application: Application,
    text: Annotated[
        str,
        Words(_("Why"), _("Leave blank if you do not want to say."), most=1000, long=True),
    ] = "",
) -> Application:
    """You no longer want it. You can apply again at any time."""
    rules.step(ctx, application, Step.WITHDRAWN, text)
    ledger.withdraw(ctx, rules.owed(application))
    application.state, application.decided_on = State.WITHDRAWN, ctx.today
    return ctx.save(application)


# --- the System -------------------------------------------------------------------------------------
def _over(_actor: Actor, application: Application) -> None:
    since = rules.kept_since(clock.today())
    decided = application.decided_on
    if application.destroyed_on or since is None or decided is None or decided >= since:
        raise Refused("state", "not-over", _("The words are kept until their day."))


@action(
    "services.destroy_application",
    by=Kind.SYSTEM,
    power="watch-applications",
    title=_("Destroy the words of an application"),
    done=_("Words of an application destroyed"),
    allows=_over,
    notifies=False,
)
def destroy_application(ctx: Context, application: Application) -> Application:
    """After the days of the provision nothing is left but number, body, days and state, and which service it was for, sealed."""
    forget(ctx, application)
    application.destroyed_on = ctx.today
    return ctx.save(application)
