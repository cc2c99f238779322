"""What may be done against rules that go too far: challenge, support, answer."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Choice, Day, Pick
from commonhall.actions.undoing import put_back_anew
from commonhall.core import clock
from commonhall.core.refusals import BadInput, Refused
from commonhall.law import queries, search
from commonhall.law.challenges.models import Challenge
from commonhall.law.demands.reasons import REASONS, asker, due, reasons, said_by
from commonhall.law.inputs import PickCompetence
from commonhall.law.instruments.actions import ADOPT
from commonhall.law.instruments.models import Competence, Provision, Rank
from commonhall.law.recalls.models import Signature
from commonhall.people.bodies.models import Body
from commonhall.people.bodies.queries import active_bodies
from commonhall.people.organisations.models import Organisation

State = Challenge.State


def _may_challenge(_actor: Actor, provision: Provision) -> None:
    day = clock.today()
    if not queries.runs(provision, day) or not queries.runs(provision.instrument, day):
        raise Refused("state", "not-in-force", _("This provision is not in force."))
    if queries.answers_for(provision.instrument, day) is None:
        raise Refused("state", "nobody-answers", _("No body holds the power to change this rule."))


def _check_once(actor: Actor, provision: Provision, competence: Competence | None) -> None:
    """Nobody has two challenges of the same that wait for their answers."""
    own = said_by(actor)
    same = Challenge.objects.filter(provision=provision, competence=competence, state=State.OPEN)
    if any(own.values()) and same.filter(**own).exists():
        raise Refused("state", "challenged", _("Your challenge of this is waiting for its answer."))


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
    text: Annotated[str, reasons(_("Say why the rule goes further than it must."))],
    competence: Annotated[
        Competence | None,
        PickCompetence(
            _("Only this competence"),
            _("Leave it empty to challenge the provision as a whole."),
            rows=Competence.objects.all,
            rows_of=_competences,
        ),
    ] = None,
) -> Challenge:
    """Say that a provision, or a competence resting on it, goes further than it must."""
    if competence is not None and competence.provision_id != provision.pk:
        raise BadInput("competence", _("This competence rests on another provision."))
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
        )
    )
    ctx.link(provision, challenge, "challenged")
    ctx.follow(challenge, ctx.actor.account)
    search.index_demand(challenge)
    ctx.subject = challenge.ref
    ctx.note(provision=provision.ref, competence=competence.ref if competence else None)
    return challenge


def _may_sign(actor: Actor, challenge: Challenge) -> None:
    if challenge.state != State.OPEN:
        raise Refused("state", "wrong-state", _("This challenge has been answered."))
    person = actor.person_id
    if challenge.person_id == person or challenge.signatures.filter(person_id=person).exists():
        raise Refused("state", "signed", _("You support this already."))


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
    return signed


# --- answering ------------------------------------------------------------------------------------
def _owes_the_answer(actor: Actor, challenge: Challenge) -> None:
    if challenge.body_id != actor.body:
        raise Refused("state", "other-body", _("Another body must answer this."))
    if challenge.state != State.OPEN:
        raise Refused("state", "wrong-state", _("This challenge has been answered."))


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
    instead: Annotated[
        Provision | None, Pick(_("If simplified: the new provision"), rows=_in_force)
    ] = None,
    to_body: Annotated[
        Body | None,
        Pick(_("If handed over to a body: which"), rows=active_bodies, key="code"),
    ] = None,
    to_organisation: Annotated[
        Organisation | None,
        Pick(_("If handed over to an organisation: which"), rows=_recognised),
    ] = None,
    ends_on: Annotated[date | None, Day(_("If to be repealed: the last day in force"))] = None,
) -> Challenge:
    """Keep the rule with reasons, name what replaces it or who takes it over, or set its last day."""
    if verdict == State.SIMPLIFIED:
        challenge.instead = _simpler(challenge, instead, ctx.today)
        ctx.link(challenge, challenge.instead, "simplified")
    elif verdict == State.HANDED_OVER:
        if (to_body is None) == (to_organisation is None):
            raise BadInput("to_body", _("Name one body or one organisation that takes it over."))
        challenge.to_body, challenge.to_organisation = to_body, to_organisation
    elif verdict == State.REPEALED:
        challenge.ends_on = _end(ctx, challenge, ends_on)
    ctx.link(challenge, challenge.provision, "answered")
    ctx.note(verdict=verdict, ends_on=str(ends_on) if challenge.ends_on else None)
    challenge.state, challenge.answer = verdict, text
    challenge.decided_at = ctx.occurred_at
    challenge.decided_by = Body.objects.get(pk=ctx.actor.body_id)
    ctx.save(challenge)
    search.index_demand(challenge)
    return challenge


def _simpler(challenge: Challenge, instead: Provision | None, day: date) -> Provision:
    if instead is None or instead.pk == challenge.provision_id:
        raise BadInput("instead", _("Name the new provision that stands in its place."))
    if not queries.runs(instead, day):
        raise BadInput("instead", _("The new provision must be in force."))
    return instead


def _end(ctx: Context, challenge: Challenge, last: date | None) -> date:
    """Set the last day of what was challenged: the gate stops what rests on it from the day after."""
    if challenge.provision.instrument.rank < Rank.LOCAL_RULE:
        raise Refused(
            "rights",
            "higher-law",
            _("A council cannot repeal higher law."),
            challenge.provision.ref,
        )
    thing = challenge.competence or challenge.provision
    if last is None or last < ctx.today:
        raise BadInput("ends_on", _("Give the last day in force, from today on."))
    if thing.ends is not None and thing.ends < last:
        raise BadInput("ends_on", _("It ends before that day already."))
    thing.ends = last
    ctx.save(thing)
    return last
