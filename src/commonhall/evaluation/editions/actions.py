"""Editions: published by the clock, replied to, weighed and marked by people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Annotated, Any

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import (
    Choice,
    Internal,
    JsonObject,
    Number,
    Pick,
    Ref,
    Words,
)
from commonhall.core import refs
from commonhall.core.refusals import BadInput, Refused
from commonhall.delivery.plan.models import Item
from commonhall.evaluation.editions import computing, self_assessment, weighing
from commonhall.evaluation.editions.models import Edition, Mark, Reply, ResidentMark, WeightVote
from commonhall.evaluation.frameworks import observations, packs
from commonhall.evaluation.frameworks.models import Framework
from commonhall.evaluation.indicators import rates
from commonhall.people.bodies.models import Body
from commonhall.places.models import Unit
from commonhall.places.queries import units
from commonhall.services.minimum_standards.models import Alarm

MOST_LINKS = 100


@dataclass(frozen=True)
class Computed:
    """What an edition will say: computed from rows up to a number, so that later ones change nothing.

    until, seen: those numbers, and how many of the last of them there were when it was computed.
    """

    until: rates.Until
    seen: tuple[int, ...]
    seed: int
    inputs: dict[str, Any]
    weights: dict[str, Any]
    outcome: dict[str, Any]


def _compute(moment: datetime, framework: Framework, starts: date, ends: date) -> Computed:
    pack, span = packs.read(framework.pack), rates.span_of(starts, ends)
    seed = computing.seed_of(framework.code, starts.isoformat())
    until = rates.Until.now()
    seen = until.seen()
    if pack.of == "respondents":
        inputs = self_assessment.inputs_of(framework, pack)
        return Computed(until, seen, seed, inputs, {}, self_assessment.outcome_of(pack, inputs))
    known = timezone.localdate(moment)
    inputs = computing.inputs_of(pack, observations.live(pack, framework.unit, span, until, known))
    inputs |= {"until": asdict(until), "known": known.isoformat()}
    weights = weighing.tally(framework, pack)
    outcome = computing.outcome_of(pack, inputs, weighing.shares(weights), seed)
    return Computed(until, seen, seed, inputs, weights, outcome)


@action(
    "evaluation.publish_edition",
    by=Kind.SYSTEM,
    power="publish-editions",
    title=_("Publish an edition"),
    done=_("Edition published"),
    place=lambda framework: framework.unit_id,
    precompute=_compute,
)
def publish_edition(
    ctx: Context,
    framework: Framework,
    starts: Annotated[date, Internal()],
    ends: Annotated[date, Internal()],
) -> Edition:
    """Publish one edition. There is no action that holds it back, hides or changes it."""
    made: Computed = ctx.precomputed
    rates.hold()
    if made.until.seen() != made.seen:
        # An action that had drawn its numbers before ended only now: whoever counts again will see it.
        made = _compute(ctx.occurred_at, framework, starts, ends)
    edition = ctx.save(
        Edition(
            framework=framework,
            revision=framework.revision,
            starts=starts,
            ends=ends,
            published_at=ctx.occurred_at,
            pack=framework.pack,
            inputs=made.inputs,
            weights=made.weights,
            outcome=made.outcome,
            seed=made.seed,
        )
    )
    _tie(ctx, edition, packs.read(framework.pack))
    ctx.subject = edition.ref
    ctx.note(framework=framework.code, starts=starts.isoformat(), revision=framework.revision)
    return edition


def _tie(ctx: Context, edition: Edition, pack: packs.Pack) -> None:
    """Into the thread: what was delivered within the span, and the floors that were broken at its end."""
    if any(one.get("measure") == "broken-floors" for one in pack.sources.values()):
        _begins, ends = rates.span_of(edition.starts, edition.ends).moments()
        broken = Alarm.objects.filter(Q(ended_at=None) | Q(ended_at__gte=ends), opened_at__lt=ends)
        broken = broken.filter(minimum_standard__source="")
        broken = broken.exclude(why=Alarm.Why.UNMEASURED).select_related("case")
        for alarm in broken.order_by("pk")[:MOST_LINKS]:
            ctx.link(alarm.case, edition, "measured")
    inside = edition.framework.unit.path
    done = Item.objects.filter(
        done_on__gte=edition.starts, done_on__lt=edition.ends, unit__path__startswith=inside
    )
    for item in done.order_by("pk")[:MOST_LINKS]:
        ctx.link(item, edition, "measured")


# --- what people say ------------------------------------------------------------------------------
def _whole(given: dict[str, Any]) -> dict[str, int]:
    """Whole numbers by name."""
    if any(isinstance(one, bool) or not isinstance(one, int) for one in given.values()):
        raise ValidationError(_("Enter whole numbers."))
    return given


def _goes_on(_actor: Actor, framework: Framework) -> None:
    if framework.ended_on is not None:
        raise Refused("state", "wrong-state", _("This has already ended."))


def _weighed(actor: Actor, framework: Framework) -> None:
    if framework.of == Framework.Of.RESPONDENTS:
        raise Refused("state", "wrong-state", _("This is marked, not weighted."))
    _goes_on(actor, framework)


@action(
    "evaluation.weigh",
    by=Kind.PERSON,
    right="take-part",
    title=_("Say what matters most"),
    done=_("Weights given"),
    allows=_weighed,
    notifies=False,
    own_page=True,
)
def weigh(
    ctx: Context,
    framework: Framework,
    points: Annotated[
        Mapping[str, int],
        JsonObject(
            _("Points by part"),
            _("Share out 100 points, in steps of 5."),
            read=_whole,
            members={"type": "integer", "minimum": 0, "maximum": weighing.POINTS},
        ),
    ],
) -> Framework:
    """Share 100 points among the parts. Each resident counts the same; changed as often as wished."""
    problem = weighing.problem(packs.read(framework.pack), points)
    if problem:
        raise BadInput("points", problem)
    WeightVote.objects.update_or_create(
        framework=framework,
        person_id=ctx.actor.person_id,
        defaults={"points": dict(points), "at": ctx.occurred_at},
    )
    return framework


def _indicator(framework: Framework, indicator: str, value: int) -> None:
    pack = packs.read(framework.pack)
    if indicator not in {one.id for one in pack.framework.indicators}:
        raise BadInput("indicator", _("There is no such indicator. Check the code."))
    if not 0 <= value <= self_assessment.BEST:
        raise BadInput("value", _("Enter a mark as a whole number from 0 to 4."))


def _indicators(framework: Framework) -> list[tuple[str, Any]]:
    pack = packs.read(framework.pack)
    return [(one.id, pack.label(one.id)) for one in pack.framework.indicators]


def _assessed(actor: Actor, framework: Framework) -> None:
    if framework.of != Framework.Of.RESPONDENTS:
        raise Refused("state", "wrong-state", _("This is measured, so you cannot mark it."))
    _goes_on(actor, framework)


@action(
    "evaluation.mark",
    by=Kind.OFFICE,
    right="assess-own-hall",
    title=_("Mark with evidence"),
    done=_("Mark given, with its evidence"),
    allows=_assessed,
    notifies=False,
)
def mark(
    ctx: Context,
    framework: Framework,
    indicator: Annotated[str, Choice(_("Which indicator"), choices_of=_indicators)],
    value: Annotated[
        int,
        Number(
            _("Mark"),
            _("From 0, not at all, to 4, completely."),
            least=0,
            most=self_assessment.BEST,
        ),
    ],
    text: Annotated[
        str, Words(_("Why"), most=2000, long=True, empty=_("Enter the reasons for this mark."))
    ],
    evidence: Annotated[
        str,
        Words(
            _("Where anybody can check it"),
            _("An address, or a page of this hall."),
            most=300,
            empty=_("Enter where anybody can check it: an address, or a page here."),
        ),
    ],
) -> Mark:
    """An office's own mark. Without evidence anybody can check, it is refused."""
    _indicator(framework, indicator, value)
    body = Body.objects.get(pk=ctx.actor.body_id)
    group = Mark.Group.COUNCILLORS if body.kind == "council" else Mark.Group.OFFICIALS
    return ctx.save(
        Mark(
            framework=framework,
            indicator=indicator,
            group=group,
            value=value,
            office_id=int(ctx.actor.ref.rpartition(":")[2]),
            text=text,
            evidence=evidence,
            at=ctx.occurred_at,
        )
    )


