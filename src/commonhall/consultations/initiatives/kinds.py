"""What an initiative may ask for: a kind has a threshold, days and a body of its own, each set by law."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from commonhall.law import queries
from commonhall.people.bodies.models import Body

SIGN, ANSWER = "sign-initiative", "answer-initiative"
# What is named to the law of a threshold: "initiative-motion".
MATTER = "initiative-"
ANSWERS = "answer-initiatives"


class Kind(models.TextChoices):
    """What is asked for."""

    ANSWER = "answer", _("a public answer")
    MOTION = "motion", _("a decision")
    RULE = "rule", _("a rule")
    VOTE = "vote", _("a vote of the residents")
    BUDGET = "budget", _("money in the plan")
    AUDIT = "audit", _("an audit")
    INDEX = "index", _("another weighting of the index")
    TABLE = "table", _("a round table")


LABELS: dict[str, Any] = {
    Kind.ANSWER: _("An initiative for a public answer"),
    Kind.MOTION: _("An initiative for a decision"),
    Kind.RULE: _("An initiative for a rule"),
    Kind.VOTE: _("An initiative for a vote of the residents"),
    Kind.BUDGET: _("An initiative for money in the plan"),
    Kind.AUDIT: _("An initiative for an audit"),
    Kind.INDEX: _("An initiative for another weighting of the index"),
    Kind.TABLE: _("A call for a round table"),
}
# The body that holds this power owes the answer. An answer or a round table is asked of the body that is named, else of the
# council.
POWERS = {
    Kind.ANSWER: "adopt-local-rules",
    Kind.MOTION: "decide-matters",
    Kind.RULE: "adopt-local-rules",
    Kind.VOTE: "call-votes",
    Kind.BUDGET: "set-plans",
    Kind.AUDIT: "review-decisions",
    Kind.INDEX: "set-evaluation",
    Kind.TABLE: "adopt-local-rules",
}
# Of these, the body may be named.
ASKED_OF = {Kind.ANSWER, Kind.TABLE}
CONVENES = "convene-round-tables"


class Outcome(models.TextChoices):
    """What a body did."""

    MOTION = "motion", _("decided about it, or put it to the vote")
    RULE = "rule", _("made or changed a rule")
    VOTE = "vote", _("called a vote of the residents")
    PLAN = "plan", _("took it into the plan")
    ASKING = "asking", _("opened a conversation, a draft text, a survey or a round table")
    MEASURE = "measure", _("changed what is measured")
    OTHER = "other", _("did something else")
    SAID = "said", _("answered in public")
    REFUSED = "refused", _("refused it")


# What a body names to show what it did; an outcome that is not here is words alone.
SHOWN_BY: dict[str, tuple[str, ...]] = {
    Outcome.MOTION: ("decisions.motion",),
    Outcome.RULE: ("law.provision", "law.instrument", "decisions.motion", "consultations.draft"),
    Outcome.VOTE: ("decisions.election",),
    Outcome.PLAN: ("delivery.item",),
    Outcome.ASKING: (
        "consultations.conversation",
        "consultations.draft",
        "consultations.survey",
        "consultations.roundtable",
        "consultations.meeting",
    ),
    Outcome.MEASURE: ("evaluation.",),
    Outcome.OTHER: ("",),
}


def who_answers(kind: str, asked: Body | None, day: date) -> Body | None:
    """The body that owes the answer by law; `asked`: the one named for a public answer or a round table."""
    if kind in ASKED_OF and asked is not None:
        return asked
    return queries.holder_of(POWERS[Kind(kind)], day)


def labels() -> list[tuple[str, Any]]:
    """Kinds for which the law sets days."""
    return list(LABELS.items())
