"""How panels and what belongs to them are shown wherever a ref names one."""

from __future__ import annotations

from typing import Any

from commonhall.consultations.meetings import panels as meeting_panels
from commonhall.consultations.meetings.panels import Panel as Asked
from commonhall.core.refs import Described, describes
from commonhall.decisions.panels import feedback, queries
from commonhall.decisions.panels.models import Member, Panel, PanelDay, Wave
from commonhall.decisions.panels.spoken_models import (
    FollowUp,
    Material,
    MinorityNote,
    Recommendation,
    RecommendationVote,
    Witness,
    WitnessApproval,
)
from commonhall.law.asking import origins

STOPPED = (Panel.State.CALLED_OFF, Panel.State.VOID, Panel.State.ANNULLED)


def _panels(numbers: list[int]) -> dict[int, Described]:
    return {
        row.pk: Described(
            row.ref,
            row.name,
            row.get_absolute_url(),
            row.get_state_display(),
            "consultation",
            stopped=row.state in STOPPED,
        )
        for row in Panel.objects.filter(pk__in=numbers)
    }


def _recommendations(numbers: list[int]) -> dict[int, Described]:
    return {
        row.pk: Described(
            row.ref,
            row.shown_title,
            row.get_absolute_url(),
            row.standing,
            "proposal",
            stopped=row.state == Recommendation.State.REJECTED
            or row.verdict == Recommendation.Verdict.REFUSED,
        )
        for row in Recommendation.objects.filter(pk__in=numbers)
    }


def _of(model: Any, path: str) -> Any:
    """Things that are shown on the page of what they belong to."""

    def describe(numbers: list[int]) -> dict[int, Described]:
        rows = model.objects.filter(pk__in=numbers).select_related(path)
        found = {}
        for row in rows:
            whole = getattr(row, path)
            title = whole.name if isinstance(whole, Panel) else str(whole)
            url = "" if isinstance(whole, Witness) else whole.get_absolute_url()
            found[row.pk] = Described(row.ref, title, url)
        return found

    return describe


def _above(numbers: list[int]) -> list[tuple[int, str]]:
    """What a panel was asked about stands behind what it recommends."""
    rows = Recommendation.objects.filter(pk__in=numbers).select_related("panel")
    pairs = [(row.pk, row.panel) for row in rows]
    return [(pk, ref) for pk, panel in pairs for ref in (panel.ref, panel.about) if ref]


def _asked(number: int) -> Asked | None:
    """A panel at work, for the meetings at which it is asked."""
    panel = Panel.objects.filter(pk=number).first()
    if panel is None or panel.state not in (Panel.State.WORKING, Panel.State.ENDED):
        return None

    def sits(person: int) -> bool:
        return queries.sitting(panel).filter(person=person).exists()

    seats = queries.sitting(panel).count()
    return Asked(panel.ref, panel.name, panel.unit_id, panel.about, seats, sits)


def register() -> None:
    feedback.register()
    describes("decisions.panel", _panels)
    describes("decisions.recommendation", _recommendations)
    for model in (Wave, Member, PanelDay, Material, Witness):
        describes(model._meta.label_lower, _of(model, "panel"))
    for said in (RecommendationVote, MinorityNote, FollowUp):
        describes(said._meta.label_lower, _of(said, "recommendation"))
    describes("decisions.witnessapproval", _of(WitnessApproval, "witness"))
    origins.part_of("decisions.recommendation", _above)
    meeting_panels.register("decisions.panel", _asked)
