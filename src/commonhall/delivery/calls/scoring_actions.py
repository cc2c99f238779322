"""Scoring: two officials, each alone, criterion by criterion; where they are far apart, a third looks or they talk."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Answers, Words
from commonhall.actions.inputs.answers import Question
from commonhall.actions.undoing import put_back
from commonhall.core.refusals import BadInput, Refused
from commonhall.delivery.calls import queries, ranking, rules
from commonhall.delivery.calls.models import Call, Offer, Score, Scorer
from commonhall.people.organisations.models import Organisation

State = Call.State
GRADES = (
    ("0", _("0: not met")),
    ("2", _("2: hardly met")),
    ("4", _("4: partly met")),
    ("6", _("6: mostly met")),
    ("8", _("8: met")),
    ("10", _("10: more than met")),
)
SCORED_BY = _("Offers are scored by the officials that the body which awards has named.")


def _questions(offer: Any) -> list[Question]:
    return [
        (one["code"], f"{one['name']} ({one['weight']})", GRADES) for one in offer.call.criteria
    ]


def parties(offer: Offer) -> list[str]:
    """Whose interests recuse: everybody's who offered, not only this one's."""
    rows = offer.call.offer_rows.exclude(offerer=None).values_list("offerer", flat=True)
    return [offer.ref, offer.call.ref, *(Organisation.ref_of(one) for one in rows)]


def _must_score(actor: Actor, offer: Offer) -> Scorer:
    scorer = queries.scorer_of(actor, offer.call)
    if scorer is None:
        raise Refused("standing", "no-scorer", _("You were not named to score these offers."))
    if offer.call.state != State.OPENED or offer.state != Offer.State.OPENED:
        raise Refused("state", "wrong-state", _("This offer cannot be scored now."))
    return scorer


def _may_score(actor: Actor, offer: Offer) -> None:
    scorer = _must_score(actor, offer)
    if offer.scores.filter(scorer=scorer, ended_on=None).exists() and offer.talked_on is None:
        raise Refused(
            "state", "scored", _("You have scored this offer. Scores change only after a talk.")
        )
    if scorer.number > 2 and not is_apart(offer):
        raise Refused(
            "state", "not-apart", _("The first two scorers are not far apart on this offer.")
        )


def is_apart(offer: Offer) -> bool:
    """Do the first two scorers differ by more than the call says?"""
    rows = queries.scored(offer).scores[:2]
    return ranking.apart(rows, queries.weights(offer.call)) > offer.call.apart


@action(
    "delivery.score_offer",
    by=Kind.OFFICE,
    power="score-offers",
    any_body=SCORED_BY,
    undo=put_back,
    title=_("Score the offer"),
    done=_("Offer scored"),
    place=rules.unit_of,
    concerns=parties,
    allows=_may_score,
    notifies=False,
)
def score_offer(
    ctx: Context,
    offer: Offer,
    points: Annotated[
        dict[str, str],
        Answers(
            _("How well does it meet each criterion?"),
            questions_of=_questions,
            unanswered=_("Choose a number of points."),
        ),
    ],
    reasons: Annotated[
        str,
        Words(
            _("Reasons, criterion by criterion"),
            _("Public once the result is announced. Until then nobody else reads your scores."),
            most=6000,
            long=True,
            empty=_("Enter the reasons for your scores."),
        ),
    ],
) -> Score:
    """Score alone, by the text of the offer. The price is not yours to judge: the formula does that."""
    scorer, weights = _must_score(ctx.actor, offer), queries.weights(offer.call)
    given = {
        code: int(points[code])
        for code in weights
        if isinstance(points, Mapping) and points.get(code) in dict(GRADES)
    }
    if len(given) < len(weights):
        raise BadInput("points", _("Choose a number of points for each criterion."))
    known = offer.scores.filter(scorer=scorer, ended_on=None).first()
    score: Score = known or Score(offer=offer, scorer=scorer)
    score.points, score.reasons, score.at = given, reasons, ctx.occurred_at
    score.total = ranking.points_of(given, weights)
    ctx.note(scorer=scorer.number)
    return ctx.save(score)


def _may_talk(actor: Actor, offer: Offer) -> None:
    scorer = _must_score(actor, offer)
    if offer.talked_on is not None:
        raise Refused("state", "talked", _("What the scorers found is on the record already."))
    if scorer.number > 2 or not is_apart(offer):
        raise Refused(
            "state", "not-apart", _("The first two scorers are not far apart on this offer.")
        )


@action(
    "delivery.record_talk",
    by=Kind.OFFICE,
    power="score-offers",
    any_body=SCORED_BY,
    undo=put_back,
    title=_("Record why the scores were far apart"),
    done=_("Scorers talked about scores that were far apart"),
    place=rules.unit_of,
    concerns=parties,
    allows=_may_talk,
)
def record_talk(
    ctx: Context,
    offer: Offer,
    text: Annotated[
        str,
        Words(
            _("What the two of you found"),
            _("This is public. Afterwards each can score the offer again."),
            most=4000,
            long=True,
            empty=_("Enter what you found."),
        ),
    ],
) -> Offer:
    """The first two scorers talked: why they differed, and what they think now. A third look can take its place."""
    offer.talk, offer.talked_on = text, ctx.today
    return ctx.save(offer)
