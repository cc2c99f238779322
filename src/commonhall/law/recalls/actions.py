"""Recalling a mandate: residents petition and sign; enough names oblige the council to answer."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.stages import ActionRequest
from commonhall.actions.subscriptions import on
from commonhall.core.refusals import Refused
from commonhall.law import queries, search
from commonhall.law.appeals.actions import due, said_by, words
from commonhall.law.mandates.models import Mandate
from commonhall.law.recalls.models import Recall, Signature
from commonhall.people.actors import system
from commonhall.people.bodies.models import Body

State = Recall.State
MATTER = "recall-mandate"
GIVE = "give-mandates"
OPEN_FOR = 90


def _lives_there(request: ActionRequest, mandate: Mandate) -> None:
    day = timezone.localdate(request.at)
    if (
        not queries.residents(mandate.body.unit, day)
        .filter(person_id=request.actor.person_id)
        .exists()
    ):
        raise Refused(
            "standing",
            "lives-elsewhere",
            _("This is for residents of the place where the body holds its power."),
        )


def _may_petition(request: ActionRequest) -> None:
    mandate: Mandate = request.arguments["mandate"]
    day = timezone.localdate(request.at)
    if not Mandate.objects.filter(queries.mandate_runs(day), pk=mandate.pk).exists():
        raise Refused("state", "not-in-force", _("This mandate does not run today."))
    if mandate.recalls.filter(state__in=(State.OPEN, State.REACHED)).exists():
        raise Refused("state", "petitioned", _("There is a petition already: sign that one."))
    if queries.threshold(MATTER, day) is None:
        raise Refused(
            "rights", "no-threshold", _("No provision in force says how many signatures it takes.")
        )
    _lives_there(request, mandate)


@action(
    "law.petition_recall",
    by=Kind.PERSON,
    right="petition-recall",
    verified=True,
    title=_("Petition for its recall"),
    done=_("Petition for the recall of a mandate begun"),
    subject="mandate",
    guard=_may_petition,
)
def petition_recall(ctx: Context, mandate: Mandate, text: str) -> Recall:
    """Begin to collect signatures; whoever begins has signed."""
    reasons = words("text", text, _("Say why the mandate should be recalled."))
    found = queries.threshold(MATTER, ctx.today)
    assert found is not None
    lasting = queries.deadline_days("sign-recall", ctx.today)
    people = queries.residents(mandate.body.unit, ctx.today).values("person").distinct().count()
    petition = ctx.save(
        Recall(
            **said_by(ctx.actor),
            mandate=mandate,
            text=reasons,
            at=ctx.occurred_at,
            needed=max(found.least, -(-found.per_cent * people // 100)),
            closes_on=ctx.today + timedelta(days=lasting[0] if lasting else OPEN_FOR),
        )
    )
    ctx.link(mandate, petition, "petitioned")
    ctx.subject = petition.ref
    ctx.note(needed=petition.needed, residents=people, closes_on=petition.closes_on.isoformat())
    search.index_demand(petition)
    _sign(ctx, petition)
    return petition


def _may_sign(request: ActionRequest) -> None:
    petition: Recall = request.arguments["petition"]
    if petition.state not in (State.OPEN, State.REACHED):
        raise Refused("state", "wrong-state", _("This petition is closed."))
    if timezone.localdate(request.at) > petition.closes_on:
        raise Refused("state", "closed", _("The time to sign is over."))
    if petition.signatures.filter(person_id=request.actor.person_id).exists():
        raise Refused("state", "signed", _("You have signed this already."))
    _lives_there(request, petition.mandate)


@action(
    "law.sign_recall",
    by=Kind.PERSON,
    right="petition-recall",
    verified=True,
    title=_("Sign the petition"),
    done=_("Petition signed"),
    subject="petition",
    guard=_may_sign,
    notifies=False,
)
def sign_recall(ctx: Context, petition: Recall) -> Recall:
    """One more name, which nobody sees; the number is public."""
    _sign(ctx, petition)
    return petition


def _sign(ctx: Context, petition: Recall) -> None:
    ctx.save(Signature(recall=petition, person_id=ctx.actor.person, on=ctx.today))
    ctx.follow(petition, ctx.actor.account)
    if petition.state == State.OPEN and petition.signatures.count() >= petition.needed:
        ctx.perform_as(system(), oblige_answer, petition=petition)


# --- what follows ---------------------------------------------------------------------------------
@action(
    "law.oblige_answer",
    by=Kind.SYSTEM,
    power="watch-deadlines",
    title=_("Oblige the council to answer a petition"),
    done=_("Enough signatures: the question of recall must be answered"),
    subject="petition",
    guard=lambda request: _is_reached(request),
)
def oblige_answer(ctx: Context, petition: Recall) -> Recall:
    """Name the body that gives mandates, and the day by which it recalls or says why not."""
    body = queries.holder_of(GIVE, ctx.today, besides=petition.mandate.body_id)
    day = due(ctx, "answer-recall")
    ctx.note(signatures=petition.signatures.count(), due_on=day and day.isoformat())
    petition.state = State.REACHED
    petition.body = body
    petition.due_on = day
    return ctx.save(petition)


def _is_reached(request: ActionRequest) -> None:
    petition: Recall = request.arguments["petition"]
    if petition.state != State.OPEN or petition.signatures.count() < petition.needed:
        raise Refused("state", "wrong-state", _("The signatures are not reached, or were before."))


@action(
    "law.lapse_recall",
    by=Kind.SYSTEM,
    power="watch-deadlines",
    title=_("Close a petition whose time is over"),
    done=_("Petition for recall closed: not enough signatures"),
    subject="petition",
    guard=lambda request: _is_over(request),
)
def lapse_recall(ctx: Context, petition: Recall) -> Recall:
    """The time to sign is over and the names were too few."""
    ctx.note(signatures=petition.signatures.count(), needed=petition.needed)
    petition.state = State.LAPSED
    petition.decided_at = ctx.occurred_at
    return ctx.save(petition)


def _is_over(request: ActionRequest) -> None:
    petition: Recall = request.arguments["petition"]
    if petition.state != State.OPEN:
        raise Refused("state", "wrong-state", _("This petition is closed."))
    if timezone.localdate(request.at) <= petition.closes_on:
        raise Refused("state", "in-time", _("There is time left to sign."))


@action(
    "law.refuse_recall",
    by=Kind.OFFICE,
    power=GIVE,
    title=_("Leave the mandate, with reasons"),
    done=_("Recall of a mandate refused with reasons"),
    subject="petition",
    place=lambda petition, **_arguments: petition.mandate.body.unit_id,
    concerns=lambda petition, **_arguments: [petition.mandate.ref],
    guard=lambda request: _owes_the_answer(request),
)
def refuse_recall(ctx: Context, petition: Recall, text: str) -> Recall:
    """The other answer is to recall the mandate."""
    reasons = words("text", text, _("Give the reasons; they are public."))
    ctx.link(petition, petition.mandate, "refused")
    petition.state = State.REFUSED
    petition.answer = reasons
    petition.decided_at = ctx.occurred_at
    petition.decided_by = Body.objects.get(pk=ctx.actor.body_id)
    answered = ctx.save(petition)
    search.index_demand(answered)
    return answered


def _owes_the_answer(request: ActionRequest) -> None:
    petition: Recall = request.arguments["petition"]
    if petition.state != State.REACHED:
        raise Refused("state", "wrong-state", _("No answer to this petition is due."))
    if petition.body_id not in (None, request.actor.body):
        raise Refused("state", "other-body", _("Another body must answer this."))


@on("law.recall_mandate")
def settle(ctx: Context, result: Mandate, arguments: dict[str, date]) -> None:
    """A recall answers every petition for it, however it came about."""
    for petition in result.recalls.filter(state__in=(State.OPEN, State.REACHED)).order_by("pk"):
        ctx.link(petition, result, "recalled")
        ctx.perform(grant_recall, petition=petition)


@action(
    "law.grant_recall",
    by=Kind.OFFICE,
    power=GIVE,
    title=_("Answer a petition by the recall"),
    done=_("Petition for recall granted"),
    subject="petition",
    place=lambda petition, **_arguments: petition.mandate.body.unit_id,
    guard=lambda request: _is_recalled(request),
)
def grant_recall(ctx: Context, petition: Recall) -> Recall:
    """Follows from recalling the mandate; those who signed hear of it."""
    petition.state = State.RECALLED
    petition.decided_at = ctx.occurred_at
    petition.decided_by = Body.objects.get(pk=ctx.actor.body_id)
    return ctx.save(petition)


def _is_recalled(request: ActionRequest) -> None:
    if request.arguments["petition"].mandate.recalled_on is None:
        raise Refused("state", "wrong-state", _("The mandate was not recalled."))
