"""What a body does with applications for its services: ask for more, grant, refuse."""

from __future__ import annotations

from typing import Annotated

from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Pick, Words
from commonhall.actions.undoing import put_back, put_back_anew
from commonhall.core import clock
from commonhall.core.refusals import Refused
from commonhall.law.instruments.models import Provision
from commonhall.law.promises import ledger
from commonhall.services.applications import rules
from commonhall.services.applications.models import Application, ApplicationStep
from commonhall.services.services.queries import provisions
from commonhall.ui.text import local_date

State, Step = Application.State, ApplicationStep.Kind
READ_BY = _("Only those who applied read this, and the body that reviews it if they appeal.")


def _may_ask(_actor: Actor, application: Application) -> None:
    rules.in_state(application, (State.OPEN,))


@action(
    "services.ask_for_more",
    by=Kind.OFFICE,
    power=rules.ANSWERS,
    undo=put_back,
    title=_("Ask for more"),
    done=_("More was asked of somebody who applied"),
    concerns=rules.parties,
    allows=_may_ask,
)
def ask_for_more(
    ctx: Context,
    application: Application,
    text: Annotated[
        str,
        Words(
            _("What is missing, and why you need it"),
            READ_BY,
            most=2000,
            long=True,
            empty=_("Enter what is missing."),
        ),
    ],
) -> ApplicationStep:
    """Ask those who applied. The first time, your days stand still until they reply, for as long as the law says. A day that
    has passed already stays missed."""
    asked = rules.step(ctx, application, Step.ASKED, text)
    until = ctx.today + rules.days_to_reply(ctx)
    first = application.asked_on is None
    application.asked_on, application.asked_until = ctx.today, until
    if first and application.due_on is not None and application.due_on >= ctx.today:
        rules.runs_again(ctx, application, asked, application.due_on + (until - ctx.today))
    application.state = State.ASKED
    ctx.save(application)
    ctx.note(until=until.isoformat())
    return asked


def _decide(
    ctx: Context,
    application: Application,
    kind: str,
    text: str,
    provision: Provision | None = None,
) -> Application:
    rules.step(ctx, application, kind, text, provision=provision)
    ledger.keep(ctx, rules.owed(application))
    application.state, application.decided_on = State(kind), ctx.today
    return ctx.save(application)


@action(
    "services.grant_application",
    by=Kind.OFFICE,
    power=rules.ANSWERS,
    undo=put_back_anew,
    title=_("Grant it"),
    done=_("Application granted"),
    concerns=rules.parties,
    allows=rules.waits,
)
def grant_application(
    ctx: Context,
    application: Application,
    text: Annotated[
        str,
        Words(
            _("What they get, from when, and how"),
            READ_BY,
            most=4000,
            long=True,
            empty=_("Enter what they get, from when, and how."),
        ),
    ],
) -> Application:
    """They get what they applied for. Say exactly what, from when, and what they have to do."""
    return _decide(ctx, application, Step.GRANTED, text)


def _may_refuse(actor: Actor, application: Application) -> None:
    rules.waits(actor, application)
    until = application.asked_until
    if application.state == State.ASKED and until is not None and until >= clock.today():
        raise Refused(
            "state",
            "may-reply",
            _("They may reply to your question until %(day)s. Until then you can grant it.")
            % {"day": local_date(until)},
        )


@action(
    "services.refuse_application",
    by=Kind.OFFICE,
    power=rules.ANSWERS,
    undo=put_back_anew,
    title=_("Refuse it"),
    done=_("Application refused"),
    concerns=rules.parties,
    allows=_may_refuse,
)
def refuse_application(
    ctx: Context,
    application: Application,
    text: Annotated[
        str,
        Words(_("Reasons"), READ_BY, most=4000, long=True, empty=_("Enter the reasons.")),
    ],
    provision: Annotated[
        Provision,
        Pick(
            _("Provision it rests on"),
            rows=provisions,
            empty=_("Choose the provision. Nothing is refused without one."),
        ),
    ],
) -> Application:
    """Refuse it with reasons and the provision they rest on. Those who applied can appeal."""
    return _decide(ctx, application, Step.REFUSED, text, provision)
