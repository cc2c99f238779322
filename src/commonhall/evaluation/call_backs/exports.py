"""Call-backs as open data: how each sample was drawn, and what was found of each body. No answer of a single person."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from commonhall.core.exports import Dataset, Row, columns, publish
from commonhall.evaluation.call_backs import queries
from commonhall.evaluation.call_backs.models import CallBackRound
from commonhall.methods.surveys.intervals import Estimate
from commonhall.people.bodies.models import Body

ROUNDS = columns(
    id="integer",
    month="date",
    state="text",
    begun_at="moment",
    cases="json",
    per_body="integer",
    beacon="json",
    seed_from="json",
)
RESULTS = columns(
    month="date",
    body="text",
    cases="integer",
    drawn="integer",
    reached="integer",
    clicked="integer",
    clicked_solved="integer",
    solved="number",
    solved_low="number",
    solved_high="number",
    contacted="number",
    satisfied="number",
)


def rounds() -> Iterator[Row]:
    for row in CallBackRound.objects.order_by("month").iterator(chunk_size=20):
        yield {name: getattr(row, name) for name in ("id", *_PLAIN)}


_PLAIN = ("month", "state", "begun_at", "cases", "per_body", "beacon", "seed_from")


def results() -> Iterator[Row]:
    """Of finished months, body by body; the row without a body is of all together."""
    codes = dict(Body.objects.values_list("pk", "code"))
    closed = CallBackRound.objects.filter(state=CallBackRound.State.CLOSED).order_by("month")
    for of in closed.iterator(chunk_size=20):
        for one in queries.results(of):
            yield {
                "month": of.month,
                "body": codes.get(one.body, ""),
                "cases": one.cases,
                "drawn": one.drawn,
                "reached": one.reached,
                "clicked": one.clicked,
                "clicked_solved": one.clicked_solved,
                "solved": _share(one.solved),
                "solved_low": _share(one.solved, "low"),
                "solved_high": _share(one.solved, "high"),
                "contacted": _share(one.contacted),
                "satisfied": _share(one.satisfied),
            }


def _share(found: Estimate | None, end: str = "value") -> float | None:
    return None if found is None else round(getattr(found, end), 4)


def register() -> None:
    publish(
        Dataset(
            "evaluation.call_back_rounds",
            _("Rounds of call-backs"),
            _("Which cases could be called back each month, and what drew among them."),
            ROUNDS,
            rounds,
        )
    )
    publish(
        Dataset(
            "evaluation.call_backs",
            _("What call-backs found"),
            _("Body by body: what people said when another body called, as shares of 1."),
            RESULTS,
            results,
        )
    )
