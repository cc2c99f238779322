"""Recalling a mandate: residents petition and sign; enough names oblige the council to answer."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated, Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commonhall.actions import exemptions
from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.subscriptions import on
from commonhall.actions.undoing import put_back, put_back_anew
from commonhall.core import clock
from commonhall.core.refusals import Refused
from commonhall.law import queries, search
from commonhall.law.demands.reasons import REASONS, due, reasons, said_by
from commonhall.law.mandates.actions import GIVE
from commonhall.law.mandates.models import Mandate
from commonhall.law.promises import ledger
from commonhall.law.recalls.models import Recall, Signature
from commonhall.law.segregation import queries as segregation
from commonhall.people.actors import system
from commonhall.people.bodies.models import Body

State = Recall.State
MATTER = "recall-mandate"
OPEN_FOR = 90
ANSWER = "answer-recalls"
# In how many days the residents vote on what was put to them; and where no provision says so.
VOTE, VOTE_DAYS = "vote-on-recall", 90


def _lives_there(actor: Actor, mandate: Mandate) -> None:
    day = clock.today()
    if not queries.residents(mandate.body.unit, day).filter(person_id=actor.person_id).exists():
        raise Refused(
            "standing",
            "lives-elsewhere",
            _("Only residents of the place where the body holds power can do this."),
        )


def _may_petition(actor: Actor, mandate: Mandate) -> None:
    day = clock.today()
    if not Mandate.objects.filter(queries.mandate_runs(day), pk=mandate.pk).exists():
        raise Refused("state", "not-in-force", _("This mandate is not in force today."))
    waits = Q(state__in=(State.OPEN, State.REACHED)) | Q(state=State.PUT, due_on__gte=day)
    if mandate.recalls.filter(waits).exists():
        raise Refused("state", "petitioned", _("There is already a petition. Sign that one."))
    if queries.threshold(MATTER, day) is None:
        raise Refused(
            "rights",
            "no-threshold",
            _("No provision in force says how many signatures are needed."),
        )
    _lives_there(actor, mandate)


@action(
    "law.petition_recall",
    by=Kind.PERSON,
    right="petition-recall",
    verified=True,
    title=_("Start a petition to recall it"),
    done=_("Petition to recall a mandate started"),
    allows=_may_petition,
)
def petition_recall(
    ctx: Context,
    mandate: Mandate,
    text: Annotated[str, reasons(_("Enter why the mandate should be recalled."))],
) -> Recall:
    """Begin to collect signatures. The person who begins has signed."""
    found = queries.threshold(MATTER, ctx.today)
    assert found is not None
    lasting = queries.deadline_days("sign-recall", ctx.today)
    people = queries.residents(mandate.body.unit, ctx.today).values("person").distinct().count()
    petition = ctx.save(
        Recall(
            **said_by(ctx.actor),
            mandate=mandate,
            text=text,
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


def _may_sign(actor: Actor, petition: Recall) -> None:
    if petition.state not in (State.OPEN, State.REACHED):
        raise Refused("state", "wrong-state", _("This petition is closed."))
    if clock.today() > petition.closes_on:
        raise Refused("state", "closed", _("The time to sign has passed."))
    if petition.signatures.filter(person_id=actor.person_id).exists():
        raise Refused("state", "signed", _("You have already signed this."))
    _lives_there(actor, petition.mandate)


@action(
    "law.sign_recall",
    by=Kind.PERSON,
    right="petition-recall",
    verified=True,
    title=_("Sign the petition"),
    done=_("Petition signed"),
    allows=_may_sign,
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
def _is_reached(_actor: Actor, petition: Recall) -> None:
    if petition.state != State.OPEN or petition.signatures.count() < petition.needed:
        raise Refused(
            "state",
            "wrong-state",
            _("There are not enough signatures yet, or the number was reached before."),
        )


@action(
    "law.oblige_answer",
    by=Kind.SYSTEM,
    power="watch-deadlines",
    title=_("Require the council to answer a petition"),
    done=_("Enough signatures: the council must answer"),
    allows=_is_reached,
)
def oblige_answer(ctx: Context, petition: Recall) -> Recall:
    """Name who must answer, and the day. The body that gives mandates answers, but not for itself or for its
    reviewer."""
    body = _who_answers(petition.mandate.body_id, ctx.today)
    day = due(ctx, "answer-recall")
    ctx.note(signatures=petition.signatures.count(), due_on=day and day.isoformat())
    petition.state = State.REACHED
    petition.body = body
    petition.due_on = day
    if body is not None and day is not None:
        ledger.make(ctx, petition, "answer", body=body.pk, unit=body.unit_id, day=day)
    return ctx.save(petition)


def _who_answers(concerned: int, day: date) -> Body | None:
    """The body that gives mandates; where it is concerned itself or reviewed by the one concerned, whoever puts it to
    the residents."""
    giver = queries.holder_of(GIVE, day)
    bound = giver is not None and concerned in {giver.pk, *segregation.reviewers(giver.pk, day)}
    return queries.holder_of(ANSWER if bound else GIVE, day, besides=concerned)


def _is_over(_actor: Actor, petition: Recall) -> None:
    if petition.state != State.OPEN:
        raise Refused("state", "wrong-state", _("This petition is closed."))
    if clock.today() <= petition.closes_on:
        raise Refused("state", "in-time", _("There is still time to sign."))


@action(
    "law.lapse_recall",
    by=Kind.SYSTEM,
    power="watch-deadlines",
    title=_("Close a petition whose time has passed"),
    done=_("Petition for recall closed: not enough signatures"),
    allows=_is_over,
)
def lapse_recall(ctx: Context, petition: Recall) -> Recall:
    """The time to sign is over and the names were too few."""
    ctx.note(signatures=petition.signatures.count(), needed=petition.needed)
    petition.state = State.LAPSED
    petition.decided_at = ctx.occurred_at
    return ctx.save(petition)


def _unit_of(petition: Recall) -> int:
    return petition.mandate.body.unit_id


def _parties(petition: Recall) -> list[str]:
    return [Mandate.ref_of(petition.mandate_id)]


def _owes_the_answer(actor: Actor, petition: Recall) -> None:
    if petition.state != State.REACHED:
        raise Refused("state", "wrong-state", _("No answer to this petition is due."))
    if petition.body_id not in (None, actor.body):
        raise Refused("state", "other-body", _("Another body must answer this."))


@action(
    "law.refuse_recall",
    by=Kind.OFFICE,
    power=GIVE,
    any_body=exemptions.LENT,
    undo=put_back_anew,
    title=_("Keep the mandate, with reasons"),
    done=_("Recall of a mandate refused with reasons"),
    place=_unit_of,
    concerns=_parties,
    allows=_owes_the_answer,
)
def refuse_recall(ctx: Context, petition: Recall, text: Annotated[str, REASONS]) -> Recall:
    """The other answer is to recall the mandate."""
    return _refused(ctx, petition, text)


def _refused(ctx: Context, petition: Recall, text: str) -> Recall:
    ctx.link(petition, petition.mandate, "refused")
    petition.state = State.REFUSED
    petition.answer = text
    ledger.keep(ctx, petition)
    petition.decided_at = ctx.occurred_at
    petition.decided_by = Body.objects.get(pk=ctx.actor.body_id)
    answered = ctx.save(petition)
    search.index_demand(answered)
    return answered


# --- where whoever gives mandates is concerned itself ----------------------------------------------
@action(
    "law.put_recall_to_residents",
    by=Kind.OFFICE,
    undo=put_back,
    power=ANSWER,
    title=_("Put the recall to the residents"),
    done=_("Recall of a mandate put to the residents"),
    place=_unit_of,
    concerns=_parties,
    allows=_owes_the_answer,
)
def put_recall_to_residents(ctx: Context, petition: Recall) -> Recall:
    """The residents vote on it, within the days that the law states; what they decide is entered as a result, and
    confirmed by another body. If they are not asked in time, a new petition can begin."""
    petition.state = State.PUT
    petition.due_on = due(ctx, VOTE) or ctx.today + timedelta(days=VOTE_DAYS)
    petition.overdue_on = None
    ledger.keep(ctx, petition)
    return ctx.save(petition)


@action(
    "law.turn_down_recall",
    by=Kind.OFFICE,
    undo=put_back_anew,
    power=ANSWER,
    title=_("Refuse to put it to the residents, with reasons"),
    done=_("Petition for recall refused with reasons"),
    place=_unit_of,
    concerns=_parties,
    allows=_owes_the_answer,
)
def turn_down_recall(ctx: Context, petition: Recall, text: Annotated[str, REASONS]) -> Recall:
    """Say in public why there is no vote, for example because the petition is about something else."""
    return _refused(ctx, petition, text)


@on("law.recall_mandate")
def settle(ctx: Context, result: Mandate, arguments: dict[str, Any]) -> None:
    """A recall answers every petition for it, however it came about."""
    for petition in result.recalls.filter(state__in=(State.OPEN, State.REACHED)).order_by("pk"):
        ctx.link(petition, result, "recalled")
        ctx.perform(grant_recall, petition=petition)


def _is_recalled(_actor: Actor, petition: Recall) -> None:
    if petition.mandate.recalled_on is None:
        raise Refused("state", "wrong-state", _("The mandate was not recalled."))


@action(
    "law.grant_recall",
    by=Kind.OFFICE,
    power=GIVE,
    any_body=exemptions.LENT,
    undo=put_back,
    title=_("Answer a petition by recalling the mandate"),
    done=_("Petition for recall granted"),
    place=_unit_of,
    allows=_is_recalled,
    no_door="follows from recalling the mandate",
)
def grant_recall(ctx: Context, petition: Recall) -> Recall:
    """Follows from recalling the mandate; those who signed hear of it."""
    petition.state = State.RECALLED
    ledger.keep(ctx, petition)
    petition.decided_at = ctx.occurred_at
    petition.decided_by = Body.objects.get(pk=ctx.actor.body_id)
    return ctx.save(petition)
