"""Questions about amendments."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from commonhall.decisions.amendments.models import AmendmentVote, MotionAmendment
from commonhall.decisions.motions import conclusions, held
from commonhall.decisions.motions.majorities import Count, Rule
from commonhall.decisions.motions.models import Motion
from commonhall.decisions.motions.queries import Present, count_of
from commonhall.ui.redline import redline


@dataclass(frozen=True)
class Shown:
    """An amendment as the motion's page shows it. changes: label and redline of each thing it changes; own: how
    the office that looks has voted; put: that office put it; ready: it can be concluded now."""

    amendment: MotionAmendment
    changes: list[tuple[str, Any]]
    yes: int
    no: int
    abstained: int
    own: str
    put: bool
    ready: bool


def count(amendment: MotionAmendment, present: Present) -> Count:
    """Its roll-call, of those who may vote today."""
    may = {term.office_id for term in present.voters}
    said = Counter(amendment.votes.filter(office_id__in=may).values_list("choice", flat=True))
    return Count(
        said["yes"], said["no"], said["abstain"], len(may), len(present.filled), present.seats
    )


def shown(
    motion: Motion, office: int | None, present: Present, rule: Rule, most: int = 300
) -> list[Shown]:
    """Amendments in their order, open ones first; the same number of queries however many there are."""
    rows = list(motion.amendments.select_related("by_office").order_by("pk")[:most])
    rows.sort(key=lambda row: (row.state != MotionAmendment.State.OPEN, row.pk))
    said: dict[int, Counter[str]] = {row.pk: Counter() for row in rows}
    own: dict[int, str] = {}
    may = {term.office_id for term in present.voters}
    cast: dict[int, dict[int, str]] = {row.pk: {} for row in rows}
    votes = AmendmentVote.objects.filter(amendment__in=rows)
    for number, who, choice in votes.values_list("amendment_id", "office_id", "choice"):
        said[number][choice] += 1
        cast[number][who] = choice
        if who == office:
            own[number] = choice
    reader = held.Reader(motion)
    return [
        Shown(
            row,
            changes(motion, row, reader),
            said[row.pk]["yes"],
            said[row.pk]["no"],
            said[row.pk]["abstain"],
            own.get(row.pk, ""),
            row.by_office_id == office,
            row.state == MotionAmendment.State.OPEN
            and office in may
            and conclusions.may_conclude(
                motion, count_of(cast[row.pk], Rule(), present), rule, row.at
            ),
        )
        for row in rows
    ]


def changes(motion: Motion, row: MotionAmendment, reader: held.Reader) -> list[tuple[str, Any]]:
    """What it changes: in the motion's words, or in what the action it holds is given."""
    if not motion.action:
        return [("", redline(motion.text, row.text))]
    before, after = reader.texts(motion.given), reader.texts(row.given)
    return [
        (label, redline(before.get(label, ""), after.get(label, "")))
        for label in dict.fromkeys([*before, *after])
        if before.get(label, "") != after.get(label, "")
    ]
