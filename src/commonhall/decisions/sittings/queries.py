"""Questions about sittings."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.db.models import QuerySet

from commonhall.decisions.motions import conclusions
from commonhall.decisions.motions.models import Motion, RollCallVote
from commonhall.decisions.sittings.models import Sitting


def sittings() -> QuerySet[Sitting]:
    return Sitting.objects.select_related("body")


@dataclass(frozen=True)
class AgendaRow:
    """A motion on the agenda with its roll-call; own: how the office that looks has voted, "" if it has not;
    ready: it may be concluded now."""

    motion: Motion
    yes: int
    no: int
    abstained: int
    own: str
    ready: bool


def agenda(sitting: Sitting, office: int | None) -> list[AgendaRow]:
    """What stands on the agenda, in order; for a member some queries more for each motion they have voted on."""
    motions = list(sitting.motions.select_related("body", "unit").order_by("order", "pk"))
    reading = {one.pk: one.reading for one in motions}
    said: dict[int, Counter[str]] = {one.pk: Counter() for one in motions}
    own: dict[int, str] = {}
    for number, who, choice, at in RollCallVote.objects.filter(motion__in=motions).values_list(
        "motion_id", "office_id", "choice", "reading"
    ):
        if at == reading[number]:
            said[number][choice] += 1
            if who == office:
                own[number] = choice
    return [
        AgendaRow(
            one,
            said[one.pk]["yes"],
            said[one.pk]["no"],
            said[one.pk]["abstain"],
            own.get(one.pk, ""),
            one.pk in own and conclusions.ready(one),
        )
        for one in motions
    ]


def waiting(sitting: Sitting) -> QuerySet[Motion]:
    """Motions before the body that stand on no agenda, oldest first."""
    return Motion.objects.filter(
        body_id=sitting.body_id, state=Motion.State.OPEN, sitting=None
    ).order_by("pk")
