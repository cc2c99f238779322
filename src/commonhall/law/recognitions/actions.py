"""Recognition is asked for, answered with reasons by a day, lasts for years, and is renewed."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Choice, Words
from commonhall.actions.subscriptions import part_of
from commonhall.actions.undoing import put_back_anew
from commonhall.core import clock
from commonhall.core.refusals import BadInput, Refused
from commonhall.law import queries as law_queries
from commonhall.law.demands.reasons import MOST_WORDS, due
from commonhall.law.promises import ledger
from commonhall.law.recognitions import queries
from commonhall.law.recognitions.models import TOLD, Recognition
from commonhall.people.organisations.models import Organisation
from commonhall.people.organisations.own_actions import check_speaks

ANSWER, LASTS = "answer-recognition", "recognition-lasts"
POWER = "recognise-organisations"
State, Standing = Recognition.State, Organisation.State


def last_day(today: date) -> date | None:
    """Until when standing lasts that is given today; None where no provision says."""
    return law_queries.due_day(LASTS, today)


def _may_ask(actor: Actor, organisation: Organisation) -> None:
    check_speaks(actor, organisation)
    if organisation.state == Standing.SUSPENDED:
        raise Refused(
            "state", "wrong-state", _("Its standing is suspended. You can appeal against that.")
        )
    known = list(queries.of(organisation)[:5])
    if any(one.state == State.ASKED for one in known):
        raise Refused("state", "asked", _("You have asked already. The answer is on its way."))
    today = clock.today()
    granted = next((one for one in known if one.state == State.GRANTED), None)
    if organisation.state == Standing.RECOGNISED and not (granted and granted.ends_soon(today)):
        raise Refused(
            "state",
            "recognised",
            _("It is recognised. It can ask again in the last 180 days before that ends."),
        )


@action(
    "law.ask_for_recognition",
    by=(Kind.PERSON, Kind.ORGANISATION),
    right="associate",
    title=_("Ask for recognition"),
    done=_("Recognition of an organisation asked for"),
    allows=_may_ask,
)
def ask_for_recognition(
    ctx: Context,
    organisation: Organisation,
    text: Annotated[
        str,
        Words(
            _("What the organisation does, for whom, and since when"),
            _("This is public."),
            most=MOST_WORDS,
            long=True,
            empty=_("Enter what the organisation does."),
        ),
    ],
) -> Recognition:
    """Ask for standing, or that it goes on. A recognised organisation takes part in its own name. The answer comes with
    reasons, by a day."""
    body = law_queries.holder_of(POWER, ctx.today)
    if body is None:
        raise Refused("state", "nobody-answers", _("No body has the power to recognise it."))
    made = ctx.save(
        Recognition(
            organisation=organisation,
            body=body,
            text=text,
            at=ctx.occurred_at,
            due_on=due(ctx, ANSWER),
        )
    )
    if made.due_on is not None:
        ledger.make(ctx, made, "answer", body=body.pk, unit=organisation.unit_id, day=made.due_on)
    ctx.follow(made, ctx.actor.account)
    ctx.subject = made.ref
    return made


def _own_request(actor: Actor, recognition: Recognition) -> None:
    check_speaks(actor, recognition.organisation)
    _waits(actor, recognition)


def _waits(_actor: Actor, recognition: Recognition) -> None:
    if recognition.state != State.ASKED:
        raise Refused("state", "wrong-state", _("This has been answered or withdrawn."))


@action(
    "law.withdraw_recognition",
    by=(Kind.PERSON, Kind.ORGANISATION),
    right="associate",
    title=_("Withdraw the request"),
    done=_("Request for recognition withdrawn"),
    allows=_own_request,
)
def withdraw_recognition(ctx: Context, recognition: Recognition) -> Recognition:
    """Nothing is decided. You can ask again at any time."""
    recognition.state = State.WITHDRAWN
    ledger.withdraw(ctx, recognition)
    return ctx.save(recognition)


def _owes_it(actor: Actor, recognition: Recognition) -> None:
    _waits(actor, recognition)
    if recognition.organisation.state == Standing.ENDED:
        raise Refused("state", "wrong-state", _("This organisation was dissolved."))


@action(
    "law.answer_recognition",
    by=Kind.OFFICE,
    power=POWER,
    undo=put_back_anew,
    title=_("Answer the request for recognition"),
    done=_("Request for recognition answered"),
    place=lambda recognition: recognition.organisation.unit_id,
    concerns=lambda recognition: [Organisation.ref_of(recognition.organisation_id)],
    allows=_owes_it,
)
def answer_recognition(
    ctx: Context,
    recognition: Recognition,
    verdict: Annotated[
        str,
        Choice(
            _("Answer"),
            choices=[(State.GRANTED.value, _("Recognise it")), (State.REFUSED.value, _("Refuse"))],
            radio=True,
            empty=_("Choose the answer."),
        ),
    ],
    reasons: Annotated[
        str,
        Words(
            _("Reasons"),
            _("Public. Needed where you refuse: say which condition it does not meet."),
            most=MOST_WORDS,
            long=True,
        ),
    ] = "",
) -> Recognition:
    """Give standing, or refuse it with reasons against which the organisation can appeal. Standing that it has stays until
    its last day."""
    if verdict == State.REFUSED and not reasons:
        raise BadInput("reasons", _("Enter the reasons. They are public."))
    recognition.state, recognition.reasons = State(verdict), reasons
    recognition.decided_at = ctx.occurred_at
    if verdict == State.GRANTED:
        recognition.until = last_day(ctx.today)
        organisation = recognition.organisation
        organisation.state = Standing.RECOGNISED
        ctx.save(organisation)
    ledger.keep(ctx, recognition)
    ctx.note(verdict=verdict)
    return ctx.save(recognition)


@part_of("people.recognise_organisation")
def lasts_as_long(ctx: Context, result: Organisation, _arguments: dict[str, Any]) -> None:
    """Standing that an office gives by itself ends on the same day as one that was asked for."""
    open_ones = queries.of(result).filter(state=State.ASKED)
    for asked in open_ones:
        asked.state, asked.decided_at = State.GRANTED, ctx.occurred_at
        asked.until = last_day(ctx.today)
        ledger.keep(ctx, asked)
        ctx.save(asked)
    if not open_ones:
        ctx.save(
            Recognition(
                organisation=result,
                body_id=ctx.actor.body_id,
                state=State.GRANTED,
                at=ctx.occurred_at,
                decided_at=ctx.occurred_at,
                until=last_day(ctx.today),
            )
        )


# --- by the clock ---------------------------------------------------------------------------------
def _is_over(_actor: Actor, recognition: Recognition) -> None:
    if not queries.over(clock.today()).filter(pk=recognition.pk).exists():
        raise Refused("state", "wrong-state", _("Its last day is not past."))


@action(
    "law.end_recognition",
    by=Kind.SYSTEM,
    power="watch-deadlines",
    title=_("End a recognition that was not renewed"),
    done=_("Standing of an organisation is over: it was not renewed"),
    allows=_is_over,
)
def end_recognition(ctx: Context, recognition: Recognition) -> Recognition:
    """The organisation stays in the register. It takes part in its own name again once it is recognised."""
    organisation = recognition.organisation
    organisation.state = Standing.REGISTERED
    ctx.save(organisation)
    recognition.state = State.OVER
    return ctx.save(recognition)


def _ends_soon(_actor: Actor, recognition: Recognition) -> None:
    until = recognition.until
    soon = until is not None and until - TOLD <= clock.today()
    if recognition.told_on is not None or not soon or recognition.state != State.GRANTED:
        raise Refused("state", "wrong-state", _("It does not end soon, or was told already."))


@action(
    "law.tell_recognition_ends",
    by=Kind.SYSTEM,
    power="watch-deadlines",
    title=_("Tell that a recognition ends soon"),
    done=_("Standing of an organisation ends soon: it can be renewed"),
    allows=_ends_soon,
)
def tell_recognition_ends(ctx: Context, recognition: Recognition) -> Recognition:
    """Those who follow the organisation are told, while there is time to ask again."""
    recognition.told_on = ctx.today
    ctx.subject = Organisation.ref_of(recognition.organisation_id)
    return ctx.save(recognition)