@action(
    "evaluation.mark_as_resident",
    by=Kind.PERSON,
    right="take-part",
    title=_("Give marks"),
    done=_("Marks given by a resident"),
    allows=_assessed,
    notifies=False,
    own_page=True,
)
def mark_as_resident(
    ctx: Context,
    framework: Framework,
    marks: Annotated[
        Mapping[str, int],
        JsonObject(
            _("Marks by indicator"),
            _("From 0, not at all, to 4, completely."),
            empty=_("Mark at least one indicator."),
            read=_whole,
            members={"type": "integer", "minimum": 0, "maximum": self_assessment.BEST},
        ),
    ],
) -> Framework:
    """One's own marks; they stand beside those of officials and councillors, as a mean of many."""
    if not marks:
        raise BadInput("marks", _("Mark at least one indicator."))
    for indicator, value in marks.items():
        _indicator(framework, indicator, value)
    for indicator, value in marks.items():
        ResidentMark.objects.update_or_create(
            framework=framework,
            person_id=ctx.actor.person_id,
            indicator=indicator,
            defaults={"value": value, "at": ctx.occurred_at},
        )
    return framework


def _inside(edition: Edition) -> QuerySet[Unit]:
    return units().filter(path__startswith=edition.framework.unit.path)


@action(
    "evaluation.reply",
    by=(Kind.OFFICE, Kind.ORGANISATION),
    right="reply-to-editions",
    title=_("Say what will be done"),
    done=_("Reply to an edition"),
)
def reply(
    ctx: Context,
    edition: Edition,
    text: Annotated[
        str,
        Words(_("What will be done"), most=4000, long=True, empty=_("Enter what will be done.")),
    ],
    about: Annotated[str, Ref(_("The part of the plan that follows from it"))] = "",
    unit: Annotated[
        Unit | None, Pick(_("Which place it is about"), rows=units, rows_of=_inside, key="code")
    ] = None,
) -> Reply:
    """Answer an edition in public; `about` names the part of the plan that follows from it."""
    if about and refs.resolve([about])[about].url == "":
        raise BadInput("about", _("There is no such thing here. Check the reference."))
    made = ctx.save(
        Reply(
            edition=edition,
            unit=unit,
            body_id=ctx.actor.body,
            organisation_id=ctx.actor.organisation,
            text=text,
            about=about,
            at=ctx.occurred_at,
        )
    )
    if about:
        ctx.link(about, edition, "answers")
    return made
