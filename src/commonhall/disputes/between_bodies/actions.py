"""Body against body: brought in public, answered, decided by an arbiter within the days of the provision."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.utils.translation import gettext_lazy as _

from commonhall.actions import exemptions
from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Choice, Day, Internal, Pick, Words
from commonhall.actions.subscriptions import on
from commonhall.actions.undoing import put_back
from commonhall.cases.cases.models import Case
from commonhall.cases.cases.state_actions import settle_case
from commonhall.core.refusals import BadInput, Refused
from commonhall.disputes.between_bodies.models import BodyDispute, Duty
from commonhall.law.promises import ledger
from commonhall.law.queries import due_day
from commonhall.people.actors import system
from commonhall.people.bodies.models import Body
from commonhall.people.bodies.queries import active_bodies

DECIDES = "decide-between-bodies"
ONE, OTHER, BOTH = "claimant", "body", "both"
WHO = [
    (ONE, _("the body that brought it")),
    (OTHER, _("the other body")),
    (BOTH, _("both")),
]


def _made(ctx: Context, claimant: int, against: Body, text: str, case: Case | None) -> BodyDispute:
    made = ctx.save(
        BodyDispute(
            claimant_id=claimant,
            body=against,
            unit_id=case.unit_id if case else against.unit_id,
            case=case,
            text=text,
            opened_on=ctx.today,
            due_on=due_day(DECIDES, ctx.today),
        )
    )
    ctx.subject = made.ref
    if case is not None:
        ctx.link(case, made, "disputed-in")
    return made


@action(
    "disputes.bring_before_arbiter",
    by=Kind.OFFICE,
    right="bring-before-arbiter",
    undo=put_back,
    title=_("Bring a dispute with another body before the arbiter"),
    done=_("Dispute between bodies brought before the arbiter"),
)
def bring_before_arbiter(
    ctx: Context,
    body: Annotated[
        Body,
        Pick(_("Against which body"), rows=active_bodies, key="code", empty=_("Choose the body.")),
    ],
    text: Annotated[
        str,
        Words(
            _("What it is about"),
            _("This is public. Say what you ask the arbiter to decide."),
            most=4000,
            long=True,
            empty=_("Enter what the dispute is about."),
        ),
    ],
) -> BodyDispute:
    """Ask the arbiter to decide between your body and another, in public and within the days of the law."""
    if body.pk == ctx.actor.body or body.kind == Body.Kind.SYSTEM:
        raise BadInput("body", _("Choose another body than your own."))
    return _made(ctx, ctx.actor.body_id, body, text, None)


@action(
    "disputes.bring_case_before_arbiter",
    by=Kind.SYSTEM,
    power="watch-disputes",
    title=_("Bring a case that was passed on a third time before the arbiter"),
    done=_("Case passed on a third time: brought before the arbiter"),
)
def bring_case_before_arbiter(ctx: Context, case: Annotated[Case, Internal()]) -> BodyDispute:
    """A case that was passed on a third time goes to the arbiter by itself. Its words stay with the case."""
    against = case.disputed_to
    if against is None or case.body_disputes.filter(decided_on=None, ended_on=None).exists():
        raise Refused("state", "wrong-state", _("This case is not disputed, or is there already."))
    return _made(ctx, case.body_id, against, "", case)


@on("cases.pass_on_case")
def _third_time(ctx: Context, _result: Any, arguments: dict[str, Any]) -> None:
    case: Case = arguments["case"]
    if case.disputed_to_id is not None:
        ctx.perform_as(system(), bring_case_before_arbiter, case=case)


def _waits(_actor: Actor, dispute: BodyDispute) -> None:
    if not dispute.waits:
        raise Refused("state", "wrong-state", _("This dispute has been decided or has ended."))


def _may_reply(actor: Actor, dispute: BodyDispute) -> None:
    if actor.body != dispute.body_id:
        raise Refused("state", "other-body", _("The body it is brought against replies."))
    _waits(actor, dispute)
    if dispute.reply:
        raise Refused("state", "said-before", _("Your body has replied already."))


@action(
    "disputes.reply_body_dispute",
    by=Kind.OFFICE,
    right="bring-before-arbiter",
    undo=put_back,
    title=_("Reply"),
    done=_("Reply to another body given"),
    allows=_may_reply,
)
def reply_body_dispute(
    ctx: Context,
    body_dispute: BodyDispute,
    text: Annotated[
        str,
        Words(
            _("Your reply"),
            _("This is public."),
            most=4000,
            long=True,
            empty=_("Enter your reply."),
        ),
    ],
) -> BodyDispute:
    """Say how your body sees it, before the arbiter decides."""
    body_dispute.reply = text
    return ctx.save(body_dispute)


def _may_decide(actor: Actor, dispute: BodyDispute) -> None:
    _waits(actor, dispute)
    if actor.body in (dispute.claimant_id, dispute.body_id):
        raise Refused("state", "own-dispute", _("A body does not decide its own dispute."))


def _sides(dispute: BodyDispute) -> list[str]:
    return [Body.ref_of(dispute.claimant_id), Body.ref_of(dispute.body_id)]


@action(
    "disputes.decide_body_dispute",
    by=Kind.OFFICE,
    power=DECIDES,
    any_body=exemptions.SETTLED,
    undo=put_back,
    title=_("Decide between the bodies"),
    done=_("Dispute between bodies decided"),
    concerns=_sides,
    allows=_may_decide,
)
def decide_body_dispute(
    ctx: Context,
    body_dispute: BodyDispute,
    decision: Annotated[
        str,
        Words(
            _("The decision and its reasons"),
            _("This is public, and binds both bodies."),
            most=8000,
            long=True,
            empty=_("Enter the decision and its reasons."),
        ),
    ],
    answers: Annotated[
        Body | None,
        Pick(
            _("Which body answers the case"),
            rows=active_bodies,
            key="code",
            asked_of=lambda dispute: dispute.case_id is not None,
        ),
    ] = None,
    who: Annotated[
        str,
        Choice(_("Who has something to do"), choices=WHO, radio=True, unsaid=_("nobody")),
    ] = "",
    what: Annotated[
        str, Words(_("What they have to do"), _("This is public."), most=1000, long=True)
    ] = "",
    by: Annotated[date | None, Day(_("By when"))] = None,
) -> BodyDispute:
    """Decide with reasons. What a body has to do stands in the ledger of promises from now on, with its day."""
    if body_dispute.case_id is not None and answers is None:
        raise BadInput("answers", _("Choose which body answers the case."))
    if not (bool(who) == bool(what) == bool(by)):
        missing = "who" if not who else "what" if not what else "by"
        raise BadInput(missing, _("Enter who has to do what, and by when."))
    if by is not None and by < ctx.today:
        raise BadInput("by", _("Choose a day that is still to come."))
    body_dispute.decision = decision
    body_dispute.decided_on, body_dispute.decided_by_id = ctx.today, ctx.actor.body_id
    ctx.save(body_dispute)
    if by is not None:
        bodies = {ONE: [body_dispute.claimant_id], OTHER: [body_dispute.body_id]}.get(
            who, [body_dispute.claimant_id, body_dispute.body_id]
        )
        for number in bodies:
            _oblige(ctx, body_dispute, number, what, by)
    if body_dispute.case is not None and answers is not None:
        ctx.perform(settle_case, body_dispute.case, to=answers, reason=decision[:2000])
    return body_dispute


def _oblige(ctx: Context, dispute: BodyDispute, body: int, what: str, by: date) -> None:
    unit = dispute.unit_id
    duty = ctx.save(Duty(dispute=dispute, body_id=body, unit_id=unit, text=what, due_on=by))
    ledger.make(ctx, duty, "arbitration", body=body, unit=unit, day=by)


@action(
    "disputes.close_settled_case",
    by=Kind.SYSTEM,
    power="watch-disputes",
    title=_("End a dispute about a case that was settled"),
    done=_("Dispute about a case ended: it was settled"),
    allows=_waits,
)
def close_settled_case(ctx: Context, body_dispute: BodyDispute) -> BodyDispute:
    """Which body answers the case was decided on the case itself: there is nothing left to decide here."""
    body_dispute.ended_on = ctx.today
    return ctx.save(body_dispute)


@on("cases.settle_case")
def _settled(ctx: Context, _result: Any, arguments: dict[str, Any]) -> None:
    case: Case = arguments["case"]
    for one in case.body_disputes.filter(decided_on=None, ended_on=None):
        ctx.perform_as(system(), close_settled_case, one)


def _owes(actor: Actor, duty: Duty) -> None:
    if actor.body != duty.body_id:
        raise Refused("state", "other-body", _("Another body has to do this."))
    if duty.done_on is not None:
        raise Refused("state", "wrong-state", _("This was reported as done already."))


@action(
    "disputes.report_duty",
    by=Kind.OFFICE,
    right="bring-before-arbiter",
    undo=put_back,
    title=_("Report as done"),
    done=_("Duty from a decision reported as done"),
    allows=_owes,
)
def report_duty(
    ctx: Context,
    duty: Duty,
    proof: Annotated[
        str,
        Words(
            _("What was done, and how anybody can check it"),
            _("This is public."),
            most=1000,
            long=True,
            empty=_("Enter what was done and how anybody can check it."),
        ),
    ],
) -> Duty:
    """Say that your body has done what the arbiter decided. After its day the promise stays broken."""
    duty.done_on, duty.proof = ctx.today, proof
    ctx.save(duty)
    ledger.keep(ctx, duty)
    return duty
