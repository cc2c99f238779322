"""Questions about amendments."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from commonhall.core.models import in_language
from commonhall.decisions.amendments.models import AmendmentVote, MotionAmendment
from commonhall.decisions.motions import conclusions, held
from commonhall.decisions.motions import queries as motion_queries
from commonhall.decisions.motions.majorities import Count as Roll
from commonhall.decisions.motions.majorities import Rule
from commonhall.decisions.motions.models import Motion
from commonhall.decisions.motions.queries import Present
from commonhall.ui.redline import redline

# So many stand on one page, and of those that wait so many in full.
MOST, FULL = 300, 30


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


def count(amendment: MotionAmendment, present: Present) -> Roll:
    """Its roll-call, of those who may vote today."""
    may = {term.office_id for term in present.voters}
    said = amendment.votes.filter(office_id__in=may).values_list("choice", flat=True)
    return _counted(Counter(said), present)


def shown(
    reader: held.Reader, office: int | None, present: Present, rule: Rule, start: int = 0
) -> dict[str, list[Shown]]:
    """Amendments in their order: those that wait in full, from the one with the number `start`; more, and what is
    decided, in short. Two queries however many there are."""
    motion = reader.motion
    rows = list(motion.amendments.select_related("by_office").order_by("pk")[:MOST])
    waiting = [row for row in rows if row.state == MotionAmendment.State.OPEN]
    full = [row for row in waiting if row.pk >= start][:FULL]
    known = {row.pk for row in full}
    said = _said(rows, office, present)
    may = {term.office_id for term in present.voters}
    days = motion_queries.vote_days() if office in may and full else 0

    def made(row: MotionAmendment) -> Shown:
        of_all, counted, own = said.get(row.pk, (Counter(), Counter(), ""))
        count = _counted(counted, present)
        return Shown(
            row,
            changes(motion, row, reader) if row.pk in known else [],
            of_all["yes"],
            of_all["no"],
            of_all["abstain"],
            own,
            row.by_office_id == office,
            row.pk in known
            and office in may
            and conclusions.may_conclude(motion, count, rule, row.at, days),
        )

    return {
        "full": [made(row) for row in full],
        "more": [made(row) for row in waiting if row.pk not in known],
        "decided": [made(row) for row in rows if row.state != MotionAmendment.State.OPEN],
    }


Said = tuple[Counter[str], Counter[str], str]


def _said(rows: list[MotionAmendment], office: int | None, present: Present) -> dict[int, Said]:
    """Each amendment's votes, those of them that count today, and the own one: counted by the database."""
    may = [term.office_id for term in present.voters]
    votes = AmendmentVote.objects.filter(amendment__in=[row.pk for row in rows])
    counted = (
        votes.order_by()
        .values("amendment_id", "choice")
        .annotate(
            number=Count("pk"),
            counting=Count("pk", filter=Q(office_id__in=may)),
            mine=Count("pk", filter=Q(office_id=office or 0)),
        )
    )
    found: dict[int, Said] = {}
    for one in counted:
        of_all, counting, own = found.get(one["amendment_id"], (Counter(), Counter(), ""))
        of_all[one["choice"]] = one["number"]
        counting[one["choice"]] = one["counting"]
        own = one["choice"] if one["mine"] else own
        found[one["amendment_id"]] = (of_all, counting, own)
    return found


def _counted(said: Counter[str], present: Present) -> Roll:
    return Roll(
        said["yes"],
        said["no"],
        said["abstain"],
        len(present.voters),
        len(present.filled),
        present.seats,
    )


def changes(motion: Motion, row: MotionAmendment, reader: held.Reader) -> list[tuple[str, Any]]:
    """What it changes: in the motion's words, or in what the action it holds is given."""
    if row.paragraph:
        label = _("Paragraph %(number)d") % {"number": row.paragraph}
        return [(label, redline(in_language(row.old), in_language(row.words)))]
    if not motion.action:
        return [("", redline(motion.text, row.text))]
    before, after = reader.texts(motion.given), reader.texts(row.given)
    return [
        (label, redline(before.get(label, ""), after.get(label, "")))
        for label in dict.fromkeys([*before, *after])
        if before.get(label, "") != after.get(label, "")
    ]
