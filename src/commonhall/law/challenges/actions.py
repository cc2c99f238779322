"""What may be done against rules that go too far: challenge, support, answer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Choice, Day, Names, Pick, Ref
from commonhall.actions.undoing import put_back_anew
from commonhall.core import clock
from commonhall.core.refusals import BadInput, Refused
from commonhall.law import queries, search
from commonhall.law.agenda import agenda
from commonhall.law.challenges import outcomes
from commonhall.law.challenges.models import Challenge
from commonhall.law.challenges.system_actions import is_supported, needed, oblige_challenge
from commonhall.law.demands.reasons import REASONS, asker, due, reasons, said_by
from commonhall.law.inputs import MOST_WORDS, PickCompetence
from commonhall.law.instruments.actions import ADOPT
from commonhall.law.instruments.models import Competence, Provision
from commonhall.law.instruments.own_law import own_majority
from commonhall.law.promises import ledger
from commonhall.law.recalls.models import Signature
from commonhall.people.actors import system
from commonhall.people.bodies.models import Body
from commonhall.people.bodies.queries import active_bodies
from commonhall.people.organisations.models import Organisation

State = Challenge.State


def _may_challenge(_actor: Actor, provision: Provision) -> None:
    day = clock.today()
    if not queries.runs(provision, day) or not queries.runs(provision.instrument, day):
        raise Refused("state", "not-in-force", _("This provision is not in force."))
    if queries.answers_for(provision.instrument, day) is None:
        raise Refused("state", "nobody-answers", _("No body has the power to change this rule."))


def _check_once(actor: Actor, provision: Provision, competence: Competence | None) -> None:
    """Nobody has two challenges of the same that wait for their answers."""
    own = said_by(actor)
    same = Challenge.objects.filter(provision=provision, competence=competence, state=State.OPEN)
    if any(own.values()) and same.filter(**own).exists():
        raise Refused("state", "challenged", _("Your challenge to this is waiting for an answer."))


def _competences(provision: Provision) -> QuerySet[Competence]:
    rows = Competence.objects.filter(queries.granted(clock.today()), provision=provision)
    return rows.select_related("body").order_by("pk")


@action(
    "law.challenge_rule",
    by=(Kind.PERSON, Kind.ORGANISATION),
    right="challenge-rules",
    verified=True,
    title=_("Challenge this rule"),
    done=_("Rule challenged as excessive"),
    allows=_may_challenge,
)
def challenge_rule(
    ctx: Context,
    provision: Provision,
    text: Annotated[str, reasons(_("Enter why the rule goes further than it must."))],
    competence: Annotated[
        Competence | None,
        PickCompetence(
            _("Only this competence"),
            _("Leave blank to challenge the whole provision."),
            rows=Competence.objects.all,
            rows_of=_competences,
        ),
    ] = None,
) -> Challenge:
    """Say that a provision, or a competence resting on it, goes further than it must."""
    if competence is not None and competence.provision_id != provision.pk:
        raise BadInput("competence", _("This competence belongs to another provision."))
    _check_once(ctx.actor, provision, competence)
    body = queries.answers_for(provision.instrument, ctx.today)
    challenge = ctx.save(
        Challenge(
            **said_by(ctx.actor),
            text=text,
            at=ctx.occurred_at,
            due_on=due(ctx, "answer-challenge"),
            provision=provision,
            competence=competence,
            body=body,
            needed=needed(body) if body else None,
        )
    )
    if challenge.due_on is not None and body is not None:
        ledger.make(ctx, challenge, "answer", body=body.pk, unit=body.unit_id, day=challenge.due_on)
    ctx.link(provision, challenge, "challenged")
    ctx.follow(challenge, ctx.actor.account)
    search.index_demand(challenge)
    ctx.subject = challenge.ref
    ctx.note(provision=provision.ref, competence=competence.ref if competence else None)
    return challenge


def _may_sign(actor: Actor, challenge: Challenge) -> None:
    if challenge.state != State.OPEN:
        raise Refused("state", "wrong-state", _("This challenge has already been answered."))
    person = actor.person_id
    if challenge.person_id == person or challenge.signatures.filter(person_id=person).exists():
        raise Refused("state", "signed", _("You already support this."))


@action(
    "law.support_challenge",
    by=Kind.PERSON,
    right="challenge-rules",
    verified=True,
    title=_("Support this challenge"),
    done=_("Challenge supported"),
    allows=_may_sign,
    notifies=False,
)
def support_challenge(ctx: Context, challenge: Challenge) -> Signature:
    """One more name, which nobody sees; the number is public."""
    signed = ctx.save(Signature(challenge=challenge, person_id=ctx.actor.person, on=ctx.today))
    ctx.follow(challenge, ctx.actor.account)
    if challenge.supported_on is None and is_supported(challenge):
        ctx.perform_as(system(), oblige_challenge, challenge=challenge)
    return signed


# --- answering ------------------------------------------------------------------------------------
def _owes_the_answer(actor: Actor, challenge: Challenge) -> None:
    if challenge.body_id != actor.body and not agenda.is_before(challenge, actor.body):
        raise Refused("state", "other-body", _("Another body must answer this."))
    if challenge.state != State.OPEN:
        raise Refused("state", "wrong-state", _("This challenge has already been answered."))


def _unit_of(challenge: Challenge) -> int:
    return challenge.body.unit_id


def _parties(challenge: Challenge) -> list[str]:
    return [Provision.ref_of(challenge.provision_id), *asker(challenge)]


def _in_force() -> QuerySet[Provision]:
    rows = Provision.objects.filter(queries.in_force(clock.today()))
    return rows.select_related("instrument").order_by("-pk")


def _recognised() -> QuerySet[Organisation]:
    rows = Organisation.objects.filter(state=Organisation.State.RECOGNISED)
    return rows.order_by("pk")


def _own_majority(challenge: Challenge, sent: Mapping[str, list[str]]) -> str:
    """An article that is kept is not changed."""
    kept = sent.get("verdict") == [State.KEPT.value]
    return "" if kept else own_majority(challenge.provision)


@action(
    "law.answer_challenge",
    by=Kind.OFFICE,
    power=ADOPT,
    undo=put_back_anew,
    title=_("Answer the challenge"),
    done=_("Challenge answered"),
    place=_unit_of,
    concerns=_parties,
    allows=_owes_the_answer,
    unasked="whoever challenged the rule asks already; a change is bound by itself",
    own_majority=_own_majority,
    second_factor=True,
)
def answer_challenge(
    ctx: Context,
    challenge: Challenge,
    verdict: Annotated[
        str,
        Choice(
            _("What happens to the rule"),
            choices=[one for one in State.choices if one[0] != State.OPEN],
            radio=True,
            empty=_("Choose what happens to the rule."),
        ),
    ],
    text: Annotated[str, REASONS],
    texts: Annotated[
        dict[str, str] | None,
        Names(_("If simplified: the simpler text"), most=MOST_WORDS, long=True),
    ] = None,
    instead: Annotated[
        Provision | None,
        Pick(_("If another provision makes it simpler: which one"), rows=_in_force),
    ] = None,
    to_body: Annotated[
        Body | None,
        Pick(_("If handed over to a body: which body"), rows=active_bodies, key="code"),
    ] = None,
    to_organisation: Annotated[
        Organisation | None,
        Pick(_("If handed over to an organisation: which organisation"), rows=_recognised),
    ] = None,
    transfer: Annotated[
        str,
        Ref(
            _("If handed over to an organisation: which function"),
            _("Hand over the function first, with its money and its standard."),
        ),
    ] = "",
    ends_on: Annotated[
        date | None, Day(_("If handed over, replaced or repealed: the last day"))
    ] = None,
    review_on: Annotated[date | None, Day(_("If kept: day of the next review"))] = None,
) -> Challenge:
    """Keep the rule until a review, make it simpler, hand it over, or end it. What the answer says is done with it."""
    if verdict == State.KEPT:
        outcomes.keep(ctx, challenge, review_on)
    elif verdict == State.SIMPLIFIED:
        outcomes.simplify(ctx, challenge, texts, instead, ends_on)
    elif verdict == State.HANDED_OVER:
        outcomes.hand_over(ctx, challenge, to_body, to_organisation, transfer, ends_on)
    else:
        outcomes.repeal(ctx, challenge, ends_on)
    ctx.link(challenge, challenge.provision, "answered")
    ctx.note(
        verdict=verdict,
        ends_on=challenge.ends_on.isoformat() if challenge.ends_on else None,
        review_on=challenge.review_on.isoformat() if challenge.review_on else None,
    )
    challenge.state, challenge.answer = verdict, text
    challenge.decided_at = ctx.occurred_at
    challenge.decided_by = Body.objects.get(pk=ctx.actor.body_id)
    challenge.provision.refresh_from_db()
    ledger.keep(ctx, challenge)
    agenda.take_up(ctx, challenge)
    ctx.save(challenge)
    search.index_demand(challenge)
    return challenge
